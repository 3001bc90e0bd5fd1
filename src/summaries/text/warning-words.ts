import type { TextLanguage } from "./languages/language.ts";
import { textLanguages } from "./languages/table.ts";

/** Tells by its words whether a sentence warns. Made for high recall: a sentence too many is read, one too few is not. */
export interface WarningWords {
  /** The word that warns, as it stands there; undefined: none does. */
  find(sentence: string): string | undefined;
}

/**
 * The words of warning of a language, and those of English, which is mixed into many; of all languages when it is not
 * known.
 */
export function createWarningWords(language: TextLanguage | undefined): WarningWords {
  const languages = language === undefined ? textLanguages : [...new Set([language, textLanguages[0]])];
  const readers = languages.map(patternsOf);
  return {
    find(sentence) {
      for (const reader of readers) {
        const word = reader.orders.exec(sentence)?.[0] ?? hazardIn(sentence, reader);
        if (word !== undefined) return word;
      }
      return undefined;
    },
  };
}

interface Patterns {
  orders: RegExp;
  hazards: RegExp;
  /** Standing right before the hazard, with at most three words between. */
  negated: RegExp;
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
    negated: new RegExp(
      `(?<![\\p{L}\\p{N}])(?:${language.negations.join("|")})(?:[\\s-]+[\\p{L}\\p{N}'-]+){0,${negatedWordsMax}}?[\\s-]+$`,
      "iu",
    ),
    denied: new RegExp(`^[\\p{L}]*[:\\s]+(?:${language.denials.join("|")}|${bareNo})`, "iu"),
  };
  cache.set(language, made);
  return made;
}

/** "No sign of frost", "no risk of a late frost". */
const negatedWordsMax = 3;
/** An entry of a form: "Leaks: none". */
const bareNo = "(?<=:\\s*)(?:none|no|nil|keine?|aucune?|ninguna?|nessuna?|geen)\\b";

function hazardIn(sentence: string, { hazards, negated, denied }: Patterns): string | undefined {
  for (const found of sentence.matchAll(hazards)) {
    const isTakenBack =
      negated.test(sentence.slice(Math.max(0, found.index - 60), found.index)) ||
      denied.test(sentence.slice(found.index + found[0].length));
    if (!isTakenBack) return found[0];
  }
  return undefined;
}
