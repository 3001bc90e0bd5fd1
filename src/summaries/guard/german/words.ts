/**
 * A pattern for whole words. `\b` knows no umlauts, so it is of no use in German.
 */
export function words(source: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`, "giu");
}

/** The same for what must stand right before a place: after it comes only what `rest` allows. */
export function wordsBefore(source: string, rest = " "): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})${rest}$`, "iu");
}

/** Words anywhere in the clause. */
export function wordsWithin(source: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`, "iu");
}
