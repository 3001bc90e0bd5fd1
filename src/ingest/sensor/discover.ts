import type { Series } from "../../domain/sample.ts";
import { epochMs, parseTimestamp } from "../../text/timestamp.ts";
import type { IngestConfig } from "../config.ts";
import { unsafeKeys } from "../rule-parts.ts";
import { type SeriesTable, seriesId } from "../series-directory.ts";
import {
  type BranchField,
  type CandidateField,
  type Field,
  type SeriesField,
  skippedField,
  type ValueRefusal,
} from "./field.ts";
import { type FirstSight, firstSight, type MeasureSpec } from "./measure.ts";
import { expandTemplate, guessWords, type SeriesWords, snakeCase } from "./name.ts";
import type { SensorPlan } from "./plan.ts";
import { guessUnit } from "./unit.ts";

/** Why a field or value was not taken. */
export type FieldIssue = ValueRefusal | "tooManyFields" | "tooDeep" | "badKey" | "idTaken";

/** Something about series that is worth an event. */
export type SeriesFound =
  | { what: "found"; series: Series }
  | { what: "refused"; topic: string; field: string }
  | { what: "statesExceeded"; topic: string; field: string }
  | { what: "tooDeep" | "idTaken"; topic: string; field: string };

export interface FieldFinder {
  /** What a field is that was never seen before. Undefined: nothing to go by yet. */
  find(
    plan: SensorPlan,
    branch: BranchField,
    key: string,
    raw: unknown,
  ): Field | FieldIssue | "noValue" | undefined;
  /** What a candidate has become with one more value: an enumeration, nothing to keep, or still undecided. */
  settle(plan: SensorPlan, candidate: CandidateField, raw: unknown): Field | FieldIssue | undefined;
  /** The value of a state never seen before of an enumeration, or why there is none. */
  addState(plan: SensorPlan, field: SeriesField, raw: unknown): number | ValueRefusal;
}

/** Longest key of a field that is taken. */
const keyLengthMax = 64;

/** For every series of a topic, so many places of its payloads that hold none are remembered. */
const placesPerSeries = 4;

export function createFieldFinder(options: {
  config: IngestConfig;
  table: SeriesTable;
  onFound: (found: SeriesFound) => void;
}): FieldFinder {
  const { config, table, onFound } = options;
  const { discovery } = config;
  const isIgnoredField = createNameMatcher(discovery.ignoreFields);
  const isDiagnosticField = createNameMatcher(discovery.diagnosticFields);
  const timeFields = new Set(config.time.fields);

  const find: FieldFinder["find"] = (plan, branch, key, raw) => {
    const ruled = plan.chosen.find((chosen) => chosen.key === key);
    if (ruled) return findPrimitive(plan, key, raw, ruled.spec);
    if (branch === plan.plain) return findPrimitive(plan, "", raw, plan.spec);
    if (key.length > keyLengthMax || unsafeKeys.has(key)) return "badKey";
    if (plan.fieldCount >= config.fieldsPerTopicMax * placesPerSeries) return "tooManyFields";
    const path = branch.path === "" ? key : `${branch.path}.${key}`;
    const name = snakeCase(key);
    if (isIgnoredField(name) || timeFields.has(path) || isTimeField(name, raw)) return keepSkipped(plan);
    if (typeof raw === "object" && raw !== null) return findBranch(plan, branch, path, raw);
    return findPrimitive(plan, path, raw, plan.spec);
  };

  const findBranch = (
    plan: SensorPlan,
    parent: BranchField,
    path: string,
    raw: object,
  ): Field | FieldIssue | undefined => {
    if (Array.isArray(raw)) {
      if (raw.length === 0) return undefined;
      // Objects in a list have no place of their own: the next message may have them in another order.
      if (raw.length > discovery.arrayItemsMax || typeof raw[0] === "object") return keepSkipped(plan);
    }
    if (parent.depth + 1 >= discovery.depthMax) {
      onFound({ what: "tooDeep", topic: plan.topic, field: path });
      return keepSkipped(plan);
    }
    plan.fieldCount += 1;
    return { type: "branch", path, depth: parent.depth + 1, children: new Map() };
  };

  const findPrimitive = (
    plan: SensorPlan,
    path: string,
    raw: unknown,
    spec: MeasureSpec,
  ): Field | FieldIssue | "noValue" | undefined => {
    const sight = firstSight(raw, spec, lastName(plan.topic, path));
    if (sight.kind === "none") return sight.refusal;
    if (sight.kind !== "candidate") return addSeries(plan, path, sight, spec);
    if (table.byId(seriesId(plan.topic, path))?.kind === "enum")
      return addSeries(plan, path, openEnum([]), spec);
    plan.fieldCount += 1;
    return { type: "candidate", path, seen: new Set() };
  };

  const addSeries = (
    plan: SensorPlan,
    path: string,
    sight: Exclude<FirstSight, { kind: "none" | "candidate" }>,
    spec: MeasureSpec,
  ): Field | FieldIssue => {
    if (plan.seriesCount >= config.fieldsPerTopicMax) return "tooManyFields";
    if (plan.paths.has(path)) return taken(plan, path);
    const { topic, labels } = plan;
    const fullName = path === "" ? lastName(topic, "") : snakeCase(path);
    const series = table.intern({
      topic,
      field: path,
      kind: sight.kind,
      unit:
        sight.kind === "numeric" ? (spec.unit ?? sight.unit ?? guessUnit(fullName, sight.value)) : spec.unit,
      ...wordsOf(plan, path, spec),
      labels,
      states: sight.kind === "numeric" ? [] : sight.states,
      isDiagnostic: isDiagnosticField(lastName(topic, path)),
    });
    plan.fieldCount += 1;
    if (series === "full") {
      onFound({ what: "refused", topic, field: path });
      return skippedField;
    }
    if (series === "idTaken") return taken(plan, path);
    plan.paths.add(path);
    plan.seriesCount += 1;
    onFound({ what: "found", series });
    const { scale, offset, isDecimalComma } = spec;
    return {
      type: "series",
      series,
      scale,
      offset,
      isDecimalComma,
      words: sight.kind === "numeric" ? new Map() : wordsWithStates(sight.words, series),
      isClosed: sight.kind === "numeric" || sight.isClosed,
      isSpent: false,
    };
  };

  const settle: FieldFinder["settle"] = (plan, candidate, raw) => {
    if (typeof raw !== "string") return undefined;
    const { seen, path } = candidate;
    if (seen.has(raw)) {
      const spec = plan.chosen.find((chosen) => chosen.key === path)?.spec ?? plan.spec;
      return addSeries(plan, path, openEnum([...seen]), spec);
    }
    if (seen.size >= discovery.enumStatesMax) return exceeded(plan, path);
    const sight = firstSight(raw, plan.spec, "");
    if (sight.kind === "candidate") seen.add(raw);
    return undefined;
  };

  const addState: FieldFinder["addState"] = (plan, field, raw) => {
    const state = typeof raw === "string" ? raw.trim() : String(raw);
    if (state.length > 64 || state === "") return "wrongType";
    const { series } = field;
    if (series.states.length >= discovery.enumStatesMax) {
      field.isSpent = true;
      exceeded(plan, series.field);
      return "unknownState";
    }
    const value = table.addState(series, state);
    field.words.set(state, value);
    if (!field.words.has(state.toLowerCase())) field.words.set(state.toLowerCase(), value);
    return value;
  };

  const taken = (plan: SensorPlan, field: string): Field => {
    onFound({ what: "idTaken", topic: plan.topic, field });
    return skippedField;
  };

  const exceeded = (plan: SensorPlan, field: string): Field => {
    onFound({ what: "statesExceeded", topic: plan.topic, field });
    return skippedField;
  };

  return { find, settle, addState };
}

/** An enumeration that takes new states as they come. */
function openEnum(states: string[]): FirstSight & { kind: "binary" | "enum" } {
  return { kind: "enum", states, words: new Map(), isClosed: false };
}

function keepSkipped(plan: SensorPlan): Field {
  plan.fieldCount += 1;
  return skippedField;
}

/** Small letters with `_` between words: the last key of the path, or the last level of the topic. */
function lastName(topic: string, path: string): string {
  return snakeCase(
    path === "" ? topic.slice(topic.lastIndexOf("/") + 1) : path.slice(path.lastIndexOf(".") + 1),
  );
}

/** Names and place as the rule gives them, and where it does not, as topic and field suggest. */
function wordsOf(
  plan: SensorPlan,
  path: string,
  spec: MeasureSpec,
): { words: SeriesWords; isNameFixed: boolean } {
  const { topic, labels, rule, chosen } = plan;
  const guessed = guessWords(topic, path, labels);
  const expand = (template: string | undefined) =>
    template === undefined ? undefined : expandTemplate(template, labels, path);
  // One name for all the fields of a rule would not tell them apart.
  const isShared = path !== "" && chosen.length === 0 && spec.name?.includes("{field}") === false;
  const name = expand(isShared ? `${spec.name} {field}` : spec.name);
  const device = expand(rule?.device);
  const area = expand(rule?.area) ?? guessed.area;
  return {
    words: { ...guessed, ...(name ? { name } : {}), ...(device ? { device, longDevice: device } : {}), area },
    isNameFixed: name !== undefined,
  };
}

/** The states by the words for them; a series that was known before brings the ones it has. */
function wordsWithStates(words: Map<string, number>, series: Series): Map<string, number> {
  if (series.kind === "enum") {
    for (const [value, state] of series.states.entries()) {
      if (!words.has(state)) words.set(state, value);
      if (!words.has(state.toLowerCase())) words.set(state.toLowerCase(), value);
    }
  }
  return words;
}

/** `*` at the start or the end of a pattern stands for anything. */
function createNameMatcher(patterns: readonly string[]): (name: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.includes("*")));
  const starts = patterns.filter((pattern) => pattern.endsWith("*")).map((pattern) => pattern.slice(0, -1));
  const ends = patterns.filter((pattern) => pattern.startsWith("*")).map((pattern) => pattern.slice(1));
  return (name) =>
    exact.has(name) ||
    starts.some((start) => name.startsWith(start)) ||
    ends.some((end) => name.endsWith(end));
}

const year2000Ms = Date.UTC(2000, 0, 1);
const year2100Ms = Date.UTC(2100, 0, 1);

/** Whether a field named like a time (`updated_at`, `boot_time`) holds one; `cycle_time: 12.5` is a measurement. */
function isTimeField(name: string, raw: unknown): boolean {
  if (!/(?:^|_)(?:at|time|ts|timestamp|date|datetime|seen|since)$/.test(name)) return false;
  if (typeof raw === "string") return parseTimestamp(raw, { zone: "utc", nearMs: year2000Ms }) !== undefined;
  const at = typeof raw === "number" ? epochMs(raw) : undefined;
  return at !== undefined && at >= year2000Ms && at < year2100Ms;
}
