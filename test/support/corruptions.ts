import type { Language } from "../../src/summaries/language.ts";

/** A true text with one thing in it made false; undefined where it has no such thing. */
export type Corruption = (text: string, names: readonly string[]) => string | undefined;

const words = {
  en: {
    direction: [
      [/\brose\b/, "dropped"],
      [/\bdropped\b/, "rose"],
      [/\babove\b/, "below"],
      [/\bbelow\b/, "above"],
      [/\bhigh\b/, "low"],
      [/\blow\b/, "high"],
      [/\bcrept up\b/, "crept down"],
      [/\bcrept down\b/, "crept up"],
    ],
    ending: [
      [/has been back to usual since/, "is still going on since"],
      [/Everything has been back to usual/, "It is still going on"],
      [/It is still going on/, "Everything is back to usual"],
      [/^Over:/, "Unresolved:"],
      [/^Warning:/, "Over:"],
      [/^Critical:/, "Over:"],
      [/^Notice:/, "Over:"],
    ],
    order: [[/about the same time/, "then"]],
  },
  de: {
    direction: [
      [/stieg/, "fiel"],
      [/fiel/, "stieg"],
      [/über dem/, "unter dem"],
      [/unter dem/, "über dem"],
      [/\bhoch\b/, "niedrig"],
      [/\bniedrig\b/, "hoch"],
      [/stieg langsam/, "sank langsam"],
      [/sank langsam/, "stieg langsam"],
    ],
    ending: [
      [/Es dauert noch an/, "Alles ist wieder wie üblich"],
      [/ist alles wieder wie üblich/, "dauert es noch an"],
      [/^Vorbei:/, "Ungelöst:"],
      [/^Warnung:/, "Vorbei:"],
      [/^Kritisch:/, "Vorbei:"],
      [/^Hinweis:/, "Vorbei:"],
    ],
    order: [[/etwa zur selben Zeit/i, "danach"]],
  },
} as const;

/** Ways to make one number, time, unit, name, direction, order or ending of a text false, by the language of the text. */
export function corruptionsOf(language: Language): Readonly<Record<string, readonly Corruption[]>> {
  const swaps = (pairs: readonly (readonly [RegExp, string])[]): Corruption[] =>
    pairs.map(
      ([from, to]) =>
        (text) =>
          changed(text, text.replace(from, to)),
    );
  return {
    number: [1, 2, 3].map((step) => (text, names) => {
      const safe = /(?<![\w.,:/"„-])\d+(?:[.,]\d+)?(?![\d:]|[.,]\d|\w)/;
      return outside(text, names, safe, (digits) =>
        digits.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + step) % 10)),
      );
    }),
    time: [7, 95].map(
      (minutes) => (text) =>
        changed(
          text,
          text.replace(/\b(\d\d):(\d\d)\b/, (_, hour, minute) =>
            later(Number(hour), Number(minute), minutes),
          ),
        ),
    ),
    unit: [" bar", " °C", " kW"].map(
      (unit) => (text, names) =>
        outside(
          text,
          names,
          /(?<=\d) (?:°C|mm\/s|bar|kW|W|ppm|A|V|l\/min|rpm|kPa|Pa)(?![\p{L}/])/u,
          (said) => (said === unit ? " g" : unit),
        ),
    ),
    name: ["cellar humidity", "press-99 vibration", "the mayor"].map((other) => (text, names) => {
      const name = names.find((each) => text.includes(each));
      return name === undefined ? undefined : text.replace(name, other);
    }),
    direction: swaps(words[language].direction),
    order: swaps(words[language].order),
    ending: swaps(words[language].ending),
  };
}

function changed(before: string, after: string): string | undefined {
  return before === after ? undefined : after;
}

/** Replaces the first match that is in no name and no quotation. */
function outside(
  text: string,
  names: readonly string[],
  pattern: RegExp,
  by: (found: string) => string,
): string | undefined {
  let masked = text.replace(/"[^"]*"|„[^“]*“/g, (quoted) => "\u00a7".repeat(quoted.length));
  for (const name of names) masked = masked.replaceAll(name, "\u00a7".repeat(name.length));
  const match = pattern.exec(masked);
  if (match === null) return undefined;
  return `${text.slice(0, match.index)}${by(match[0])}${text.slice(match.index + match[0].length)}`;
}

function later(hour: number, minute: number, minutes: number): string {
  const at = hour * 60 + minute + minutes;
  return `${String(Math.floor(at / 60) % 24).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
}
