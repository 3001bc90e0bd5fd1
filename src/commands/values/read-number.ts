import { type Outcome, success } from "../../core/outcome.ts";
import { parseDuration } from "../../text/duration-words.ts";
import { type Level, parseLevel } from "../../text/level-words.ts";
import { normalise } from "../../text/normalise.ts";
import { type QuantityReading, readQuantities } from "../../text/quantity-words.ts";
import { splitRange } from "../../text/range-words.ts";
import { unitNamed } from "../../text/unit-words.ts";
import { quantityOf } from "../../text/units.ts";
import { refuse, type ValueRefusal } from "../../text/value-refusal.ts";
import { onScale, shareOf, type ValueScale } from "./scale.ts";

/** A number in the unit of its scale; without one, in the unit that was said. */
export interface NumberValue {
  kind: "number";
  value: number;
  unit: string | undefined;
}

/** In the order they were said: "from 60 to 40 percent" goes down. */
export interface RangeValue {
  kind: "range";
  from: number;
  to: number;
  unit: string | undefined;
}

/** The number that all of `text` (of `valueText`) is; undefined when it is none. */
export function parseNumberValue(
  text: string,
  scale: ValueScale,
): Outcome<NumberValue, ValueRefusal> | undefined {
  const { plain, isInverted } = strip(text, scale);
  const level =
    parseLevel(plain) ?? (plain === "" ? (isInverted === undefined ? undefined : "highest") : undefined);
  if (level !== undefined) return inverted(levelOn(level, scale), isInverted ?? false, scale);
  const target = scale.unit === undefined ? undefined : unitNamed(scale.unit);
  if (target && quantityOf(target) === "time") {
    const seconds = parseDuration(plain);
    if (seconds !== undefined) return numberOf(onScale(seconds, "s", scale), scale.unit);
  }
  const readings = wholeQuantities(withoutOwnUnit(plain, scale));
  if (readings.length === 0) return undefined;
  return inverted(bestOf(readings, scale), isInverted ?? false, scale);
}

/** The range that all of `text` (of `valueText`) is; undefined when it is none. */
export function parseRangeValue(
  text: string,
  scale: ValueScale,
): Outcome<RangeValue, ValueRefusal> | undefined {
  const { plain } = strip(text, scale);
  for (const range of splitRange(plain)) {
    const found =
      range.kind === "ends"
        ? endsOf(range.from, range.to, scale)
        : aroundOf(range.middle, range.spread, scale);
    if (found) return found;
  }
  return undefined;
}

/** What may stand around a value without changing it, and whether it counts from the other end ("40% closed"). */
function strip(text: string, { name }: ValueScale): { plain: string; isInverted: boolean | undefined } {
  let plain = text.replace(leadingWords, "").replace(trailingWords, "");
  if (name !== "position") return { plain: plain.replace(/ open$/, ""), isInverted: undefined };
  const side = /(?:^| )(?:(open|opened|up)|(closed|shut|down))$/.exec(plain);
  if (!side || / way (?:up|down)$/.test(plain)) return { plain, isInverted: undefined };
  plain = plain.slice(0, side.index);
  const isHowFar = !/^(?:up|down)$/.test(side[1] ?? side[2] ?? "");
  const share = isHowFar ? sharesOpen.find(([pattern]) => pattern.test(plain))?.[1] : undefined;
  return { plain: share ?? plain, isInverted: side[2] !== undefined };
}

/** How far "slightly open" and "almost shut" are, as a level. */
const sharesOpen: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:slightly|barely|hardly|(?:ever so |very )?slightly|a (?:(?:tiny|wee|little) )?(?:bit|touch|tad|smidge|smidgen|hair|fraction|little|crack))$/,
    "10%",
  ],
  [/^(?:nearly|almost|mostly|practically|just about)(?: (?:fully|completely|all the way))?$/, "90%"],
  [/^wide$/, "100%"],
];

const leadingWords =
  /^(?:(?:up |down |over )?to |at |on |by |of |equal to |set to |a level of |level |step )+/;
const trailingWords =
  / (?:brightness|speed|power|volume|level|position|intensity|strength|capacity|throttle|temperature|humidity|setpoint|blast|height|setting|mark)$/;

function inverted(
  outcome: Outcome<NumberValue, ValueRefusal>,
  isInverted: boolean,
  { range }: ValueScale,
): Outcome<NumberValue, ValueRefusal> {
  if (!outcome.ok || !isInverted) return outcome;
  const { min, max } = range ?? { min: 0, max: 100 };
  return success({ ...outcome.value, value: min + max - outcome.value.value });
}

/** The lowest brightness, speed or volume that is not off: who wants it off says so. */
const lowestOn = new Set(["brightness", "speed", "volume"]);

function levelOn(level: Level, scale: ValueScale): Outcome<NumberValue, ValueRefusal> {
  if (typeof level === "number")
    return numberOf(shareOf(level, scale), scale.unit ?? (scale.range ? undefined : "%"));
  const range =
    scale.range ?? (scale.name === undefined && scale.unit === undefined ? { min: 0, max: 100 } : undefined);
  if (!range) return refuse("notRead", "I do not know how far it goes; tell me a number.");
  const isOff = level === "lowest" && range.min === 0 && scale.name !== undefined && lowestOn.has(scale.name);
  const value = level === "highest" ? range.max : isOff ? range.max / 100 : range.min;
  return success({ kind: "number", value, unit: scale.unit ?? (scale.range ? undefined : "%") });
}

function wholeQuantities(text: string): QuantityReading[] {
  return readQuantities(text, 0).filter(({ end }) => end === text.length);
}

/** A unit that is in no table is still known by its own words. */
function withoutOwnUnit(text: string, { unit }: ValueScale): string {
  if (unit === undefined || unitNamed(unit)) return text;
  const words = ` ${normalise(unit)}`;
  const plain = text.replace(/ (?:per|an?) (?=\S+$)/, " ");
  return plain.endsWith(words) ? plain.slice(0, -words.length) : text;
}

/** The reading whose unit fits the scale, else why the first does not. */
function bestOf(readings: readonly QuantityReading[], scale: ValueScale): Outcome<NumberValue, ValueRefusal> {
  let refusal: Outcome<NumberValue, ValueRefusal> | undefined;
  for (const { value, unit } of readings) {
    const found = numberOf(onScale(value, unit, scale), scale.unit ?? unit);
    if (found.ok) return found;
    refusal ??= found;
  }
  return refusal ?? refuse("notRead", "That is no number.");
}

function numberOf(
  outcome: Outcome<number, ValueRefusal>,
  unit: string | undefined,
): Outcome<NumberValue, ValueRefusal> {
  return outcome.ok ? success({ kind: "number", value: outcome.value, unit }) : outcome;
}

/** A unit that is said once holds for both ends. */
function endsOf(
  first: string,
  last: string,
  scale: ValueScale,
): Outcome<RangeValue, ValueRefusal> | undefined {
  const [froms, tos] = [
    wholeQuantities(withoutOwnUnit(first, scale)),
    wholeQuantities(withoutOwnUnit(last, scale)),
  ];
  const [from, to] = [froms[0], tos[0]];
  if (!from || !to) return undefined;
  const shared = (readings: readonly QuantityReading[], other: QuantityReading) =>
    bestOf(
      readings.map((one) => ({ ...one, unit: one.unit ?? other.unit })),
      scale,
    );
  const [start, end] = [shared(froms, to), shared(tos, from)];
  if (!start.ok) return start;
  if (!end.ok) return end;
  return success({ kind: "range", from: start.value.value, to: end.value.value, unit: end.value.unit });
}

function aroundOf(
  middle: string,
  spread: string,
  scale: ValueScale,
): Outcome<RangeValue, ValueRefusal> | undefined {
  const [centre] = wholeQuantities(middle);
  const [width] = wholeQuantities(spread);
  if (!centre || !width || (centre.unit && width.unit && centre.unit !== width.unit)) return undefined;
  const unit = centre.unit ?? width.unit;
  const at = (value: number) => bestOf([{ end: 0, value: Number(value.toPrecision(12)), unit }], scale);
  const [start, end] = [at(centre.value - width.value), at(centre.value + width.value)];
  if (!start.ok) return start;
  if (!end.ok) return end;
  return success({ kind: "range", from: start.value.value, to: end.value.value, unit: end.value.unit });
}
