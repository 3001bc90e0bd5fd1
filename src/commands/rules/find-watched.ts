import { failure, type Outcome, success } from "../../core/outcome.ts";
import type { ConditionPhrase, ConditionTest } from "../../text/condition-words.ts";
import { sayList } from "../../text/say-list.ts";
import { sayName } from "../../text/say-name.ts";
import { sayQuotation } from "../../text/say-quotation.ts";
import { unitNamed } from "../../text/unit-words.ts";
import { quantityOf, type UnitName } from "../../text/units.ts";
import { attributeNames } from "../entities/attributes.ts";
import type { Thing } from "../entities/thing.ts";
import type { QuestionContext } from "../questions/context.ts";
import { findSensors } from "../questions/sensors.ts";
import { sayAsked } from "../questions/state-match.ts";
import { middleName, sayQuantity } from "../say/phrases.ts";
import type { Interpretation } from "../understand/interpret.ts";
import { textSlot } from "../understand/phrase.ts";
import { onScale } from "../values/scale.ts";
import type { Condition, Watched, WatchedTest } from "./rule.ts";
import { isSo, unitOf } from "./watch.ts";

export interface WatchFinder {
  questions: QuestionContext;
  /**
   * What a question in words means among the things there are (`exact`), or with any words for names (`loose`), as
   * sensors that nobody configured have; undefined: nothing.
   */
  readQuestion(text: string, which: "exact" | "loose"): Interpretation | undefined;
  /** What the command acts on: "it" is the air around it. */
  targets: readonly Thing[];
}

/** What a condition is about, among the things and sensors there are; the failure is a sentence. */
export function findCondition(phrase: ConditionPhrase, finder: WatchFinder): Outcome<Condition> {
  const found = watchedOf(phrase, finder);
  if (!found || found.watched.length === 0) {
    const subject = sayQuotation(phrase.subject, 60) ?? "that";
    return failure(`I do not know what to watch for ${subject}, so I stored nothing.`);
  }
  if (found.watched.length > watchedMax)
    return failure("That is about too many things; name one or an area.");
  const test = ownTest(phrase.test, found.watched, finder.questions);
  if (!test.ok) return test;
  const condition = {
    ...found,
    test: test.value,
    forMs: phrase.forMs ?? 0,
    said: sayCondition(found.watched, test.value, { ...finder.questions, isAny: found.isAny }),
  };
  const isKnown = isSo(condition, false, { ...finder.questions, now: finder.questions.view.now });
  if (isKnown === undefined && hasValues(condition.watched, finder.questions)) {
    return failure(
      `I cannot tell from its value when ${condition.said}; say it with a number or another word.`,
    );
  }
  return success(condition);
}

const watchedMax = 20;

type Found = Pick<Condition, "watched" | "isAny">;

function watchedOf({ subject, test }: ConditionPhrase, finder: WatchFinder): Found | undefined {
  const isAir = /^(?:it|the air|the weather|the temperature)(?: (?:in )?(?:here|there))?$/.test(subject);
  if (test.kind !== "state" && isAir) return airAround(test, subject, finder);
  const named = subject.replace(/^(?:any|some|all|every|each|both|one)(?: of)?(?: the)? /, "");
  const isAny = /^(?:any|some|one|an?) /.test(subject);
  const questions =
    test.kind === "state"
      ? [
          `is ${named} ${test.state}`,
          `are ${named} ${test.state}`,
          ...(test.state === "detected" ? [`is there ${subject}`] : []),
          `what is ${named}`,
          `what is the state of ${named}`,
        ]
      : [`what is ${named}`, `what is the ${named.replace(/^the /, "")}`];
  const ways = (["exact", "loose"] as const).flatMap((which) => questions.map((text) => ({ text, which })));
  for (const { text, which } of ways) {
    const question = finder.readQuestion(text, which);
    const watched = question && watchedBy(question, test, finder.questions);
    if (watched && watched.length > 0) {
      const isDetected = test.kind === "state" && test.state === "detected";
      return {
        watched,
        isAny: isAny || isDetected || (test.kind !== "state" && !/^(?:all|every|each|both) /.test(subject)),
      };
    }
  }
  return undefined;
}

/** What answers a question: the states of the things it names, or the sensors of its measure. */
function watchedBy(question: Interpretation, test: ConditionTest, context: QuestionContext): Watched[] {
  const measure = textSlot(question.reading, "measure");
  if (measure !== undefined) {
    return findSensors(question, measure, context).map(({ series }) => watchedSeries(series.id, context));
  }
  const { resolution } = question;
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
  test: Exclude<ConditionTest, { kind: "state" }>,
  subject: string,
  { questions, readQuestion, targets }: WatchFinder,
): Found | undefined {
  const measure = subject === "the temperature" ? "temperature" : measureOf(test.unit);
  if (measure === undefined) return undefined;
  const areas = new Set(targets.map(({ area }) => area));
  const [own] = areas.size === 1 ? areas : [];
  const places = [own, questions.area].flatMap((area) => (area === undefined ? [] : [`in the ${area}`]));
  for (const place of [...places, "outside", ""]) {
    const question = readQuestion(`what is the ${measure} ${place}`.trim(), "exact");
    const watched = question ? watchedBy(question, test, { ...questions, area: undefined }) : [];
    const isClear = place !== "" || watched.length === 1;
    if (watched.length > 0 && isClear) return { watched, isAny: true };
  }
  return undefined;
}

function measureOf(unit: UnitName | undefined): string | undefined {
  if (unit === undefined || unit === "°") return "temperature";
  const quantity = quantityOf(unit);
  if (quantity === "temperature") return "temperature";
  if (quantity === "share") return "humidity";
  return quantity === "speed" ? "wind" : undefined;
}

/** The test in the unit of what is watched. */
function ownTest(
  test: ConditionTest,
  watched: readonly Watched[],
  context: QuestionContext,
): Outcome<WatchedTest> {
  if (test.kind === "state") return success(test);
  const units = new Set(watched.map((one) => unitOf(one, context)));
  if (units.size > 1) return failure("That is measured in different units there; name one sensor.");
  const [unit] = units;
  const own = (value: number) =>
    onScale(value, test.unit, { name: undefined, unit, range: undefined, step: undefined });
  if (test.kind === "number") {
    const value = own(test.value);
    return value.ok
      ? success({ kind: "number", comparison: test.comparison, value: value.value })
      : failure(value.reason.message);
  }
  const [from, to] = [own(test.from), own(test.to)];
  if (!from.ok) return failure(from.reason.message);
  if (!to.ok) return failure(to.reason.message);
  return success({ kind: "between", from: from.value, to: to.value, isNegated: test.isNegated });
}

function hasValues(watched: readonly Watched[], context: QuestionContext): boolean {
  return watched.every((one) => {
    if (one.kind === "series") return context.directory.byId(one.seriesId) !== undefined;
    return context.states.get(one.entityId, one.attribute) !== undefined;
  });
}

/** `the tank is empty`, `greenhouse temperature is below 5 °C`. */
function sayCondition(
  watched: readonly Watched[],
  test: WatchedTest,
  context: QuestionContext & { isAny: boolean },
): string {
  const names = [...new Set(watched.map((one) => sayWatched(one, context)))];
  const isOne = names.length === 1;
  const subject = isOne
    ? names.join("")
    : `${context.isAny ? "any of" : "all of"} ${sayList(names.slice(0, 4))}${names.length > 4 ? " and others" : ""}`;
  const [first] = watched;
  const unit = first && unitOf(first, context);
  const be = isOne || context.isAny ? "is" : "are";
  switch (test.kind) {
    case "state":
      return `${subject} ${be} ${test.isNegated ? "not " : ""}${sayAsked(test.state)}`;
    case "number":
      return `${subject} ${be} ${comparisonWords[test.comparison]} ${sayQuantity(test.value, unit)}`.replace(
        "  ",
        " ",
      );
    case "between":
      return `${subject} ${be} ${test.isNegated ? "not " : ""}between ${sayQuantity(test.from, undefined)} and ${sayQuantity(test.to, unit)}`;
  }
}

const comparisonWords = {
  above: "above",
  below: "below",
  atLeast: "at least",
  atMost: "at most",
  equals: "",
} as const;

function sayWatched(watched: Watched, { registry, directory }: QuestionContext): string {
  if (watched.kind === "series") return sayName(directory.byId(watched.seriesId)?.name ?? watched.seriesId);
  const thing = registry.byId(watched.entityId);
  if (!thing) return "it";
  const attribute = watched.attribute === "" ? undefined : thing.attributes[watched.attribute];
  return attribute ? `the ${attribute.word} of ${middleName(thing)}` : middleName(thing);
}
