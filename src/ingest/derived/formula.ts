import { failure, type Outcome, success } from "../../core/outcome.ts";
import { conversion, isUnitName, quantityOf, type UnitName } from "../../text/units.ts";
import { normaliseUnit } from "../sensor/unit.ts";
import { createRate, createTotal, type TotalKeeper } from "./accumulators.ts";
import { dewPointCelsius, vapourPressureDeficitKpa } from "./humid-air.ts";
import type { DerivedRule } from "./rules.ts";
import type { Step } from "./step.ts";

/** `to = from × scale + offset` */
export interface Linear {
  readonly scale: number;
  readonly offset: number;
}

export interface Formula {
  /** Unit of the result. */
  readonly unit: string | undefined;
  /** What every input is multiplied by and what is added, before `step`. */
  readonly inputs: readonly Linear[];
  readonly step: Step;
}

const same: Linear = { scale: 1, offset: 0 };

/**
 * How a rule computes from inputs in these units (of a group: of the members so far, the first tells the unit). The reason of a failure is a sentence part for the log: what does not fit.
 */
export function createFormula(
  rule: DerivedRule,
  units: readonly (string | undefined)[],
  total: TotalKeeper,
): Outcome<Formula> {
  const [first, second] = units;
  switch (rule.kind) {
    case "difference": {
      const converted = toUnitOf(first, second);
      if (!converted.ok) return converted;
      return finish(rule, first, [same, converted.value], true, ([of = 0, minus = 0]) => of - minus);
    }
    case "ratio":
      return ratio(rule, first, second);
    case "sum":
      return group(rule, units, (values) => sumOf(values));
    case "mean":
      return group(rule, units, (values) => sumOf(values) / values.length);
    case "energy": {
      const converted = toUnit(first, "kW");
      if (!converted.ok) return converted;
      return finish(rule, "kWh", [converted.value], false, createTotal(total, rule.ageMaxMs));
    }
    case "rate":
      return finish(
        rule,
        rateUnit(first, rule.per),
        [same],
        false,
        createRate({ ...rule, per: ratePer(first, rule.per) }),
      );
    case "dewPoint":
      return humidAir(rule, units, { unit: "°C", of: dewPointCelsius });
    case "vapourPressureDeficit":
      return humidAir(rule, units, { unit: "kPa", of: vapourPressureDeficitKpa });
  }
}

/** What makes a value of one member of a group one in the unit of the first. */
export function toUnitOf(first: string | undefined, other: string | undefined): Outcome<Linear> {
  const [from, to] = [known(other), known(first)];
  if (from === to) return success(same);
  if (from && to && isUnitName(from) && isUnitName(to)) return conversion(from, to);
  return failure(`one is in ${unitWords(first)} and one in ${unitWords(other)}`);
}

function group(rule: DerivedRule, units: readonly (string | undefined)[], step: Step): Outcome<Formula> {
  const inputs: Linear[] = [];
  for (const unit of units) {
    const converted = toUnitOf(units[0], unit);
    if (!converted.ok) return converted;
    inputs.push(converted.value);
  }
  return finish(rule, units[0], inputs, false, step);
}

function ratio(rule: DerivedRule, first: string | undefined, second: string | undefined): Outcome<Formula> {
  const step: Step = ([of = 0, to = 0]) => (to === 0 ? "divisionByZero" : of / to);
  const converted = toUnitOf(first, second);
  if (converted.ok) {
    const isPercent = rule.unit === "%";
    const input: Linear = isPercent ? { scale: 100, offset: 0 } : same;
    if (isPercent && !isWithoutOffset(first))
      return failure(`${first} has no true zero, so there is no ratio`);
    return success({ unit: rule.unit, inputs: [input, converted.value], step });
  }
  const unit =
    second === undefined ? first : `${first ?? 1}/${second.includes("/") ? `(${second})` : second}`;
  return finish(rule, unit, [same, same], true, step);
}

function isWithoutOffset(unit: string | undefined): boolean {
  const name = known(unit);
  if (name === undefined || !isUnitName(name) || quantityOf(name) !== "temperature") return true;
  return name === "K";
}

function humidAir(
  rule: DerivedRule,
  [temperature, humidity]: readonly (string | undefined)[],
  result: { unit: UnitName; of: (celsius: number, humidity: number) => number | undefined },
): Outcome<Formula> {
  const [celsius, percent] = [toUnit(temperature, "°C"), toUnit(humidity, "%")];
  if (!celsius.ok) return celsius;
  if (!percent.ok) return percent;
  const step: Step = ([t = Number.NaN, h = Number.NaN]) => result.of(t, h) ?? "outOfRange";
  // Somebody who measures in °F reads the dew point in °F.
  const unit = rule.unit ?? (result.unit === "°C" ? known(temperature) : undefined);
  return finish({ ...rule, unit }, result.unit, [celsius.value, percent.value], false, step);
}

/** The formula with its result in the unit that the rule asks for. */
function finish(
  rule: { unit?: string | undefined },
  natural: string | undefined,
  inputs: readonly Linear[],
  isDifference: boolean,
  step: Step,
): Outcome<Formula> {
  const asked = rule.unit;
  const [from, to] = [known(natural), known(asked)];
  if (asked === undefined) return success({ unit: natural, inputs, step });
  if (from === undefined || to === undefined || from === to) return success({ unit: asked, inputs, step });
  if (!isUnitName(from) || !isUnitName(to)) return failure(`${from} cannot be converted to ${to}`);
  const converted = conversion(from, to);
  if (!converted.ok) return converted;
  const { scale } = converted.value;
  const offset = isDifference ? 0 : converted.value.offset;
  return success({
    unit: asked,
    inputs,
    step(values, at) {
      const value = step(values, at);
      return typeof value === "number" ? value * scale + offset : value;
    },
  });
}

function toUnit(unit: string | undefined, wanted: UnitName): Outcome<Linear> {
  const from = known(unit);
  if (from === undefined) {
    return failure(
      `it must be in a unit of ${quantityOf(wanted)}, and none is known; give its sensor rule a unit`,
    );
  }
  if (!isUnitName(from))
    return failure(`it must be in a unit of ${quantityOf(wanted)}, and it is in ${from}`);
  return conversion(from, wanted);
}

const powerOfEnergy: Readonly<Record<string, string>> = { Wh: "W", kWh: "kW", MWh: "MW" };

function rateUnit(unit: string | undefined, per: string): string {
  return powerOfEnergy[known(unit) ?? ""] ?? `${unit ?? 1}/${per}`;
}

function ratePer<Per extends string>(unit: string | undefined, per: Per): Per | "h" {
  return Object.hasOwn(powerOfEnergy, known(unit) ?? "") ? "h" : per;
}

function known(unit: string | undefined): string | undefined {
  return unit === undefined ? undefined : (normaliseUnit(unit) ?? unit);
}

function unitWords(unit: string | undefined): string {
  return unit ?? "no known unit";
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
