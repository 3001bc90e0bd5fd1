import { setting, z } from "../../core/schema.ts";
import { splitSeriesPattern } from "../../domain/series-pattern.ts";
import { coversTopicFilter, plainTopicFilter, topicFilterProblem } from "../../domain/topic.ts";
import { namedWildcards, ResultTopic } from "./input-pattern.ts";

const live = { reload: "live" } as const;

const pattern = z
  .string()
  .max(500)
  .superRefine((text, context) => {
    const problem = topicFilterProblem(splitSeriesPattern(text).filter);
    if (problem) context.addIssue({ code: "custom", message: problem });
  });

/** The settings that every kind has. `field` has the default that the kind gives. */
function commonShape(field: string) {
  return {
    name: setting(
      z.string().min(1).max(120).optional(),
      "What a person calls it; may use the named wildcards of the inputs; left out, device and field tell",
      live,
    ),
    field: setting(
      z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, "must be letters, digits and _, a letter first")
        .default(field),
      "Last part of its id, `<topic of the device>:<field>`; give one when two rules would make the same id",
      live,
    ),
    unit: setting(
      z.string().min(1).max(24).optional(),
      "Unit of the result, converted to where it is known (°F, Wh, hPa); left out, the one that follows from the inputs",
      live,
    ),
    device: setting(
      z.string().min(1).max(120).optional(),
      "Device it belongs to; may use the named wildcards; left out, that of the input",
      live,
    ),
    area: setting(
      z.string().min(1).max(120).optional(),
      "Where it is; may use the named wildcards; left out, where the input is",
      live,
    ),
    ageMaxMs: setting(
      z.int().min(1_000).max(604_800_000).default(3_600_000),
      "An input older than this against the newest one is not used: nothing is derived until it is heard again",
      live,
    ),
  };
}

const input = (description: string) =>
  setting(pattern, `${description}: topic filter, with \`:<field>\` for a field of a JSON payload`, live);

const humidAirShape = {
  temperature: input("Air temperature (°C, °F or K)"),
  humidity: input("Relative humidity (%)"),
};

const groupShape = {
  inputs: setting(
    z.array(pattern).min(1).max(64),
    "What is put together: series patterns; `+` and `#` take in all that match, a named wildcard such as `{room}` makes one series for each of its values",
    live,
  ),
  inputsMin: setting(
    z.int().min(1).max(256).default(1),
    "Nothing is derived before so many inputs have been heard; a number that you know keeps the first values right",
    live,
  ),
};

const derivedRule = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: setting(z.literal("difference"), "One series minus another", live),
    of: input("The series that is subtracted from"),
    minus: input("The series that is subtracted"),
    ...commonShape("difference"),
  }),
  z.strictObject({
    kind: setting(z.literal("ratio"), 'One series divided by another; in per cent with `unit: "%"`', live),
    of: input("The series that is divided"),
    to: input("The series that it is divided by"),
    ...commonShape("ratio"),
  }),
  z.strictObject({
    kind: setting(z.literal("sum"), "Several series added up; on/off series count as 0 and 1", live),
    ...groupShape,
    ...commonShape("sum"),
  }),
  z.strictObject({
    kind: setting(z.literal("mean"), "The mean of several series; on/off series count as 0 and 1", live),
    ...groupShape,
    ...commonShape("mean"),
  }),
  z.strictObject({
    kind: setting(z.literal("energy"), "Energy from power: the running total in kWh", live),
    power: input("Power (W, kW or MW)"),
    ...commonShape("energy"),
  }),
  z.strictObject({
    kind: setting(z.literal("rate"), "How fast a counter grows", live),
    counter: input("A total that only grows, until it is reset"),
    per: setting(
      z.enum(["s", "min", "h", "d"]).default("h"),
      "Time unit of the rate; the rate of an energy is a power (kWh: kW) whatever this says",
      live,
    ),
    spanMs: setting(
      z.int().min(0).max(86_400_000).default(60_000),
      "Time over which the growth is taken, at least; short spans make the steps of a coarse counter visible",
      live,
    ),
    ...commonShape("rate"),
  }),
  z.strictObject({
    kind: setting(z.literal("dewPoint"), "Dew point of air", live),
    ...humidAirShape,
    ...commonShape("dew_point"),
  }),
  z.strictObject({
    kind: setting(z.literal("vapourPressureDeficit"), "Vapour-pressure deficit of air, in kPa", live),
    ...humidAirShape,
    ...commonShape("vapour_pressure_deficit"),
  }),
]);

export type DerivedRule = z.infer<typeof derivedRule>;

/** One input of a rule: the setting that names it, with its place in a list. */
export interface RuleInput {
  readonly path: readonly (string | number)[];
  readonly pattern: string;
}

/** The inputs of a rule in the order in which its formula takes them. */
export function inputsOf(rule: DerivedRule): RuleInput[] {
  switch (rule.kind) {
    case "difference":
      return [named("of", rule.of), named("minus", rule.minus)];
    case "ratio":
      return [named("of", rule.of), named("to", rule.to)];
    case "sum":
    case "mean":
      return rule.inputs.map((one, position) => ({ path: ["inputs", position], pattern: one }));
    case "energy":
      return [named("power", rule.power)];
    case "rate":
      return [named("counter", rule.counter)];
    case "dewPoint":
    case "vapourPressureDeficit":
      return [named("temperature", rule.temperature), named("humidity", rule.humidity)];
  }
}

function named(key: string, text: string): RuleInput {
  return { path: [key], pattern: text };
}

/** Whether `+` and `#` take in many series for one result, rather than make a result for each. */
export function isGroup(rule: DerivedRule): boolean {
  return rule.kind === "sum" || rule.kind === "mean";
}

/** The position of the first input that has all the wildcards; it gives the result its topic and place. -1: none has. */
export function leadingInput(rule: DerivedRule): number {
  const names = inputsOf(rule).map((one) => namedWildcards(one.pattern, isGroup(rule)));
  const all = new Set(names.flat());
  return names.findIndex((some) => some.length === all.size);
}

/** The topics of the results of a rule. */
export function resultTopicOf(rule: DerivedRule): ResultTopic {
  const patterns = inputsOf(rule).map((one) => one.pattern);
  return new ResultTopic(patterns, leadingInput(rule), isGroup(rule));
}

export const derivedRules = z
  .array(derivedRule)
  .max(100)
  .superRefine((rules, context) => {
    const results = rules.map((rule) => ({ field: rule.field, filter: resultTopicOf(rule).filter }));
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    for (const [position, rule] of rules.entries()) {
      checkWildcards(rule, (path, message) => complain([position, ...path], message));
      const result = results[position];
      const twin = results.findIndex(
        (other) => other.field === result?.field && other.filter === result.filter,
      );
      if (twin !== -1 && twin < position) {
        complain(
          [position, "field"],
          `ingest.derived[${twin}] makes the same series "${result?.filter}:${result?.field}"; give one of them another field`,
        );
      }
      for (const one of inputsOf(rule)) {
        const { filter, field } = splitSeriesPattern(one.pattern);
        const maker = results.findIndex(
          (other, index) =>
            index >= position && other.field === field && overlap(other.filter, plainTopicFilter(filter)),
        );
        if (maker === -1) continue;
        complain(
          [position, ...one.path],
          maker === position
            ? `"${one.pattern}" is what this rule makes itself; a series cannot be derived from itself`
            : `"${one.pattern}" is made by ingest.derived[${maker}]; rules are taken in order, so put that one first`,
        );
      }
    }
  });

function checkWildcards(
  rule: DerivedRule,
  complain: (path: (string | number)[], message: string) => void,
): void {
  const inputs = inputsOf(rule);
  const names = new Set(inputs.flatMap((one) => namedWildcards(one.pattern, isGroup(rule))));
  if (inputs.length > 0 && leadingInput(rule) === -1) {
    complain(
      [...(inputs[0]?.path ?? [])],
      "no input has all the wildcards, so it is unclear which belong together; name the shared ones alike, such as {room}",
    );
  }
  for (const one of inputs) {
    if (splitSeriesPattern(one.pattern).field === "*" && !isGroup(rule)) {
      complain([...one.path], "name one field: * would take several series for one input");
    }
  }
  for (const key of ["name", "device", "area"] as const) {
    for (const [, name = ""] of (rule[key] ?? "").matchAll(/\{([A-Za-z_][A-Za-z0-9_]*)#?\}/g)) {
      if (names.has(name) || name === "field") continue;
      complain([key], `{${name}} is no named wildcard of the inputs`);
    }
  }
}

function overlap(one: string, other: string): boolean {
  return coversTopicFilter(one, other) || coversTopicFilter(other, one);
}
