/** Text as the matcher reads it, and where each of its characters came from. */
export interface NormalisedText {
  /** Lower-case words without accents, apostrophes or punctuation, one space apart; `%` and `°` are words. */
  text: string;
  /** For each character of `text`, its position in the original. */
  offsets: readonly number[];
}

/**
 * Folds what a person may write differently without meaning anything by it: case, accents, apostrophes
 * ("what's" is "whats"), punctuation and hyphens (a space), thousands separators, decimal commas, dotted
 * initials ("A.C." is "ac"). Decimal points, the colon of a time and the minus of a number stay.
 */
export function normaliseText(original: string): NormalisedText {
  let text = "";
  const offsets: number[] = [];
  let isGapPending = false;
  const emit = (characters: string, offset: number) => {
    if (isGapPending && text.length > 0) {
      text += " ";
      offsets.push(offset);
    }
    isGapPending = false;
    text += characters;
    for (let count = characters.length; count > 0; count -= 1) offsets.push(offset);
  };
  for (let position = 0; position < original.length; ) {
    const point = original.codePointAt(position) ?? 0;
    const character = String.fromCodePoint(point);
    const kind = classify(original, position, character);
    if (kind === "gap") isGapPending = true;
    else if (kind === "drop") {
      // Nothing to emit, and the word goes on.
    } else if (kind === "symbol") {
      isGapPending = true;
      emit(symbols[character] ?? character, position);
      isGapPending = true;
    } else if (kind === "fraction") {
      const isAfterDigit = !isGapPending && /\d$/.test(text);
      emit(`${isAfterDigit ? "" : "0"}${fractions[character]}`, position);
    } else emit(kind, position);
    position += character.length;
  }
  return { text, offsets };
}

/** The text of {@link normaliseText}. */
export function normalise(text: string): string {
  // Most words of sentences and names are so already, and there are thousands of them.
  return /^[a-z0-9]+(?: [a-z0-9]+)*$/.test(text) ? text : normaliseText(text).text;
}

const apostrophes = new Set(["'", "’", "‘", "ʼ", "`", "´", "＇", "′"]);
const minuses = new Set(["-", "−", "–", "－"]);
const symbols: Readonly<Record<string, string>> = {
  "%": "%",
  "°": "°",
  "&": "and",
  "℃": "° c",
  "℉": "° f",
};
const fractions: Readonly<Record<string, string>> = { "½": ".5", "¼": ".25", "¾": ".75" };
/** Letters that Unicode does not decompose. */
const ligatures: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** `gap`, `drop`, `symbol`, `fraction`, or the characters to emit. */
function classify(original: string, position: number, character: string): string {
  if ((character >= "a" && character <= "z") || isDigit(character)) return character;
  if (character === " ") return "gap";
  if (character >= "A" && character <= "Z") return character.toLowerCase();
  if (apostrophes.has(character)) return "drop";
  if (Object.hasOwn(symbols, character)) return "symbol";
  if (Object.hasOwn(fractions, character)) return "fraction";
  const before = original[position - 1] ?? "";
  const after = original[position + 1] ?? "";
  if (character === "." || character === "," || character === ":") {
    if (isDigit(before) && isDigit(after)) {
      if (character === ":") return ":";
      if (character === "," && /^,\d{3}(?!\d)/.test(original.slice(position, position + 5))) return "drop";
      return ".";
    }
    const isInitial =
      character === "." &&
      isLetter(before) &&
      !isWordCharacter(original[position - 2] ?? "") &&
      isLetter(after) &&
      !isWordCharacter(original[position + 2] ?? "");
    return isInitial ? "drop" : "gap";
  }
  if (minuses.has(character)) {
    // A minus belongs to the number that follows it only at the start of a word: "1-5" is "1 5".
    return isDigit(after) && (before === "" || /\s/.test(before)) ? "-" : "gap";
  }
  // Accents over Latin, Greek and Cyrillic letters; marks of other scripts are vowels and stay.
  if (/^[\u0300-\u036f\p{Cf}]$/u.test(character)) return "drop";
  let folded = "";
  for (const part of character.normalize("NFKD").toLowerCase()) {
    if (/[\u0300-\u036f]/.test(part)) continue;
    if (Object.hasOwn(ligatures, part)) folded += ligatures[part];
    else if (/[\p{L}\p{N}\p{M}]/u.test(part)) folded += part;
  }
  return folded === "" ? "gap" : folded;
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}

function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}

function isWordCharacter(character: string): boolean {
  return /^[\p{L}\p{N}]$/u.test(character);
}
