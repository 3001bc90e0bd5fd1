import { failure, type Outcome, success } from "../../core/outcome.ts";
import type { ThingAttribute } from "../entities/thing.ts";
import { readStep, type Step } from "../values/read-step.ts";
import type { Wish } from "./wish.ts";

/** A step that has its direction. */
export type Change = Step & { direction: "increase" | "decrease" };

/**
 * By how much a wish for more or less changes an attribute: its usual step, a number, or words read in the unit of the
 * attribute. "Twice as fast" says its own direction; of all else the intent does.
 */
export function changeOf(
  { intent, step }: Pick<Wish, "intent" | "step">,
  attribute: ThingAttribute,
): Outcome<Change> {
  const direction = intent === "decrease" ? "decrease" : "increase";
  if (typeof step !== "string") {
    const by = step ?? attribute.step;
    const isTurned = by < 0;
    const opposite = direction === "increase" ? "decrease" : "increase";
    return success({
      amount: { kind: "by", by: Math.abs(by) },
      direction: isTurned ? opposite : direction,
      attribute: undefined,
    });
  }
  const read = readStep(step, attribute);
  if (!read.ok) return failure(read.reason.message);
  const { amount } = read.value;
  // How far something opens is told of its whole way: "by two fifths" of what is shut is no change otherwise.
  if (attribute.name === "position" && attribute.range && amount.kind === "share") {
    const { min, max } = attribute.range;
    const by = Number((amount.share * (max - min)).toPrecision(4));
    return success({
      ...read.value,
      amount: { kind: "by", by },
      direction: read.value.direction ?? direction,
    });
  }
  // "Up by half" is half as much again, "half as fast" less.
  if (direction === "increase" && amount.kind === "factor" && amount.factor < 1 && !/\bas\b/.test(step)) {
    return success({ ...read.value, amount: { kind: "share", share: amount.factor }, direction });
  }
  return success({ ...read.value, direction: read.value.direction ?? direction });
}
