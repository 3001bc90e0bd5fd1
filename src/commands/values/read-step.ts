import { type Outcome, success } from "../../core/outcome.ts";
import { readFractions } from "../../text/fraction-words.ts";
import { readNumbers } from "../../text/number-words.ts";
import { readQuantities } from "../../text/quantity-words.ts";
import { unitNamed } from "../../text/unit-words.ts";
import { quoteWords, refuse, type ValueRefusal } from "../../text/value-refusal.ts";
import { valueText } from "../../text/value-text.ts";
import { type AttributeName, attributeKinds } from "../entities/attributes.ts";
import { type Comparative, comparativeIn } from "./comparatives.ts";
import { differenceOnScale, type ValueScale } from "./scale.ts";

/** By how much a value shall change, always a positive amount. */
export type StepAmount =
  /** In the unit of the attribute. */
  | { kind: "by"; by: number }
  /** Of the value it has, 0.1 for "by ten percent" of what is not itself in percent. */
  | { kind: "share"; share: number }
  /** "Twice": the value it has times so much; the direction is in it. */
  | { kind: "factor"; factor: number };

export interface Step {
  amount: StepAmount;
  /** Undefined: the words do not say, as in "by ten percent"; the intent does. */
  direction: "increase" | "decrease" | undefined;
  /** The attribute that a word such as "warmer" stands for. */
  attribute: AttributeName | undefined;
}

/** How many of the attribute's own steps a word means. */
const strengths: readonly (readonly [RegExp, number])[] = [
  [
    /^(?:very |ever so )?(?:a (?:tiny|wee) bit|a touch|a hair|a smidge|a smidgen|a tad|a whisker|marginally)$/,
    0.5,
  ],
  [
    /^(?:just )?(?:a (?:little )?bit|a little(?: bit)?|bit|little|slightly|very slightly|somewhat|some|gently)$/,
    0.5,
  ],
  [/^(?:|a notch|one notch|a step|one step|a level|more|again)$/, 1],
  [/^(?:quite a bit|a good bit|quite|noticeably|considerably)$/, 2],
  [
    /^(?:much|a lot|lots|far|way|loads|a great deal|significantly|a whole lot|very much|really|massively|heaps)$/,
    2.5,
  ],
];

/**
 * The change that `words` ask for: "a bit warmer", "much brighter", "by ten percent", "two degrees", "twice as fast",
 * "half as bright", "by a third", "up three notches". Never throws for any words.
 */
export function readStep(words: string, scale: ValueScale): Outcome<Step, ValueRefusal> {
  const text = valueText(words);
  const notRead = refuse("notRead", `I cannot tell how far ${quoteWords(words)} is.`);
  if (text === undefined || text === "") return notRead;
  for (const { rest, comparative } of comparativeIn(text)) {
    const attribute = scale.name ?? comparative?.attribute;
    const own =
      scale.name === undefined && attribute ? { ...attributeKinds[attribute], name: attribute } : scale;
    const amount = amountOf(rest, own, comparative);
    if (!amount) continue;
    if (!amount.ok) return amount;
    const direction = directionOf(amount.value) ?? comparative?.direction;
    return success({ amount: amount.value, direction, attribute: comparative?.attribute });
  }
  return notRead;
}

/** The value after a step; undefined when the step has no direction and none is given. */
export function steppedValue(
  current: number,
  { amount, direction }: Step,
  usual?: "increase" | "decrease",
): number | undefined {
  if (amount.kind === "factor") return current * amount.factor;
  const way = direction ?? usual;
  if (way === undefined) return undefined;
  const sign = way === "increase" ? 1 : -1;
  return current + sign * (amount.kind === "by" ? amount.by : Math.abs(current) * amount.share);
}

/** "Half as bright" is darker, whatever "bright" alone would say. */
function directionOf(amount: StepAmount): Step["direction"] {
  if (amount.kind !== "factor") return undefined;
  return amount.factor >= 1 ? "increase" : "decrease";
}

function amountOf(
  text: string,
  scale: ValueScale,
  comparative: Comparative | undefined,
): Outcome<StepAmount, ValueRefusal> | undefined {
  const factor = factorOf(text);
  if (factor !== undefined) {
    // "Twice as dark" is half as bright.
    const isReversed = comparative?.isLess === true && /\bas$/.test(text);
    return success({ kind: "factor", factor: isReversed ? 1 / factor : factor });
  }
  const plain = text
    .replace(/^(?:(?:up|down) )?by /, "")
    .replace(/^(?:another|an extra|an additional|a further|a whole) /, "")
    .replace(/ more$/, "");
  const strength = strengths.find(([pattern]) => pattern.test(plain))?.[1];
  const isSaid = plain !== "" || comparative !== undefined;
  if (strength !== undefined && isSaid) return stepsOf(strength, scale);
  const notches = readNumbers(plain, 0).find(({ end }) =>
    /^ (?:notch(?:es)?|steps?|levels?)$/.test(plain.slice(end)),
  );
  if (notches && notches.value > 0) return stepsOf(notches.value, scale);
  const part = readFractions(plain, 0).find(({ end }) => end === plain.length);
  if (part) return success({ kind: "share", share: part.value });
  return quantityOf(plain, scale);
}

function stepsOf(count: number, { step, name }: ValueScale): Outcome<StepAmount, ValueRefusal> {
  const size = step ?? (name && attributeKinds[name].step);
  if (!size) return refuse("notRead", "I do not know how far one step goes there; tell me a number.");
  return success({ kind: "by", by: Number((count * size).toPrecision(12)) });
}

/** "Twice as", "half as", "three times", "double", "10 times". */
function factorOf(text: string): number | undefined {
  const plain = text.replace(/ (?:as|as much as|the)$/, "");
  const word = /^(?:(twice|double|doubled)|(thrice|triple)|(half|halve|halved)|(quadruple))$/.exec(plain);
  if (word) return word[1] ? 2 : word[2] ? 3 : word[3] ? 0.5 : 4;
  const times = / (?:times|fold|x)$/.exec(plain);
  const count = times && plain.slice(0, times.index);
  const number = count ? readNumbers(count, 0).find(({ end }) => end === count.length)?.value : undefined;
  if (number !== undefined) return number > 0 && number <= factorMax ? number : undefined;
  const part = / as$/.test(text)
    ? readFractions(plain, 0).find(({ end }) => end === plain.length)
    : undefined;
  return part?.value;
}

const factorMax = 1000;

function quantityOf(text: string, scale: ValueScale): Outcome<StepAmount, ValueRefusal> | undefined {
  let refusal: Outcome<StepAmount, ValueRefusal> | undefined;
  const target = scale.unit === undefined ? undefined : unitNamed(scale.unit);
  for (const { end, value, unit } of readQuantities(text, 0)) {
    if (end !== text.length || value <= 0) continue;
    // Ten percent of what is not in percent is a tenth of the value it has.
    if (unit === "%" && scale.unit !== undefined && target !== "%") {
      if (scale.name !== "temperature" && scale.name !== "colourTemperature") {
        return success({ kind: "share", share: value / 100 });
      }
    }
    const by = differenceOnScale(value, unit, scale);
    if (by.ok) return success({ kind: "by", by: by.value });
    refusal ??= by;
  }
  return refusal;
}
