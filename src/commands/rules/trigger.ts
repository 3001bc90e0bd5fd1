import { failure, type Outcome, success } from "../../core/outcome.ts";
import { parseCondition } from "../../text/condition-words.ts";
import type { TimePlace } from "../../text/recurrence.ts";
import { valueText } from "../../text/value-text.ts";
import { readWhen, type When } from "../../text/when.ts";
import { findCondition, type WatchFinder } from "./find-watched.ts";
import type { Trigger } from "./rule.ts";
import { sayComing } from "./say-rule.ts";
import { isSo } from "./watch.ts";

/** When a command is to be done. */
export type Timing =
  /** `when`: "in ten minutes", "at 18:00", "when the tank is empty", to follow or begin a sentence. */
  | { kind: "later"; trigger: Trigger; when: string; isLeading: boolean }
  /** It is to be done now, for `why`; with `until`, undone then. */
  | { kind: "now"; why: string | undefined; until: { trigger: Trigger; when: string } | undefined }
  /** What it was asked for is not so. */
  | { kind: "never"; why: string };

/** Times further away are slips, or belong in a calendar. */
const aheadMaxMs = 366 * 86_400_000;
const everyMinMs = 60_000;

/** What the words of a time or a condition mean; the failure is a sentence. */
export function readTiming(
  clause: { slot: "time" | "condition"; words: string },
  context: { place: TimePlace; finder: WatchFinder; isAlways: boolean },
): Outcome<Timing> {
  const { now } = context.finder.questions.view;
  const text = valueText(clause.words) ?? "";
  const when = readWhen(text, { ...context.place, now });
  if (when.ok) return timed(when.value, text, { ...context.place, now });
  // "When it gets dark" is a time; whatever else it is, a time that is wrong must not become a condition.
  if (clause.slot === "time" && parseCondition(text) === undefined) return failure(when.reason.message);
  return conditional(text, context);
}

function timed(when: When, words: string, view: TimePlace & { now: number }): Outcome<Timing> {
  const later = (trigger: Trigger, said: string): Outcome<Timing> =>
    success({ kind: "later", trigger, when: said, isLeading: false });
  switch (when.kind) {
    case "delay":
      if (when.delayMs > aheadMaxMs)
        return failure("I keep nothing for more than a year, so I stored nothing.");
      return later({ kind: "at", at: when.at, delayMs: when.delayMs }, words);
    case "at":
      if (when.at - view.now > aheadMaxMs)
        return failure("I keep nothing for more than a year, so I stored nothing.");
      return later({ kind: "at", at: when.at }, sayComing(when.at, view));
    case "until":
      return success({
        kind: "now",
        why: undefined,
        until: { trigger: { kind: "at", at: when.at }, when: sayComing(when.at, view) },
      });
    case "recurring": {
      const { rule, next } = when;
      if (rule.kind === "interval" && rule.everyMs < everyMinMs) {
        return failure("I repeat nothing more often than once a minute, so I stored nothing.");
      }
      return later({ kind: "recurring", rule: plain(rule), next }, words);
    }
    case "for":
    case "span":
      return failure("Say at what time it shall begin, and for how long.");
  }
}

/** Copied, since what is stored may be changed and what is read may not. */
function plain(
  rule: Extract<When, { kind: "recurring" }>["rule"],
): Extract<Trigger, { kind: "recurring" }>["rule"] {
  return rule.kind === "weekly" ? { ...rule, weekdays: [...rule.weekdays] } : { ...rule };
}

function conditional(
  text: string,
  { finder, isAlways }: { finder: WatchFinder; isAlways: boolean },
): Outcome<Timing> {
  const phrase = parseCondition(text);
  if (!phrase) return failure("I cannot tell what has to be so, so I stored nothing.");
  if (phrase.conjunction === "while") {
    return failure(
      "I can wait for something to become so, but not act as long as it is so. I stored nothing.",
    );
  }
  const condition = findCondition(phrase, finder);
  if (!condition.ok) return condition;
  const { said } = condition.value;
  const isNow = isSo(condition.value, false, { ...finder.questions, now: finder.questions.view.now });
  const isEvery = isAlways || /^whenever /.test(text);
  // "When the door opens" is about the next time, "when the tank is empty" is met by one that is empty already.
  const isEvent = phrase.test.kind === "state" && !stativeVerbs.test(text);
  const trigger: Trigger = {
    kind: "condition",
    condition: condition.value,
    isEvery,
    isSpent: isNow === true && (isEvent || isEvery),
  };
  switch (phrase.conjunction) {
    case "until":
      if (isNow) return success({ kind: "never", why: `${said} already` });
      return success({ kind: "now", why: undefined, until: { trigger, when: `when ${said}` } });
    case "unless":
      if (isNow === undefined) return failure(`I do not know whether ${said}, so I did nothing.`);
      return success(
        isNow ? { kind: "never", why: said } : { kind: "now", why: undefined, until: undefined },
      );
    default: {
      const isMet = isNow === true && !isEvent && !isEvery && condition.value.forMs === 0;
      if (isMet) return success({ kind: "now", why: `${said} already`, until: undefined });
      const when = `${isEvery ? "whenever" : "when"} ${said}`;
      return success({ kind: "later", trigger, when, isLeading: true });
    }
  }
}

const stativeVerbs = /\b(?:is|are|was|were|gets?|becomes?|stays?|remains?|its|theres)\b/;
