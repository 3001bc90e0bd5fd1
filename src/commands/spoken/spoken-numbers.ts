import { type SpokenNode, silentNode } from "../../domain/spoken-network.ts";
import { numberToWords } from "../../text/number-words.ts";
import type { ListDefinition } from "../grammar/types.ts";
import type { SpokenPool } from "./spoken-pool.ts";

type NumberRange = Pick<Extract<ListDefinition, { type: "range" }>, "from" | "to" | "step" | "fractions">;

/** How much less likely numbers are that take these words: people mostly say small round ones. */
const weights = { hundred: -0.5, thousand: -1.5, million: -3, minus: -2, point: -0.5, half: -0.5 } as const;

/** Numbers that can be said in words at all (`readNumbers` knows no more). */
const sayableMax = 999_999_999;

/**
 * The numbers of a range as people say them, and no others: "twenty five", "a hundred and ten", "minus two", "twenty one
 * point five", "two and a half", "twelve hundred".
 */
export function spokenNumbers(pool: SpokenPool, range: NumberRange): SpokenNode {
  const { from, to } = range;
  const parts = partsOf(range);
  if (!parts) return counted(pool, range);
  const numbers = new WholeNumbers(pool);
  const step = parts === 1 ? range.step : 1;
  const ways: SpokenNode[] = [];
  /** Where steps are counted from must not move with the sign. */
  const whole = (low: number, high: number, first: number) =>
    numbers.between(Math.max(0, Math.ceil(low)), Math.min(sayableMax, Math.floor(high)), { step, first });
  const positive = to >= 0 ? whole(from, to, from) : undefined;
  const negative = from < 0 ? whole(Math.max(1, -to), -from, -from) : undefined;
  const minus = pool.choice([pool.word("minus", weights.minus), pool.word("negative", weights.minus - 1)]);
  if (positive) ways.push(positive);
  if (negative) ways.push(pool.sequence([minus, negative]));
  if (parts > 1) {
    const tail = parts === 2 ? halves(pool) : tenths(pool);
    const least = parts === 2 ? 0.5 : 0.9;
    const above = to > 0 ? whole(Math.max(0, from), to - least, 0) : undefined;
    if (above) ways.push(pool.sequence([above, tail]));
    const below = from < 0 ? whole(Math.max(0, -to), -from - least, 0) : undefined;
    if (below) ways.push(pool.sequence([minus, below, tail]));
    if (from <= 0 && to >= least) {
      const digits = parts === 2 ? pool.word("five") : digit(pool);
      ways.push(pool.sequence([pool.word("point", weights.point - 1), digits]));
    }
  }
  return pool.choice(ways);
}

/** Into how many parts wholes are divided; undefined: the steps are of no such kind, or begin between wholes. */
function partsOf({ from, step, fractions }: NumberRange): 1 | 2 | 10 | undefined {
  if (fractions) return fractions === "halves" ? 2 : 10;
  if (!Number.isInteger(from)) return undefined;
  if (Number.isInteger(step)) return 1;
  if (step === 0.5) return 2;
  return Math.abs(step - 0.1) < 1e-9 ? 10 : undefined;
}

const countedMax = 5_000;

/** Every number by itself, for steps such as a quarter. */
function counted(pool: SpokenPool, { from, to, step }: NumberRange): SpokenNode {
  const ways: SpokenNode[] = [];
  for (let index = 0; index < countedMax; index += 1) {
    const value = Number((from + index * step).toPrecision(12));
    if (value > to) break;
    const said = sayNumber(value);
    if (said !== undefined) ways.push(pool.words(said));
  }
  return pool.choice(ways);
}

/** "Minus two point two five"; undefined for what has no words. */
function sayNumber(value: number): string | undefined {
  const [whole = "", decimals] = String(Math.abs(value)).split(".");
  const words = numberToWords(Number(whole));
  if (words === undefined || (decimals !== undefined && !/^\d{1,6}$/.test(decimals))) return undefined;
  const digits = [...(decimals ?? "")].map((one) => numberToWords(Number(one)));
  return [...(value < 0 ? ["minus"] : []), words, ...(digits.length > 0 ? ["point", ...digits] : [])].join(
    " ",
  );
}

function digit(pool: SpokenPool): SpokenNode {
  return pool.choice([...Array(9).keys()].map((index) => pool.word(numberToWords(index + 1) ?? "")));
}

function halves(pool: SpokenPool): SpokenNode {
  return pool.choice([
    pool.sequence([pool.word("point", weights.point), pool.word("five")]),
    pool.sequence([pool.word("and", weights.half), pool.word("a"), pool.word("half")]),
  ]);
}

function tenths(pool: SpokenPool): SpokenNode {
  return pool.choice([pool.sequence([pool.word("point", weights.point), digit(pool)]), halves(pool)]);
}

/** Numbers n from `low` to `high` for which n - first is a multiple of the step. */
interface Steps {
  step: number;
  first: number;
}

/** Whole numbers from nought on; equal stretches are made once. */
class WholeNumbers {
  #pool: SpokenPool;
  #known = new Map<string, SpokenNode | undefined>();

  constructor(pool: SpokenPool) {
    this.#pool = pool;
  }

  /** Undefined: there is none. */
  between(low: number, high: number, { step, first }: Steps): SpokenNode | undefined {
    if (low > high) return undefined;
    const phase = ((first % step) + step) % step;
    const key = `${low} ${high} ${step} ${phase}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const steps = { step, first: phase };
    const made = this.#choice([
      low === 0 && phase === 0 ? this.#pool.word("zero") : undefined,
      this.#belowHundred(Math.max(1, low), Math.min(99, high), steps),
      this.#hundreds(low, high, steps),
      this.#scaled(low, high, steps, { word: "thousand", size: 1_000 }),
      this.#scaled(low, high, steps, { word: "million", size: 1_000_000 }),
    ]);
    this.#known.set(key, made);
    return made;
  }

  #belowHundred(low: number, high: number, { step, first }: Steps): SpokenNode | undefined {
    const ways: SpokenNode[] = [];
    for (let value = low; value <= high; value += 1) {
      if ((value - first) % step === 0) ways.push(this.#pool.words(numberToWords(value) ?? ""));
    }
    return this.#choice(ways);
  }

  /** 100 to 999, and the round "twelve hundred" above them. */
  #hundreds(low: number, high: number, steps: Steps): SpokenNode | undefined {
    const hundred = this.#pool.word("hundred", weights.hundred);
    const ways = this.#headed(low, high, steps, { size: 100, headMax: 9, name: hundred });
    for (let head = 11; head <= 99; head += 1) {
      const value = head * 100;
      const isIn = value >= low && value <= high && (value - steps.first) % steps.step === 0;
      if (!isIn || head % 10 === 0) continue;
      const words = this.#pool.words(numberToWords(head) ?? "");
      ways.push(this.#pool.sequence([words, this.#pool.word("hundred", weights.thousand)]));
    }
    return this.#choice(ways);
  }

  #scaled(
    low: number,
    high: number,
    steps: Steps,
    { word, size }: { word: "thousand" | "million"; size: number },
  ): SpokenNode | undefined {
    const name = this.#pool.word(word, weights[word]);
    return this.#choice(this.#headed(low, high, steps, { size, headMax: 999, name }));
  }

  /** "Three hundred and five": a head, what it counts, and a smaller rest. Heads with the same rests stand together. */
  #headed(
    low: number,
    high: number,
    { step, first }: Steps,
    { size, headMax, name }: { size: number; headMax: number; name: SpokenNode },
  ): SpokenNode[] {
    const groups = new Map<string, { heads: number[]; rest: SpokenNode }>();
    const last = Math.min(headMax, Math.floor(high / size));
    for (let head = Math.max(1, Math.floor(low / size)); head <= last; head += 1) {
      const base = head * size;
      const [from, to] = [Math.max(0, low - base), Math.min(size - 1, high - base)];
      const phase = (((first - base) % step) + step) % step;
      const key = `${from} ${to} ${phase}`;
      const known = groups.get(key);
      if (known) {
        known.heads.push(head);
        continue;
      }
      const rest = this.#rest(from, to, { step, first: phase });
      if (rest) groups.set(key, { heads: [head], rest });
    }
    return [...groups.values()].flatMap(({ heads, rest }) => {
      const isAll = heads.length === 999;
      const counted = isAll
        ? this.between(1, 999, { step: 1, first: 0 })
        : this.#choice(heads.map((head) => this.#pool.words(numberToWords(head) ?? "")));
      const one = heads.includes(1) ? [this.#pool.word("a")] : [];
      return counted ? [this.#pool.sequence([this.#pool.choice([counted, ...one]), name, rest])] : [];
    });
  }

  /** What follows "hundred": nothing, or a smaller number, perhaps after "and". */
  #rest(low: number, high: number, steps: Steps): SpokenNode | undefined {
    const silence = low === 0 && steps.first === 0 ? silentNode : undefined;
    const number = this.between(Math.max(1, low), high, steps);
    const said = number && this.#pool.sequence([this.#pool.optional(this.#pool.word("and")), number]);
    return this.#choice([silence, said]);
  }

  #choice(ways: readonly (SpokenNode | undefined)[]): SpokenNode | undefined {
    const some = ways.filter((way) => way !== undefined);
    return some.length === 0 ? undefined : this.#pool.choice(some);
  }
}
