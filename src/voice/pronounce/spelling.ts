import { readDigits } from "./digits.ts";
import { foldLetters } from "./fold.ts";

/** A piece of a written word that is said as a whole. */
export type Atom =
  /** Letters a to z and apostrophes. `umlauts`: the same with "ue" for "ü", where it differs. */
  | { readonly kind: "word"; readonly text: string; readonly umlauts?: string }
  /** Said letter by letter. */
  | { readonly kind: "letters"; readonly text: string };

/** One way to read a written word. */
export type Reading = readonly Atom[];

/** A written word has at most so many characters, and at most so many readings are followed. */
const charactersMax = 60;
const readingsMax = 8;

const signs = new Map([
  ["%", "percent"],
  ["‰", "per mille"],
  ["&", "and"],
  ["+", "plus"],
  ["@", "at"],
  ["=", "equals"],
  ["°c", "degrees celsius"],
  ["°f", "degrees fahrenheit"],
  ["°", "degrees"],
  ["€", "euros"],
  ["$", "dollars"],
  ["£", "pounds"],
  ["½", "half"],
  ["¼", "quarter"],
  ["¾", "three quarters"],
  ["²", "squared"],
  ["³", "cubed"],
  ["Ω", "ohms"],
  ["µ", "micro"],
  ["μ", "micro"],
]);

/** "kW" is no word in camel case. */
const unitAfterNumber = /(?<=\d)[kMG](?:Wh?|VA?|A|Hz|Pa|B)$/;

/** What one letter may stand for right after digits; it is read as the letter too. */
const units: Readonly<Record<string, string>> = {
  w: "watts",
  v: "volts",
  a: "amps",
  m: "meters",
  h: "hours",
  s: "seconds",
  l: "liters",
  g: "grams",
  c: "celsius",
  f: "fahrenheit",
  k: "thousand",
};

/**
 * The ways to read a written word, the likeliest first; none where nothing in it can be said. `isKnown` tells whether a word
 * is in the dictionary or among the user's.
 */
export function readSpelling(written: string, isKnown: (word: string) => boolean): Reading[] {
  if (written.length > charactersMax) return [];
  // "A.C." is "AC".
  if (/^(?:\p{L}\.)+\p{L}?$/u.test(written)) return readSpelling(written.replaceAll(".", ""), isKnown);
  const whole = foldLetters(written.replace(/[-‐‑.]/g, ""));
  // "Wi-Fi" and "e-mail" are words though they look like two.
  if (whole !== undefined && isKnown(whole)) {
    return [[{ kind: "word", text: whole }], ...capitals(written, whole, isKnown)];
  }
  let readings: Reading[] = [[]];
  let isAfterDigits = false;
  for (const piece of pieces(written.replace(unitAfterNumber, (unit) => unit.toLowerCase()))) {
    const read = readPiece(piece, { isAfterDigits, isKnown });
    isAfterDigits = /\d/.test(piece);
    if (read === undefined) return [];
    if (read.length === 0) continue;
    readings = readings.flatMap((before) => read.map((atoms) => [...before, ...atoms])).slice(0, readingsMax);
  }
  return readings.filter((reading) => reading.length > 0);
}

/** Numbers, words by case ("LivingRoom" is two, "HDMIInput" is "HDMI" and "Input"), and signs. */
function pieces(written: string): string[] {
  return (
    written.match(
      /\d+(?:[.,]\d+)?(?:(?:st|nd|rd|th)\b)?|\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?[\p{Ll}\p{M}\p{Lo}'’]+|\p{Lu}[\p{Lu}\p{M}'’]*|°[CcFf](?!\p{L})|[%‰&+@=°€$£½¼¾²³Ω]/gu,
    ) ?? []
  );
}

/** Undefined: it cannot be said. */
function readPiece(
  piece: string,
  { isAfterDigits, isKnown }: { isAfterDigits: boolean; isKnown: (word: string) => boolean },
): Reading[] | undefined {
  if (/^\d/.test(piece)) {
    const readings = readDigits(piece).map(wordAtoms);
    return readings.length > 0 ? readings : undefined;
  }
  const sign = signs.get(piece.toLowerCase()) ?? signs.get(piece);
  if (sign !== undefined) return [wordAtoms(sign.split(" "))];
  const bare = piece.replace(/^['’]+|['’]+$/gu, "");
  if (bare === "") return [];
  const text = foldLetters(bare);
  if (text === undefined) return undefined;
  if (text.length === 1) {
    const unit = isAfterDigits ? units[text] : undefined;
    const letter: Reading = [{ kind: "letters", text }];
    return unit === undefined ? [letter] : [letter, wordAtoms([unit])];
  }
  const spelled = foldLetters(bare, "spelled");
  const word: Atom = {
    kind: "word",
    text,
    ...(spelled !== undefined && spelled !== text && { umlauts: spelled }),
  };
  if (isKnown(text)) return [[word], ...capitals(bare, text, isKnown)];
  const isAbbreviation = /^[a-z]{2,6}$/.test(text) && !/[aeiouy]/.test(text);
  if (isAbbreviation) return [[{ kind: "letters", text }]];
  return [...capitals(bare, text, isKnown), [word]];
}

/** An abbreviation in capitals may be said letter by letter; names written in capitals are longer. */
function capitals(written: string, text: string, isKnown: (word: string) => boolean): Reading[] {
  const letters = written.replace(/[.&]/g, "");
  if (!/^[A-Z]{2,5}$/.test(letters)) return [];
  if (letters.length === 5 && isKnown(text)) return [];
  return [[{ kind: "letters", text }]];
}

function wordAtoms(words: readonly string[]): Reading {
  return words.map((text) => ({ kind: "word", text }));
}
