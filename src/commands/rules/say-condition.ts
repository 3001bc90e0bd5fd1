import { sayExactDuration } from "../../text/say-duration.ts";
import { sayList } from "../../text/say-list.ts";
import { sayName } from "../../text/say-name.ts";
import { sayState } from "../entities/state-words.ts";
import type { QuestionContext } from "../questions/context.ts";
import { sayAsked } from "../questions/state-match.ts";
import { middleName, sayQuantity } from "../say/phrases.ts";
import type { Condition, Watched, WatchedTest } from "./rule.ts";
import { unitOf } from "./watch.ts";

/** `the tank is empty`, `greenhouse temperature is below 5 °C`, `it is dark`. */
export function sayCondition(
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
      return `${subject} ${be} ${test.isNegated ? "not " : ""}${sayTested(test.state, first, context)}`;
    case "number":
      return `${subject} ${be} ${comparisonWords[test.comparison]} ${sayQuantity(test.value, unit)}`.replace(
        "  ",
        " ",
      );
    case "between":
      return `${subject} ${be} ${test.isNegated ? "not " : ""}between ${sayQuantity(test.from, undefined)} and ${sayQuantity(test.to, unit)}`;
  }
}

/** `it is dark and the hall motion is detected for 10 minutes`. */
export function sayConditions(conditions: readonly Condition[]): string {
  const said = sayList(conditions.map((one) => one.said));
  const forMs = Math.max(...conditions.map((one) => one.forMs));
  return forMs > 0 ? `${said} for ${sayExactDuration(forMs)}` : said;
}

/** The opposite of a condition that does not hold: `the gate is not open`. */
export function sayNot(conditions: readonly Condition[]): string {
  return conditions.map(({ said }) => negated(said, "not")).join(" or ");
}

/** When they do not hold together any more: `it is no longer dark or the hall motion is no longer detected`. */
export function sayEnding(conditions: readonly Condition[]): string {
  return conditions.map(({ said }) => negated(said, "no longer")).join(" or ");
}

function negated(said: string, word: "not" | "no longer"): string {
  return / (?:is|are) not /.test(said)
    ? said.replace(/ (is|are) not /, " $1 ")
    : said.replace(/ (is|are) /, ` $1 ${word} `);
}

/** A leak sensor that is on is `wet`. */
function sayTested(state: string, watched: Watched | undefined, { registry }: QuestionContext): string {
  const thing = watched?.kind === "entity" ? registry.byId(watched.entityId) : undefined;
  return state === "on" && thing?.kind === "binarySensor" && thing.deviceClass !== "motion"
    ? sayState(state, thing)
    : sayAsked(state);
}

const comparisonWords = {
  above: "above",
  below: "below",
  atLeast: "at least",
  atMost: "at most",
  equals: "",
} as const;

function sayWatched(watched: Watched, { registry, directory }: QuestionContext): string {
  if (watched.kind === "sun") return "it";
  if (watched.kind === "series") return sayName(directory.byId(watched.seriesId)?.name ?? watched.seriesId);
  const thing = registry.byId(watched.entityId);
  if (!thing) return "it";
  const attribute = watched.attribute === "" ? undefined : thing.attributes[watched.attribute];
  return attribute ? `the ${attribute.word} of ${middleName(thing)}` : middleName(thing);
}
