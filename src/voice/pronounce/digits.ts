import { numberToWords, otherOrdinal } from "../../text/number-words.ts";

const digitsMax = 12;

/**
 * The words that digits are said in, the likeliest first: "101" is "one hundred one", "one hundred and one", "one oh one"
 * and "one zero one". `text` is digits with at most one point or comma in between, perhaps with the ending of an ordinal.
 */
export function readDigits(text: string): string[][] {
  const ordinal = /^(\d+)(?:st|nd|rd|th)$/.exec(text);
  if (ordinal) return readOrdinal(text, ordinal[1] ?? "");
  const [whole = "", fraction] = text.split(/[.,]/);
  if (text.length > digitsMax) return [];
  if (fraction === undefined) return readWhole(whole);
  const digits = [...fraction].map((digit) => digitWord(digit, "zero"));
  return readWhole(whole)
    .slice(0, 2)
    .map((words) => [...words, "point", ...digits]);
}

function readOrdinal(text: string, digits: string): string[][] {
  const known = otherOrdinal(text);
  if (known) return [known.split(" ")];
  const words = readWhole(digits)[0] ?? [];
  const ordinals = otherOrdinal(`${Number(digits) % 100}th`) ?? lastOrdinal(words.at(-1) ?? "");
  return [[...words.slice(0, -1), ...ordinals.split(" ")]];
}

/** Tens and hundreds: "thirtieth" is among the known ones, "hundredth" takes its ending. */
function lastOrdinal(word: string): string {
  const suffixed: Readonly<Record<string, string>> = {
    one: "first",
    two: "second",
    three: "third",
    five: "fifth",
    eight: "eighth",
    nine: "ninth",
    twelve: "twelfth",
  };
  return suffixed[word] ?? (word.endsWith("y") ? `${word.slice(0, -1)}ieth` : `${word}th`);
}

function readWhole(digits: string): string[][] {
  const singly = ["zero", "oh"].map((zero) => [...digits].map((digit) => digitWord(digit, zero)));
  const value = Number(digits);
  const cardinal = numberToWords(value)?.split(" ");
  const isSpelled = digits.length > 1 && digits.startsWith("0");
  if (isSpelled || !cardinal) return distinct(singly);
  if (digits.length < 3) return [cardinal];
  const inPairs =
    digits.length === 4 && value % 1000 !== 0 ? [pairs(digits.slice(0, 2), digits.slice(2))] : [];
  const readings = [...inPairs, cardinal, ...withAnd(cardinal)];
  if (digits.length === 3 && value % 100 !== 0) readings.push(pairs(digits.slice(0, 1), digits.slice(1)));
  return distinct([...readings, ...singly]);
}

/** 1984 is "nineteen eighty four", 1905 "nineteen oh five", 1900 "nineteen hundred". */
function pairs(head: string, rest: string): string[] {
  const first = (numberToWords(Number(head)) ?? "").split(" ");
  if (Number(rest) === 0) return [...first, "hundred"];
  const last = (numberToWords(Number(rest)) ?? "").split(" ");
  return rest.startsWith("0") ? [...first, "oh", ...last] : [...first, ...last];
}

function withAnd(words: readonly string[]): string[][] {
  const at = words.lastIndexOf("hundred");
  if (at < 0 || at === words.length - 1 || words[at + 1] === "thousand") return [];
  return [[...words.slice(0, at + 1), "and", ...words.slice(at + 1)]];
}

function digitWord(digit: string, zero: string): string {
  return digit === "0" ? zero : (numberToWords(Number(digit)) ?? "");
}

function distinct(readings: readonly string[][]): string[][] {
  const seen = new Set<string>();
  return readings.filter((words) => {
    const key = words.join(" ");
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
