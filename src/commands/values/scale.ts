import { type Outcome, success } from "../../core/outcome.ts";
import { unitNamed } from "../../text/unit-words.ts";
import { convert, convertDifference, quantityOf, type UnitName } from "../../text/units.ts";
import { refuse, type ValueRefusal } from "../../text/value-refusal.ts";
import { type AttributeName, attributeKinds } from "../entities/attributes.ts";

/** What a value is for: a `ThingAttribute` is one. Without a name any kind of value is read. */
export interface ValueScale {
  readonly name: AttributeName | undefined;
  /** As the configuration writes it; undefined: the value keeps the unit that was said. */
  readonly unit: string | undefined;
  readonly range: { readonly min: number; readonly max: number } | undefined;
  readonly step: number | undefined;
}

/** The scale of an attribute as it usually is; no attribute: any value. */
export function usualScale(name: AttributeName | undefined): ValueScale {
  if (name === undefined) return { name, unit: undefined, range: undefined, step: undefined };
  const { unit, range, step } = attributeKinds[name];
  return { name, unit, range, step };
}

/** A number in the unit of the scale. `unit` is undefined when none was said; plain degrees are `°`. */
export function onScale(
  value: number,
  unit: UnitName | undefined,
  scale: ValueScale,
): Outcome<number, ValueRefusal> {
  return converted(value, unit, scale, convert);
}

/** The same for a difference: 9 °F more are 5 °C more. */
export function differenceOnScale(
  value: number,
  unit: UnitName | undefined,
  scale: ValueScale,
): Outcome<number, ValueRefusal> {
  return converted(value, unit, scale, convertDifference);
}

function converted(
  value: number,
  unit: UnitName | undefined,
  scale: ValueScale,
  change: typeof convert,
): Outcome<number, ValueRefusal> {
  if (unit === undefined || scale.unit === undefined) return success(value);
  const target = unitNamed(scale.unit);
  if (unit === "°" && target && quantityOf(target) === "temperature") return success(value);
  if (unit === "%" && target !== "%") return shareOf(value / 100, scale);
  const result = target && change(value, unit, target);
  if (result?.ok) return result;
  const word = scale.name ? `The ${attributeKinds[scale.name].word}` : "It";
  return refuse("otherUnit", `${word} is in ${scale.unit}; I cannot turn ${unit} into that.`);
}

/**
 * A share, 0 to 1, of a scale that begins at nothing. Half of a temperature in degrees is no temperature: 10 °C is
 * not half as warm as 20.
 */
export function shareOf(share: number, scale: ValueScale): Outcome<number, ValueRefusal> {
  if (scale.unit === undefined && !scale.range) return success(tidy(share * 100));
  const max = scale.range?.max ?? (scale.unit && unitNamed(scale.unit) === "%" ? 100 : undefined);
  const target = scale.unit === undefined ? undefined : unitNamed(scale.unit);
  const hasZero = !scale.range || scale.range.min === 0 || target === "%";
  if (max !== undefined && hasZero && !(target && quantityOf(target) === "temperature")) {
    return success(tidy(share * (target === "%" ? 100 : max)));
  }
  const word = scale.name ? attributeKinds[scale.name].word : "value";
  const unit = scale.unit === undefined ? "" : ` in ${scale.unit}`;
  return refuse("otherUnit", `I cannot take a share of the ${word}; tell me a number${unit}.`);
}

/** Takes the noise of a multiplication away: 0.1 * 3 is 0.3, a third of 100 is 33.33. */
function tidy(value: number): number {
  const full = Number(value.toPrecision(12));
  return full === Number(value.toPrecision(6)) ? full : Number(value.toPrecision(4));
}
