/**
 * A measured number as people say it: three significant digits (two below 1, four from 1,000 on), commas
 * between thousands, no trailing zeros: 23.187 → `23.2`, 0.00476 → `0.0048`, 12,434 → `12,430`.
 */
export function sayNumber(value: number): string {
  return written(value, usualDigits(value));
}

/** A number and how many significant digits it needs at least. */
export interface RoughNumber {
  value: number;
  digits: number;
}

/**
 * Several numbers that will stand next to each other, rounded only as far as their order survives: 30.02 beside a
 * limit of 30 is `30.02`, never `30`. Equal numbers stay equal.
 */
export function sayNumbersApart(numbers: readonly (number | RoughNumber)[]): string[] {
  const values = numbers.map((number) => (typeof number === "number" ? number : number.value));
  const digits = numbers.map((number) => (typeof number === "number" ? usualDigits(number) : number.digits));
  // Each turn gives one number of a confused pair one digit more; 17 digits tell any two doubles apart.
  for (let pair = confusedPair(values, digits); pair; pair = confusedPair(values, digits)) {
    const [left, right] = pair;
    const raised = (digits[left] ?? 0) <= (digits[right] ?? 0) ? left : right;
    digits[raised] = (digits[raised] ?? 0) + 1;
  }
  return values.map((value, index) => written(value, digits[index] ?? digitsMax));
}

/** A number to be said in full. */
export function exact(value: number): RoughNumber {
  return { value, digits: writtenDigits };
}

/**
 * The ends of a learnt range, rounded to a step of at most a quarter of its width: 55.2 to 65.4 is `55` to `65`,
 * 18.4 to 21.3 stays.
 */
export function rangeEnds(low: number, high: number): [RoughNumber, RoughNumber] {
  const width = high - low;
  if (!(width > 0))
    return [
      { value: low, digits: usualDigits(low) },
      { value: high, digits: usualDigits(high) },
    ];
  const stepExponent = Math.floor(Math.log10(width / 4));
  const digitsOf = (value: number) =>
    value === 0 ? 1 : Math.floor(Math.log10(Math.abs(value))) - stepExponent + 1;
  const rough = (value: number) => ({
    value,
    digits: Math.min(usualDigits(value), Math.max(1, digitsOf(value))),
  });
  return [rough(low), rough(high)];
}

/**
 * A value seen beside the range it usually lies in: no closer than a twentieth of its width, 9.128 beside 2 to 4 is
 * `9.1`. Never to fewer than two digits.
 */
export function seenBeside(value: number, low: number, high: number): RoughNumber {
  const usual = usualDigits(value);
  const width = high - low;
  if (!(width > 0) || value === 0) return { value, digits: usual };
  const stepExponent = Math.floor(Math.log10(width / 20));
  const digits = Math.floor(Math.log10(Math.abs(value))) - stepExponent + 1;
  return { value, digits: Math.min(usual, Math.max(2, digits)) };
}

/** A number someone chose, such as a limit, or a count: every digit of it, with commas. */
export function sayExactNumber(value: number): string {
  return written(value, writtenDigits);
}

/** Doubles hold any 15 decimal digits as written (2^53 is about 9.007e15); 17 tell any two of them apart. */
const writtenDigits = 15;
const digitsMax = 17;

function usualDigits(value: number): number {
  const size = Math.abs(value);
  if (size >= 1000) return 4;
  return size >= 1 ? 3 : 2;
}

function confusedPair(values: readonly number[], digits: readonly number[]): [number, number] | undefined {
  const rounded = values.map((value, index) => roundTo(value, digits[index] ?? digitsMax));
  for (let left = 0; left < values.length; left += 1) {
    for (let right = left + 1; right < values.length; right += 1) {
      const isTrueOrder =
        Math.sign((values[left] ?? 0) - (values[right] ?? 0)) ===
        Math.sign((rounded[left] ?? 0) - (rounded[right] ?? 0));
      const canRaise = Math.min(digits[left] ?? 0, digits[right] ?? 0) < digitsMax;
      if (!isTrueOrder && canRaise) return [left, right];
    }
  }
  return undefined;
}

function roundTo(value: number, digits: number): number {
  // Number() of 15 digits or fewer gives the shortest form back; above that toPrecision shows binary noise.
  return digits > writtenDigits ? value : Number(value.toPrecision(digits));
}

function written(value: number, digits: number): string {
  const rounded = roundTo(value, digits);
  if (rounded === 0) return "0";
  const text = String(rounded);
  if (text.includes("e")) return text;
  const [whole = "", fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
