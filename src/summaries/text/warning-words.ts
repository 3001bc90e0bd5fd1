import type { TextLanguage } from "./languages/language.ts";
import { textLanguages } from "./languages/table.ts";

/** Tells by its words whether a sentence warns. Made for high recall: a sentence too many is read, one too few is not. */
export interface WarningWords {
  /** The word that warns, as it stands there; undefined: none does. */
  find(sentence: string): string | undefined;
}

/**
 * The words of warning of the languages, and those of English, which is mixed into many; of all languages when none is
 * known.
 */
export function createWarningWords(known: readonly TextLanguage[]): WarningWords {
  const languages = known.length === 0 ? textLanguages : new Set([...known, textLanguages[0]]);
  const readers = [...languages].map(patternsOf);
  return {
    find(sentence) {
      for (const reader of readers) {
        const word = reader.orders.exec(sentence)?.[0] ?? hazardIn(sentence, reader, readers);
        if (word !== undefined) return word;
      }
      return undefined;
    },
  };
}

interface Patterns {
  orders: RegExp;
  hazards: RegExp;
  /** Standing before the hazard and taking it back. */
  negated: RegExp;
  /** Standing before the hazard and stating it by two negations. */
  stated: RegExp;
  /** Standing right behind it. */
  denied: RegExp;
}

const cache = new WeakMap<TextLanguage, Patterns>();

function patternsOf(language: TextLanguage): Patterns {
  const kept = cache.get(language);
  if (kept) return kept;
  const atWord = (sources: readonly string[]) => `(?<![\\p{L}\\p{N}])(?:${sources.join("|")})`;
  const made: Patterns = {
    orders: new RegExp(atWord(language.orders), "iu"),
    hazards: new RegExp(atWord(language.hazards), "giu"),
    negated: negatedBefore(language),
    stated: new RegExp(
      `${start}(?:${[...language.absences, ...language.negations].join("|")})(?:${gap}${word}){0,3}${gap}(?:${language.withouts.join("|")})(?:${gap}${word}){0,4}${gap}$`,
      "iu",
    ),
    denied: new RegExp(`^[\\p{L}]*[:\\s]+(?:${language.denials.join("|")}|${bareNo})`, "iu"),
  };
  cache.set(language, made);
  return made;
}

const start = "(?<![\\p{L}\\p{N}])";
/** A comma or a colon ends what a negation reaches. */
const gap = "(?:[\\s-]+|['’])";
/** Of any kind, but no "-ing", which says what is not done about the hazard: "no stopping the fire". */
const word = "(?!\\p{L}+ing(?!\\p{L}))[\\p{L}\\p{N}]+";

/**
 * A negation takes a hazard back only where nothing but words of `betweenNegated` stands between: "could not contain
 * the fire" is as much a warning as there can be. An absence does so through one more word, "no visible leak".
 */
function negatedBefore({ absences, negations, betweenNegated }: TextLanguage): RegExp {
  const between = `(?:${gap}(?:${betweenNegated.join("|")})){0,5}?`;
  const absent = `(?:${absences.join("|")})${between}(?:${gap}${word})?${between}`;
  return new RegExp(`${start}(?:${absent}|(?:${negations.join("|")})${between})${gap}$`, "iu");
}

/** An entry of a form: "Leaks: none". */
const bareNo = "(?<=:\\s*)(?:none|no|nil|keine?|aucune?|ninguna?|nessuna?|geen)\\b";

/** Words like "Frost" are of several languages, so what takes a hazard back may be of another than finds it. */
function hazardIn(sentence: string, { hazards }: Patterns, readers: readonly Patterns[]): string | undefined {
  for (const found of sentence.matchAll(hazards)) {
    const before = sentence.slice(Math.max(0, found.index - 60), found.index);
    const after = sentence.slice(found.index + found[0].length);
    const isTakenBack = readers.some(
      ({ negated, stated, denied }) => (negated.test(before) && !stated.test(before)) || denied.test(after),
    );
    if (!isTakenBack) return found[0];
  }
  return undefined;
}
