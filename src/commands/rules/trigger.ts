import { failure, type Outcome, success } from "../../core/outcome.ts";
import { parseCondition } from "../../text/condition-words.ts";
import type { TimePlace } from "../../text/recurrence.ts";
import { valueText } from "../../text/value-text.ts";
import { readWhen, type When } from "../../text/when.ts";
import { findConditions } from "./find-condition.ts";
import type { WatchFinder } from "./find-watched.ts";
import type { Condition, ConditionTrigger, Trigger } from "./rule.ts";
import { sayConditions, sayEnding, sayNot } from "./say-condition.ts";
import { sayComing } from "./say-rule.ts";
import { areSo } from "./watch.ts";

/** When a command is to be done. */
export type Timing =
  /** `when`: "in ten minutes", "at 18:00", "when the tank is empty", to follow or begin a sentence. */
  | { kind: "later"; trigger: Trigger; when: string; isLeading: boolean }
  /** It is to be done now, for `why`; with `until`, undone then. */
  | { kind: "now"; why: string | undefined; until: { trigger: Trigger; when: string } | undefined }
  /** As long as something holds: from now on where it `isNow`, else from when it begins; undone when it ends. */
  | {
      kind: "while";
      isNow: boolean;
      begin: { trigger: ConditionTrigger; when: string };
      end: { trigger: ConditionTrigger; when: string };
    }
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
      return later({ kind: "at", at: when.at }, sayAt(when.at, words, view));
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

/** What goes by the sun is said so: `at sunset, tomorrow at 16:12`. */
function sayAt(at: number, words: string, view: TimePlace & { now: number }): string {
  const coming = sayComing(at, view);
  return /\b(?:sun[a-z]*|dusk|dawn|dark|light|nightfall|daybreak|twilight)\b/.test(words)
    ? `${words}, ${coming}`
    : coming;
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
  // The model marks some without their conjunction.
  const phrase = parseCondition(text) ?? parseCondition(`when ${text}`);
  if (!phrase) return failure("I cannot tell what has to be so, so I stored nothing.");
  const found = findConditions(phrase, finder);
  if (!found.ok) return found;
  const conditions = found.value;
  const said = sayConditions(conditions);
  const isNow = areSo(triggerOf(conditions, false), false, finder.questions);
  const isEvery = isAlways || /^(?:whenever|any ?time|every ?time|each time) /.test(text);
  // "When the door opens" is about the next time, "when the tank is empty" is met by one that is empty already.
  const { test } = phrase;
  const isEvent =
    test.kind === "state" &&
    (test.state === "done" || /^(?:the )?(?:very )?next time /.test(text) || !stativeVerbs.test(text));
  const trigger: ConditionTrigger = {
    ...triggerOf(conditions, isEvery),
    isSpent: isNow === true && (isEvent || isEvery),
  };
  switch (phrase.conjunction) {
    case "until":
      if (isNow) return success({ kind: "never", why: `${said} already` });
      return success({ kind: "now", why: undefined, until: { trigger, when: `when ${said}` } });
    case "while":
      return success(whileSo(conditions, { isNow: isNow === true, isEvery }));
    case "unless":
      if (isNow === undefined) return failure(`I do not know whether ${said}, so I did nothing.`);
      return success(
        isNow ? { kind: "never", why: said } : { kind: "now", why: undefined, until: undefined },
      );
    default: {
      const isMet = isNow === true && !isEvent && !isEvery && forMsOf(conditions) === 0;
      if (isMet) {
        const isNot = / (?:is|are) not /.test(said);
        return success({ kind: "now", why: isNot ? said : `${said} already`, until: undefined });
      }
      if (isNow === false && phrase.conjunction === "if" && isAboutTargets(conditions, finder)) {
        return success({ kind: "never", why: sayNot(conditions) });
      }
      const when = `${isEvery ? "whenever" : "when"} ${said}`;
      return success({ kind: "later", trigger, when, isLeading: true });
    }
  }
}

type Conditions = readonly [Condition, ...Condition[]];

function triggerOf([condition, ...others]: Conditions, isEvery: boolean): ConditionTrigger {
  return {
    kind: "condition",
    // What is said of one of them last is said of all: "… and someone is in for ten minutes".
    condition: { ...condition, forMs: forMsOf([condition, ...others]) },
    ...(others.length > 0 ? { others } : {}),
    isEvery,
    isSpent: false,
  };
}

function forMsOf(conditions: Conditions): number {
  return Math.max(...conditions.map(({ forMs }) => forMs));
}

function whileSo(
  conditions: Conditions,
  { isNow, isEvery }: { isNow: boolean; isEvery: boolean },
): Extract<Timing, { kind: "while" }> {
  const trigger = triggerOf(conditions, isEvery);
  const ending = { ...trigger, condition: { ...trigger.condition, forMs: 0 }, isEnding: true };
  return {
    kind: "while",
    isNow,
    begin: {
      trigger: { ...trigger, isSpent: isNow },
      when: `${isEvery ? "whenever" : "when"} ${sayConditions(conditions)}`,
    },
    // It cannot end before it has begun.
    end: { trigger: { ...ending, isSpent: !isNow }, when: `when ${sayEnding(conditions)}` },
  };
}

/** "Close the door if it is open": there is nothing to wait for. */
function isAboutTargets(conditions: Conditions, { targets }: WatchFinder): boolean {
  const ids = new Set(targets.map(({ id }) => id));
  return conditions.every(({ watched }) =>
    watched.every((one) => one.kind === "entity" && ids.has(one.entityId)),
  );
}

const stativeVerbs = /\b(?:is|are|was|were|gets?|becomes?|stays?|remains?|has been|have been|its|theres)\b/;
