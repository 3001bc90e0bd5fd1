import { failure, type Outcome, success } from "../../core/outcome.ts";
import type { ConditionTest } from "../../text/condition-test.ts";
import type { ConditionPart, ConditionPhrase } from "../../text/condition-words.ts";
import { sayQuotation } from "../../text/say-quotation.ts";
import type { QuestionContext } from "../questions/context.ts";
import { onScale } from "../values/scale.ts";
import { type WatchFinder, watchedOf } from "./find-watched.ts";
import type { Condition, Watched, WatchedTest } from "./rule.ts";
import { sayCondition } from "./say-condition.ts";
import { isSo, unitOf } from "./watch.ts";

const watchedMax = 20;

/** What a condition is about, among the things and sensors there are, one for each part; the failure is a sentence. */
export function findConditions(
  phrase: ConditionPhrase,
  finder: WatchFinder,
): Outcome<readonly [Condition, ...Condition[]]> {
  const first = findCondition(phrase, finder);
  if (!first.ok) return first;
  const others: Condition[] = [];
  for (const part of phrase.others) {
    const one = findCondition(part, finder);
    if (!one.ok) return one;
    others.push(one.value);
  }
  return success([first.value, ...others]);
}

function findCondition(part: ConditionPart, finder: WatchFinder): Outcome<Condition> {
  const found = watchedOf(part, finder);
  if (!found || found.watched.length === 0) {
    const subject = sayQuotation(part.subject, 60) ?? "that";
    return failure(`I do not know what to watch for ${subject}, so I stored nothing.`);
  }
  if (found.watched.length > watchedMax)
    return failure("That is about too many things; name one or an area.");
  const { watched, isAny } = found;
  const tested = ownTest(found.test, watched, finder.questions);
  if (!tested.ok) return tested;
  const about = { watched: [...watched], isAny, forMs: part.forMs ?? 0 };
  const test = onItsWay(found.test, tested.value, (one) =>
    isSo({ ...about, test: one }, false, finder.questions),
  );
  const said = sayCondition(watched, test, { ...finder.questions, isAny });
  const condition = { ...about, test, said };
  const isKnown = isSo(condition, false, finder.questions);
  if (isKnown === undefined && hasValues(watched, finder.questions)) {
    return failure(`I cannot tell from its value when ${said}; say it with a number or another word.`);
  }
  return success(condition);
}

/** "Hits 5 degrees" of what is above 5 is met when it has come down to it. */
function onItsWay(
  said: ConditionTest,
  test: WatchedTest,
  isSoNow: (test: WatchedTest) => boolean | undefined,
): WatchedTest {
  if (said.kind !== "number" || !said.isEitherWay || test.kind !== "number") return test;
  const isPast = isSoNow(test) === true && isSoNow({ ...test, comparison: "equals" }) !== true;
  return isPast ? { ...test, comparison: "atMost" } : test;
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
    if (one.kind === "sun") return context.location !== undefined;
    if (one.kind === "series") return context.directory.byId(one.seriesId) !== undefined;
    return context.states.get(one.entityId, one.attribute) !== undefined;
  });
}
