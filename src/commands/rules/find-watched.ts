import type { ConditionTest } from "../../text/condition-test.ts";
import type { ConditionPart } from "../../text/condition-words.ts";
import { unitNamed } from "../../text/unit-words.ts";
import { quantityOf, type UnitName } from "../../text/units.ts";
import { attributeNames } from "../entities/attributes.ts";
import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import type { QuestionContext } from "../questions/context.ts";
import { findSensors } from "../questions/sensors.ts";
import type { Interpretation } from "../understand/interpret.ts";
import { namedIn } from "../understand/named-in.ts";
import { textSlot } from "../understand/phrase.ts";
import { placeNamed } from "../understand/places.ts";
import { findHappening } from "./find-happening.ts";
import type { Found } from "./found.ts";
import type { Watched } from "./rule.ts";
import { unitOf } from "./watch.ts";

export interface WatchFinder {
  questions: QuestionContext;
  /**
   * What a question in words means among the things there are (`exact`), or with any words for names (`loose`), as
   * sensors that nobody configured have; undefined: nothing.
   */
  readQuestion(text: string, which: "exact" | "loose"): Interpretation | undefined;
  /** What the command acts on: "it" is the air around it, or the thing itself. */
  targets: readonly Thing[];
}

/** The values that a part of a condition is about, among the things and sensors there are; undefined: none. */
export function watchedOf(part: ConditionPart, finder: WatchFinder): Found | undefined {
  const { subject, test } = part;
  if (test.kind === "state") return watchedForState(subject, test, finder);
  const found = watchedForNumber(subject, test, finder);
  const isAny = !/^(?:all|every|each|both) /.test(subject);
  return found && { watched: found, isAny, test };
}

type StateTest = Extract<ConditionTest, { kind: "state" }>;
type NumberTest = Exclude<ConditionTest, { kind: "state" }>;

function watchedForState(subject: string, test: StateTest, finder: WatchFinder): Found | undefined {
  const sun = sunlight(subject, test);
  if (sun) return sun;
  if (/^(?:it|they|that)$/.test(subject)) {
    const own = finder.targets.flatMap((thing) => ownValue(thing, test, finder.questions) ?? []);
    if (own.length > 0 && !isWeather(test.state)) return { watched: own, isAny: true, test };
  }
  const named = bareSubject(subject);
  const isDetected = test.state === "detected";
  const isAny = /^(?:any|some|one|an?|someone|somebody|anyone|anybody) /.test(subject) || isDetected;
  const direct = [
    `is ${named} ${test.state}`,
    `are ${named} ${test.state}`,
    ...(isDetected ? [`is there ${subject}`, `is ${subject}`] : []),
  ];
  const general = [`what is ${named}`, `what is the state of ${named}`];
  const ask = (questions: readonly string[], which: "exact" | "loose") => {
    const watched = firstWatched(questions, test, { finder, which });
    return watched && { watched: withSensors(watched, test, finder), isAny, test };
  };
  const found =
    ask(direct, "exact") ??
    findHappening(subject, test, finder.questions.registry) ??
    ask(general, "exact") ??
    ask([...direct, ...general], "loose");
  return found && (isSingular(subject) ? nearest(found, finder) : found);
}

function watchedForNumber(
  subject: string,
  test: NumberTest,
  finder: WatchFinder,
): readonly Watched[] | undefined {
  const air =
    /^(?:it|the air|the weather|the temperature)(?: (?:(?:in )?(?:here|there)|(outside|outdoors|(?:in|at|on) .+)))?$/.exec(
      subject,
    );
  if (air) return airAround(test, { subject, place: air[1] }, finder);
  const named = bareSubject(subject);
  const plain = named.replace(/^the /, "");
  const { areas } = namedIn(plain, finder.questions.registry);
  const isPlace = areas.some(({ keys }) => keys.includes(plain));
  const measures = measuresOf(test, { isPlace });
  const ofMeasure = measures.flatMap((measure) => [
    `what is the ${measure} in ${named}`,
    `what is the ${plain} ${measure}`,
    `what is the ${measure} of ${named}`,
  ]);
  const direct = [`what is ${named}`, `what is the ${plain}`];
  // A place has many values: what is measured there in that unit goes first.
  const questions = isPlace ? [...ofMeasure, ...direct] : [...direct, ...ofMeasure];
  return (
    firstWatched(questions, test, { finder, which: "exact" }) ??
    firstWatched(questions, test, { finder, which: "loose" })
  );
}

/** "If the window is open" where there are several: the one where the command acts, or where it was said. */
function nearest(found: Found, { targets, questions }: WatchFinder): Found {
  if (found.watched.length < 2) return found;
  const areaOf = (one: Watched) =>
    one.kind === "entity" ? nameKey(questions.registry.byId(one.entityId)?.area ?? "") : "";
  for (const areas of [targets.map(({ area }) => area), [questions.area]]) {
    const keys = new Set(areas.flatMap((area) => (area === undefined ? [] : [nameKey(area)])));
    const near = found.watched.filter((one) => keys.has(areaOf(one)));
    if (near.length > 0) return { ...found, watched: near };
  }
  return found;
}

function isSingular(subject: string): boolean {
  return /^(?:the|my|our) /.test(subject) && !/[^su]s(?: |$)/.test(subject);
}

/** "The front door is open" is told by the sensor on it, where the lock only knows whether it is locked. */
function withSensors(
  watched: readonly Watched[],
  { state }: StateTest,
  { questions: { registry } }: WatchFinder,
): readonly Watched[] {
  if (!/^(?:open|closed)$/.test(state)) return watched;
  return watched.map((one) => {
    const thing = one.kind === "entity" ? registry.byId(one.entityId) : undefined;
    if (thing?.kind !== "lock") return one;
    const sensor = registry.things.find(
      ({ kind, family, name }) =>
        kind === "binarySensor" &&
        family === "opening" &&
        nameKey(name).startsWith(`${nameKey(thing.name)} `),
    );
    return sensor ? { kind: "entity", entityId: sensor.id, attribute: "" } : one;
  });
}

/** "Any of the windows", "all the vents": the things without how many of them. */
function bareSubject(subject: string): string {
  return subject
    .replace(/^(?:any|some|all|every|each|both|one)(?: of)?(?: the)? /, "")
    .replace(/^(?:a|an) /, "the ");
}

function firstWatched(
  questions: readonly string[],
  test: ConditionTest,
  { finder, which }: { finder: WatchFinder; which: "exact" | "loose" },
): readonly Watched[] | undefined {
  for (const text of questions) {
    const question = finder.readQuestion(text, which);
    const watched = question ? watchedBy(question, test, finder.questions) : [];
    const fitting = test.kind === "state" ? watched : inUnit(watched, test.unit, finder.questions);
    if (fitting.length > 0) return fitting;
  }
  return undefined;
}

/** Those that are measured in such a unit; all of them when none was said. */
function inUnit(
  watched: readonly Watched[],
  unit: UnitName | undefined,
  context: QuestionContext,
): readonly Watched[] {
  if (unit === undefined) return watched;
  const fitting = watched.filter((one) => sameQuantity(unit, unitNamed(unitOf(one, context) ?? "")));
  // Of one value alone a later step says that it is measured otherwise.
  return fitting.length > 0 || watched.length > 1 ? fitting : watched;
}

/** What answers a question: the states of the things it names, or the sensors of its measure. */
function watchedBy(question: Interpretation, test: ConditionTest, context: QuestionContext): Watched[] {
  const measure = textSlot(question.reading, "measure");
  if (measure !== undefined) {
    return findSensors(question, measure, context).map(({ series }) => watchedSeries(series.id, context));
  }
  const { resolution, phrase } = question;
  // "The bathroom is steamy" is about no lamp there.
  const isUnnamed = phrase.names.every((name) => placeNamed(name, context.registry.areas) !== undefined);
  const isPlace = isUnnamed && phrase.kind === undefined && phrase.deviceClass === undefined;
  if (test.kind === "state" && isPlace) return [];
  if (resolution.status === "found") {
    return resolution.things.flatMap((thing) => ownValue(thing, test, context) ?? []);
  }
  if (resolution.status === "ambiguous") return [];
  return findSensors(question, undefined, context)
    .filter(({ series }) => (series.kind === "numeric") === (test.kind !== "state"))
    .map(({ series }) => watchedSeries(series.id, context));
}

/** The value of a thing that a test is about: its state, or of a number the attribute that is measured in its unit. */
function ownValue(thing: Thing, test: ConditionTest, context: QuestionContext): Watched | undefined {
  const main: Watched = { kind: "entity", entityId: thing.id, attribute: "" };
  const hasMain = thing.state !== undefined || thing.series[""] !== undefined;
  if (test.kind === "state") return hasMain ? main : undefined;
  if (thing.family === "number") return hasMain ? main : undefined;
  const fitting = attributeNames.find((name) => {
    const unit = thing.attributes[name]?.state && unitOf({ ...main, attribute: name }, context);
    return unit !== undefined && sameQuantity(test.unit, unitNamed(unit));
  });
  return fitting && { ...main, attribute: fitting };
}

function sameQuantity(said: UnitName | undefined, own: UnitName | undefined): boolean {
  if (said === undefined || own === undefined) return said === undefined;
  return said === "°" ? quantityOf(own) === "temperature" : quantityOf(said) === quantityOf(own);
}

/** A sensor as the thing it belongs to, if it has one: a thing reports sooner than its series is written. */
function watchedSeries(seriesId: string, { registry }: QuestionContext): Watched {
  for (const thing of registry.things) {
    for (const attribute of ["", ...attributeNames] as const) {
      const own = thing.series[attribute] ?? `${thing.id}/${attribute}`;
      const isReported = attribute === "" ? thing.state : thing.attributes[attribute]?.state;
      if (own === seriesId && isReported) return { kind: "entity", entityId: thing.id, attribute };
    }
  }
  return { kind: "series", seriesId };
}

/** "If it gets below five degrees": where the things are that are acted on, else where it was said, else outside. */
function airAround(
  test: NumberTest,
  { subject, place }: { subject: string; place: string | undefined },
  { questions, readQuestion, targets }: WatchFinder,
): readonly Watched[] | undefined {
  const [measure] = subject.startsWith("the temperature") ? ["temperature"] : airMeasures(test);
  if (measure === undefined) return undefined;
  const areas = new Set(targets.map(({ area }) => area));
  const [own] = areas.size === 1 ? areas : [];
  const around = [own, questions.area].flatMap((area) => (area === undefined ? [] : [`in the ${area}`]));
  for (const where of place === undefined ? [...around, "outside", ""] : [place]) {
    const question = readQuestion(`what is the ${measure} ${where}`.trim(), "exact");
    const watched = question ? watchedBy(question, test, { ...questions, area: undefined }) : [];
    const isClear = where !== "" || watched.length === 1;
    if (watched.length > 0 && isClear) return watched;
  }
  return undefined;
}

function airMeasures(test: NumberTest): readonly string[] {
  if (test.kind === "number" && test.measure !== undefined) return [test.measure];
  const { unit } = test;
  if (unit === undefined || unit === "°") return ["temperature"];
  const quantity = quantityOf(unit);
  if (quantity === "temperature") return ["temperature"];
  if (quantity === "share") return ["humidity"];
  return quantity === "speed" ? ["wind"] : [];
}

/** What may be compared with such a number, by the words or the unit. "The greenhouse gets over 30" is about its air. */
function measuresOf(test: NumberTest, { isPlace }: { isPlace: boolean }): readonly string[] {
  if (test.kind === "number" && test.measure !== undefined) return [test.measure];
  if (test.unit === undefined) return isPlace ? ["temperature"] : [];
  if (test.unit === "°") return ["temperature"];
  return measuresByQuantity[quantityOf(test.unit)] ?? [];
}

const measuresByQuantity: Readonly<Record<string, readonly string[]>> = {
  temperature: ["temperature"],
  share: ["humidity", "moisture", "level", "battery"],
  pressure: ["pressure"],
  power: ["power"],
  energy: ["energy"],
  speed: ["wind", "vibration", "speed"],
  frequency: ["speed"],
  mass: ["weight"],
  flow: ["flow"],
};

/** "It is dark": by the sun, as a time in "when it gets dark" is. */
function sunlight(subject: string, test: StateTest): Found | undefined {
  const isSky =
    /^(?:it|the sky|it outside)$/.test(subject) && /^(?:dark|light|daylight|night)$/.test(test.state);
  const isSun = /^the sun$/.test(subject) && /^(?:up|down|set|out)$/.test(test.state);
  if (!isSky && !isSun) return undefined;
  const state = /^(?:dark|night|down|set)$/.test(test.state) ? "dark" : "light";
  return { watched: [{ kind: "sun" }], isAny: true, test: { ...test, state } };
}

function isWeather(state: string): boolean {
  return /^(?:rain|snow|hail|freez|storm|hot|cold|warm|cool|humid|windy|sunny|cloudy)/.test(state);
}
