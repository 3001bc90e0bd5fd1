import { nextOccurrence } from "../../text/recurrence.ts";
import { attributeKinds } from "../entities/attributes.ts";
import type { Thing } from "../entities/thing.ts";
import { currentState, type QuestionContext } from "../questions/context.ts";
import { isState } from "../questions/state-match.ts";
import type { Condition, ConditionTrigger, Watched, WatchedTest } from "./rule.ts";

/** What conditions are looked up in. */
export type WatchContext = Pick<QuestionContext, "registry" | "states" | "directory" | "view" | "location">;

/** One or several conditions that have to hold together. */
type Conditions = Pick<ConditionTrigger, "condition" | "others">;

/** Everything a trigger looks at. */
export function watchedIn({ condition, others = [] }: Conditions): readonly Watched[] {
  return [condition, ...others].flatMap(({ watched }) => watched);
}

/** Whether what a trigger waits for has come; `hadCome`: it had when last looked at. Undefined: it cannot be known. */
export function hasCome(
  trigger: ConditionTrigger,
  hadCome: boolean,
  context: WatchContext,
): boolean | undefined {
  const isEnding = trigger.isEnding === true;
  const so = areSo(trigger, hadCome !== isEnding, context);
  return so === undefined ? undefined : so !== isEnding;
}

/** Whether several conditions hold together; undefined: it cannot be known. */
export function areSo(
  { condition, others = [] }: Conditions,
  wasSo: boolean,
  context: WatchContext,
): boolean | undefined {
  const each = [condition, ...others].map((one) => isSo(one, wasSo, context));
  if (each.includes(false)) return false;
  return each.includes(undefined) ? undefined : true;
}

/** A series that was not heard of for longer says nothing about now. */
const seriesAgeMaxMs = 3_600_000;

/** Whether a condition holds now; undefined: it cannot be known. `wasSo`: it held when last looked at. */
export function isSo(
  condition: Pick<Condition, "watched" | "isAny" | "test">,
  wasSo: boolean,
  context: WatchContext,
): boolean | undefined {
  const each = condition.watched.map((one) => {
    const value = watchedValue(one, context);
    return value && passes(value, wasSo ? slackened(condition.test) : condition.test);
  });
  const known = each.filter((one) => one !== undefined);
  if (condition.isAny) return known.includes(true) ? true : known.length > 0 ? false : undefined;
  if (known.includes(false)) return false;
  return known.length === each.length ? true : undefined;
}

/** The present value of what is watched, in words; undefined: not known. */
export function watchedValue(
  watched: Watched,
  context: WatchContext,
): { value: string | number; thing: Thing | undefined } | undefined {
  if (watched.kind === "sun") {
    const isDark = isDarkAt(context.view.now, context);
    return isDark === undefined ? undefined : { value: isDark ? "dark" : "light", thing: undefined };
  }
  if (watched.kind === "series") {
    const series = context.directory.byId(watched.seriesId);
    const latest = series && context.directory.latest(series);
    if (!series || !latest || context.view.now - latest.at > seriesAgeMaxMs) return undefined;
    const word = series.kind === "numeric" ? undefined : series.states[latest.value];
    return { value: word ?? latest.value, thing: undefined };
  }
  const thing = context.registry.byId(watched.entityId);
  if (!thing) return undefined;
  const reported =
    watched.attribute === "" ? currentState(thing, context) : context.states.get(thing.id, watched.attribute);
  return reported && { value: reported.value, thing };
}

/** Whether it is the time between dusk and dawn; undefined where the sun does neither, or nobody knows where it is. */
function isDarkAt(now: number, { view: { timeZone }, location }: WatchContext): boolean | undefined {
  const next = (event: "dawn" | "dusk") =>
    nextOccurrence(
      { kind: "weekly", weekdays: [0, 1, 2, 3, 4, 5, 6], time: { kind: "sun", event, offsetMinutes: 0 } },
      now,
      { timeZone, location },
    );
  const [dawn, dusk] = [next("dawn"), next("dusk")];
  return dawn === undefined || dusk === undefined ? undefined : dawn < dusk;
}

/** The unit of what is watched, as it is configured or measured. */
export function unitOf(
  watched: Watched,
  { registry, directory }: Pick<WatchContext, "registry" | "directory">,
): string | undefined {
  if (watched.kind === "sun") return undefined;
  if (watched.kind === "series") return directory.byId(watched.seriesId)?.unit;
  const thing = registry.byId(watched.entityId);
  if (watched.attribute !== "") {
    return thing?.attributes[watched.attribute]?.unit ?? attributeKinds[watched.attribute].unit;
  }
  const series = thing?.series[""];
  return thing?.unit ?? (series === undefined ? undefined : directory.byId(series)?.unit);
}

function passes(
  { value, thing }: { value: string | number; thing: Thing | undefined },
  test: WatchedTest,
): boolean | undefined {
  if (test.kind === "state") {
    const met = typeof value === "number" ? isLevel(value, test.state) : isWord(value, test.state, thing);
    return met === undefined ? undefined : met !== test.isNegated;
  }
  const number = Number(value);
  if (typeof value !== "number" || !Number.isFinite(number)) return undefined;
  if (test.kind === "between") return (number >= test.from && number <= test.to) !== test.isNegated;
  switch (test.comparison) {
    case "above":
      return number > test.value;
    case "below":
      return number < test.value;
    case "atLeast":
      return number >= test.value;
    case "atMost":
      return number <= test.value;
    case "equals":
      return Math.abs(number - test.value) <= Math.abs(test.value) * 0.005;
  }
}

/** "Empty" and "full" of a level in percent. */
function isLevel(value: number, state: string): boolean | undefined {
  if (state === "empty") return value <= emptyMax;
  if (state === "full") return value >= 100 - emptyMax;
  if (state === "freezing") return value <= 0;
  if (state === "on" || state === "running") return value > 0;
  return state === "off" || state === "stopped" ? value === 0 : undefined;
}

const emptyMax = 5;

/** Words that conditions use beyond those of questions. */
const otherWords: Readonly<Record<string, string>> = {
  done: "off",
  finished: "off",
  empty: "on",
  full: "on",
  triggered: "on",
  raining: "on",
  snowing: "on",
  moving: "on",
  home: "on",
  away: "off",
  failed: "on",
};

function isWord(value: string, state: string, thing: Thing | undefined): boolean {
  // A series that nobody configured is taken for a sensor.
  const { family, kind } = thing ?? { family: "power", kind: "binarySensor" };
  if (value.toLowerCase() === state || isState(value, state, { family, kind })) return true;
  const other = Object.hasOwn(otherWords, state) ? otherWords[state] : undefined;
  // A washing machine that stands still is done, and a leak sensor that is on is wet: its name says of what.
  return other !== undefined && isState(value, other, { family, kind });
}

/**
 * The same test, a little easier to pass: what has become so stays so until it has clearly ended. Numbers jitter
 * around a limit, and each crossing would act again. A fiftieth of the limit, at least 0.2.
 */
function slackened(test: WatchedTest): WatchedTest {
  if (test.kind === "state") return test;
  if (test.kind === "between") {
    const slack = slackOf(Math.max(Math.abs(test.from), Math.abs(test.to)));
    return test.isNegated
      ? { ...test, from: test.from + slack, to: test.to - slack }
      : { ...test, from: test.from - slack, to: test.to + slack };
  }
  const slack = slackOf(test.value);
  if (test.comparison === "above" || test.comparison === "atLeast")
    return { ...test, value: test.value - slack };
  return test.comparison === "equals" ? test : { ...test, value: test.value + slack };
}

function slackOf(limit: number): number {
  return Math.max(Math.abs(limit) / 50, 0.2);
}
