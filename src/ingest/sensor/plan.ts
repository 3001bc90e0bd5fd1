import type { SensorRule } from "../config.ts";
import type { BranchField } from "./field.ts";
import { type MeasureSpec, openMeasure } from "./measure.ts";

/** How to read one topic: what its rule says and what has been found in its payloads. */
export interface SensorPlan {
  readonly type: "sensor";
  readonly topic: string;
  readonly rule: SensorRule | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** The fields that the rule names; empty: all are discovered. */
  readonly chosen: readonly ChosenField[];
  readonly takesPlain: boolean;
  /** For values that the rule does not name one by one. */
  readonly spec: MeasureSpec;
  readonly timeKeys: readonly string[] | undefined;
  readonly timePaths: readonly (readonly string[])[];
  /** Fields of JSON objects, by key; those that a rule names, by path. */
  readonly tree: BranchField;
  /** The plain payload, under the key "". */
  readonly plain: BranchField;
  readonly paths: Set<string>;
  seriesCount: number;
  fieldCount: number;
}

interface ChosenField {
  /** The path in one piece, as key into the tree, and in its parts. */
  readonly key: string;
  readonly keys: readonly string[];
  readonly spec: MeasureSpec;
}

export function createSensorPlan(options: {
  topic: string;
  rule: SensorRule | undefined;
  labels: Readonly<Record<string, string>>;
  timeFields: readonly string[];
}): SensorPlan {
  const { topic, rule, labels, timeFields } = options;
  const chosen = chosenFields(rule).filter(({ key }) => key !== "");
  const names = rule?.fields ?? (rule?.field === undefined ? undefined : [{ field: rule.field }]);
  return {
    type: "sensor",
    topic,
    rule,
    labels,
    chosen,
    takesPlain: names === undefined || names.some(({ field }) => field === ""),
    spec: rule ? specOf(rule.fields?.find(({ field }) => field === "") ?? rule) : openMeasure,
    timeKeys: rule?.timeField?.split("."),
    timePaths: timeFields.map((field) => field.split(".")),
    tree: { type: "branch", path: "", depth: 0, children: new Map() },
    plain: { type: "branch", path: "", depth: 0, children: new Map() },
    paths: new Set(),
    seriesCount: 0,
    fieldCount: 0,
  };
}

function chosenFields(rule: SensorRule | undefined): ChosenField[] {
  if (rule?.fields) {
    return rule.fields.map((measure) => ({
      key: measure.field,
      keys: measure.field.split("."),
      spec: specOf(measure),
    }));
  }
  if (rule?.field === undefined) return [];
  return [{ key: rule.field, keys: rule.field.split("."), spec: specOf(rule) }];
}

function specOf(
  measure: Omit<MeasureSpec, "unit" | "name" | "states" | "isDecimalComma"> & OptionalSpec,
): MeasureSpec {
  const { type, unit, name, states, scale, offset, isDecimalComma } = measure;
  return { type, unit, name, states, scale, offset, isDecimalComma };
}

interface OptionalSpec {
  unit?: string | undefined;
  name?: string | undefined;
  states?: MeasureSpec["states"];
  isDecimalComma?: boolean | undefined;
}
