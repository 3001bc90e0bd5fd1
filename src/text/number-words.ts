/** A number found in a text that `normalise` made; `end` is where it ends. */
export interface NumberReading {
  end: number;
  value: number;
}

/**
 * Every way to read a number from `start`, the shortest first: digits ("21.5", "-5"), English words ("twenty
 * five", "one hundred and ten", "minus two", "three point five") and "… and a half". "Twenty five" reads as
 * 20 (leaving "five") and as 25.
 */
export function readNumbers(text: string, start: number): NumberReading[] {
  const sign = /(?:minus|negative) /y;
  sign.lastIndex = start;
  const isNegative = sign.test(text);
  const from = isNegative ? sign.lastIndex : start;
  const whole = readDigits(text, from) ?? readCardinals(text, from);
  const all = whole.flatMap((reading) => [reading, ...readFractions(text, reading)]);
  for (const reading of all) if (isNegative) reading.value = -reading.value;
  return all;
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
const smallValues = new Map(small.map((word, value) => [word, value]));
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

function readCardinals(text: string, start: number): NumberReading[] {
  const readings = readHundreds(text, start);
  for (const reading of [...readings]) {
    const thousandEnd = wordEnd(text, reading.end, "thousand");
    if (thousandEnd === undefined || reading.value === 0) continue;
    readings.push({ end: thousandEnd, value: reading.value * 1000 });
    for (const rest of readHundreds(text, afterAnd(text, thousandEnd))) {
      if (rest.value > 0) readings.push({ end: rest.end, value: reading.value * 1000 + rest.value });
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
  const half = / and (?:a )?(half|quarter|three quarters)\b/y;
  half.lastIndex = whole.end;
  const found = half.exec(text);
  if (found) {
    const part = { half: 0.5, quarter: 0.25, "three quarters": 0.75 }[found[1] ?? ""] ?? 0;
    readings.push({ end: half.lastIndex, value: whole.value + part });
  }
  const point = / point /y;
  point.lastIndex = whole.end;
  if (!point.test(text)) return readings;
  let digits = "";
  let end = point.lastIndex;
  for (let word = readWord(text, end); word && digits.length < 6; ) {
    const digit = /^\d$/.test(word.word) ? Number(word.word) : smallValues.get(word.word);
    if (digit === undefined || digit > 9) break;
    digits += digit;
    end = word.end;
    readings.push({ end, value: Number(`${whole.value}.${digits}`) });
    word = text[end] === " " ? readWord(text, end + 1) : undefined;
  }
  return readings;
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
