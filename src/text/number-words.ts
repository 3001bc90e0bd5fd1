/** A number found in a text that `normalise` made; `end` is where it ends. */
export interface NumberReading {
  end: number;
  value: number;
}

/**
 * Every way to read a number from `start`, the shortest first: digits ("21.5", "-5", "2.5 million"), English words
 * ("twenty five", "one hundred and ten", "minus two", "three point five", "point oh five", "oh five") up to the
 * millions, and "… and a half". "Twenty five" reads as 20 (leaving "five") and as 25.
 */
export function readNumbers(text: string, start: number): NumberReading[] {
  // Most words are no number, and this is asked of every word of a text many times.
  opening.lastIndex = start;
  if (!opening.test(text)) return [];
  const sign = /(?:minus|negative) /y;
  sign.lastIndex = start;
  const isNegative = sign.test(text);
  const from = isNegative ? sign.lastIndex : start;
  const digits = readDigits(text, from);
  const whole = digits ?? readCardinals(text, from);
  const fractional = whole.flatMap((reading) => readFractions(text, reading));
  const scaled = [...(digits ?? []), ...fractional].flatMap((reading) => readScale(text, reading));
  const all = [...whole, ...fractional, ...scaled, ...readLeadingPoint(text, from)];
  for (const reading of all) if (isNegative) reading.value = -reading.value;
  return all.sort((one, other) => one.end - other.end);
}

/** Each number in words as digits, of a text that `normalise` made: "press twelve" is "press 12". Whole numbers from 0 on only. */
export function withDigits(text: string): string {
  let written = "";
  for (let at = 0; at < text.length; ) {
    const whole = readNumbers(text, at).filter(({ value }) => Number.isInteger(value) && value >= 0);
    const longest = whole.at(-1);
    const next = text.indexOf(" ", at);
    const end = longest?.end ?? (next < 0 ? text.length : next);
    written += longest ? String(longest.value) : text.slice(at, end);
    written += text[end] === " " ? " " : "";
    at = end + 1;
  }
  return written;
}

/** The English words of an integer in [0, 999999], as people say it: 125 is "one hundred twenty five". */
export function numberToWords(value: number): string | undefined {
  if (!Number.isInteger(value) || value < 0 || value > 999_999) return undefined;
  if (value < 20) return small[value];
  if (value < 100) return joinRest(tens[Math.floor(value / 10)] ?? "", value % 10);
  if (value < 1000) return joinRest(`${small[Math.floor(value / 100)]} hundred`, value % 100);
  return joinRest(`${numberToWords(Math.floor(value / 1000))} thousand`, value % 1000);
}

/** "1st" to "first" and back, for 1 to 31; undefined for any other word. */
export function otherOrdinal(word: string): string | undefined {
  const digits = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(word);
  if (digits) return ordinals[Number(digits[1]) - 1];
  const index = ordinals.indexOf(word);
  if (index < 0) return undefined;
  const number = index + 1;
  const suffix = number > 10 && number < 20 ? undefined : ["st", "nd", "rd"][(number % 10) - 1];
  return `${number}${suffix ?? "th"}`;
}

const small =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const tens = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const ordinals =
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
    .split(" ")
    .concat(
      ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"].map(
        (unit) => `twenty ${unit}`,
      ),
      "thirtieth",
      "thirty first",
    );
const openingWords = [
  small,
  tens.slice(2),
  "minus negative point oh? a hundred nought naught nil".split(" "),
];
const opening = new RegExp(`[\\d-]|(?:${openingWords.flat().join("|")})\\b`, "y");
const smallValues = new Map([
  ...small.map((word, value) => [word, value] as const),
  ...["nought", "naught", "nil"].map((word) => [word, 0] as const),
]);
const tensValues = new Map(tens.flatMap((word, index) => (word === "_" ? [] : [[word, index * 10]])));

function joinRest(head: string, rest: number): string {
  return rest === 0 ? head : `${head} ${numberToWords(rest)}`;
}

/** Undefined when there are no digits at `start`. A digit never leaves part of its number behind. */
function readDigits(text: string, start: number): NumberReading[] | undefined {
  const digits = /-?\d+(?:\.\d+)?(?![\d.:]|(?:st|nd|rd|th)\b)/y;
  digits.lastIndex = start;
  const found = digits.exec(text);
  if (found) return [{ end: digits.lastIndex, value: Number(found[0]) }];
  return /[\d-]/.test(text[start] ?? "") ? [] : undefined;
}

/** "2.5 million", "21 thousand", "two and a half thousand": a scale after digits or a fraction. */
function readScale(text: string, { end, value }: NumberReading): NumberReading[] {
  return Object.entries(scales).flatMap(([word, size]) => {
    const scaleEnd = wordEnd(text, end, word);
    return scaleEnd === undefined ? [] : [{ end: scaleEnd, value: Number((value * size).toPrecision(15)) }];
  });
}

const scales = { hundred: 100, thousand: 1000, million: 1_000_000 } as const;

function readCardinals(text: string, start: number): NumberReading[] {
  const zero = /oh? (?=\w)/y;
  zero.lastIndex = start;
  // "Oh five" is how the minutes of a clock and the digits of a code are said.
  if (zero.test(text)) return readBelowHundred(text, zero.lastIndex).filter(({ value }) => value < 10);
  return readScaled(text, start, "million", (from) =>
    readScaled(text, from, "thousand", (at) => readHundreds(text, at)),
  );
}

/** What `readSmall` reads, and that many thousands or millions with a rest. */
function readScaled(
  text: string,
  start: number,
  word: keyof typeof scales,
  readSmall: (start: number) => NumberReading[],
): NumberReading[] {
  const readings = readSmall(start);
  const articleEnd = text.startsWith("a ", start) ? wordEnd(text, start + 1, word) : undefined;
  const heads: NumberReading[] = articleEnd === undefined ? [] : [{ end: articleEnd, value: scales[word] }];
  for (const reading of readings) {
    const end = wordEnd(text, reading.end, word);
    if (end !== undefined && reading.value > 0) heads.push({ end, value: reading.value * scales[word] });
  }
  for (const head of heads) {
    readings.push(head);
    for (const rest of readSmall(afterAnd(text, head.end))) {
      const isSmaller = rest.value > 0 && rest.value < scales[word];
      if (isSmaller) readings.push({ end: rest.end, value: head.value + rest.value });
    }
  }
  return readings;
}

function readHundreds(text: string, start: number): NumberReading[] {
  const readings = readBelowHundred(text, start);
  const article = /(?:a )?hundred\b/y;
  article.lastIndex = start;
  const hundreds = article.test(text) ? [{ end: article.lastIndex, value: 100 }] : [];
  for (const reading of readings) {
    const end = wordEnd(text, reading.end, "hundred");
    if (end !== undefined && reading.value > 0 && reading.value < 100) {
      hundreds.push({ end, value: reading.value * 100 });
    }
  }
  for (const hundred of hundreds) {
    readings.push(hundred);
    for (const rest of readBelowHundred(text, afterAnd(text, hundred.end))) {
      if (rest.value > 0) readings.push({ end: rest.end, value: hundred.value + rest.value });
    }
  }
  return readings;
}

function readBelowHundred(text: string, start: number): NumberReading[] {
  const first = readWord(text, start);
  if (!first) return [];
  const smallValue = smallValues.get(first.word);
  if (smallValue !== undefined) return [{ end: first.end, value: smallValue }];
  const tensValue = tensValues.get(first.word);
  if (tensValue === undefined) return [];
  const readings = [{ end: first.end, value: tensValue }];
  const second = text[first.end] === " " ? readWord(text, first.end + 1) : undefined;
  const unit = second && smallValues.get(second.word);
  if (second && unit !== undefined && unit > 0 && unit < 10) {
    readings.push({ end: second.end, value: tensValue + unit });
  }
  return readings;
}

/** "… point five", "… and a half", "… and a quarter" after a whole number. */
function readFractions(text: string, whole: NumberReading): NumberReading[] {
  const readings: NumberReading[] = [];
  const half = / and (?:(?:a|one) )?(half|quarter|third|three quarters|two thirds)\b/y;
  half.lastIndex = whole.end;
  const found = half.exec(text);
  if (found && Number.isInteger(whole.value)) {
    readings.push({ end: half.lastIndex, value: whole.value + (andParts[found[1] ?? ""] ?? 0) });
  }
  const point = / point /y;
  point.lastIndex = whole.end;
  if (!point.test(text) || !Number.isInteger(whole.value)) return readings;
  return [...readings, ...readDecimals(text, point.lastIndex, whole.value)];
}

const andParts: Readonly<Record<string, number>> = {
  half: 0.5,
  quarter: 0.25,
  third: 1 / 3,
  "three quarters": 0.75,
  "two thirds": 2 / 3,
};

/** "Point five" is 0.5. */
function readLeadingPoint(text: string, start: number): NumberReading[] {
  const point = /point /y;
  point.lastIndex = start;
  return point.test(text) ? readDecimals(text, point.lastIndex, 0) : [];
}

/** The digits after a point, said one by one or written: "two five", "25". */
function readDecimals(text: string, start: number, whole: number): NumberReading[] {
  const readings: NumberReading[] = [];
  let digits = "";
  let end = start;
  for (let word = readWord(text, end); word && digits.length < 6; ) {
    const digit = /^\d{1,6}$/.test(word.word) ? word.word : decimalDigit(word.word);
    if (digit === undefined || (digit.length > 1 && digits !== "")) break;
    digits += digit;
    end = word.end;
    readings.push({ end, value: Number(`${whole}.${digits}`) });
    word = text[end] === " " ? readWord(text, end + 1) : undefined;
  }
  return readings;
}

function decimalDigit(word: string): string | undefined {
  if (word === "oh" || word === "o") return "0";
  const value = smallValues.get(word);
  return value === undefined || value > 9 ? undefined : String(value);
}

function readWord(text: string, start: number): { word: string; end: number } | undefined {
  const word = /[\p{L}\p{N}]+/uy;
  word.lastIndex = start;
  const found = word.exec(text);
  return found ? { word: found[0], end: word.lastIndex } : undefined;
}

function wordEnd(text: string, gapAt: number, expected: string): number | undefined {
  const end = gapAt + 1 + expected.length;
  const isThere = text[gapAt] === " " && text.startsWith(expected, gapAt + 1);
  return isThere && (end === text.length || text[end] === " ") ? end : undefined;
}

function afterAnd(text: string, end: number): number {
  return text.startsWith(" and ", end) ? end + 5 : end + 1;
}
