import { sayExactDuration } from "../../text/say-duration.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import { deedPhrases } from "../act/deeds.ts";
import type { Timer } from "../act/timers.ts";
import type { Rule } from "../rules/rule.ts";
import { sayRule } from "../rules/say-rule.ts";
import { watchedIn } from "../rules/watch.ts";
import { capitalise, middleName } from "../say/phrases.ts";
import { namesTarget, phraseOf } from "../understand/phrase.ts";
import { resolvePhrase } from "../understand/resolve.ts";
import { answered, done, number, refused, type Task, type TaskHandler, viewOf, words } from "./task.ts";

/** Told one by one; more are counted. */
const toldMax = 5;

/** Something that waits: a command for later, or a thing that is switched back after its time. */
type Waiting = { rule: Rule } | { timer: Timer };

export const queryRules: TaskHandler = (task) => {
  const waiting = meant(task);
  if (waiting.length === 0) {
    const isAny = all(task).length > 0;
    return answered(isAny ? "Nothing of the kind is stored." : "No commands are stored for later.");
  }
  const [only, ...more] = waiting;
  // "Delete it" may be said of the one that was told.
  if (only && "rule" in only && more.length === 0) {
    task.ports.dialogue.rememberRules(task.session, [only.rule.id]);
  }
  return answered(`${sayWaiting(waiting, task)}.`);
};

/** "Cancel the pump rule", "do not turn the pump off later": the thing stays as it is. */
export const cancelRules: TaskHandler = async (task) => {
  const waiting = lastSpokenOf(task) ?? meant(task);
  if (waiting.length === 0) return refused("There is no such command stored.");
  if (!areOne(waiting) && words(task, "all") === undefined) {
    return refused(`There are ${waiting.length}: ${sayWaiting(waiting, task)}. Say which, or all.`);
  }
  const rules = waiting.flatMap((one) => ("rule" in one ? [one.rule] : []));
  const timers = waiting.flatMap((one) => ("timer" in one ? [one.timer] : []));
  const would = task.utterance.dryRun;
  if (!would) {
    const removed = (await task.ports.rules?.remove(rules.map(({ id }) => id))) ?? [];
    for (const { id } of removed) task.ports.reporter.report("ruleCancelled", { rule: id });
    await task.ports.timers?.cancel(timers.map(({ entityId }) => entityId));
  }
  const replies: string[] = [];
  if (rules.length > 0) {
    const told = sayList(rules.slice(0, toldMax).map(({ sentence }) => `“${sentence}”`));
    const more = rules.length > toldMax ? ` and ${sayCount(rules.length - toldMax, "more", "more")}` : "";
    replies.push(`I ${would ? "would drop" : "dropped"} ${told}${more}.`);
  }
  if (timers.length > 0) {
    const names = sayList(timers.map(({ entityId }) => nameOf(entityId, task)));
    replies.push(
      `I ${would ? "would" : "will"} leave ${names} as ${timers.length === 1 ? "it is" : "they are"}.`,
    );
  }
  return done(replies.join(" "));
};

/** "That rule": the one that was stored last in this conversation; undefined where another is named or none was. */
function lastSpokenOf(task: Task): readonly Waiting[] | undefined {
  const { utterance, interpretation, session, ports } = task;
  const isSaid = /\b(?:that|this|the last|the latest|last|latest)\b/i.test(utterance.text);
  if (!isSaid || words(task, "all") !== undefined || namesTarget(phraseOf(interpretation.reading)))
    return undefined;
  const ids = ports.dialogue.lastRules(session);
  const rules = (ports.rules?.all() ?? []).filter(({ id }) => ids.includes(id));
  return rules.length > 0 ? rules.map((rule) => ({ rule })) : undefined;
}

/** One command, or one with the rule that undoes it. */
function areOne(waiting: readonly Waiting[]): boolean {
  const made = new Set(waiting.map((one) => ("rule" in one ? one.rule.text : one.timer.entityId)));
  return made.size === 1;
}

function all({ ports }: Task): Waiting[] {
  return [
    ...(ports.rules?.all() ?? []).map((rule) => ({ rule })),
    ...(ports.timers?.entries() ?? []).map((timer) => ({ timer })),
  ];
}

function meant(task: Task): readonly Waiting[] {
  const waiting = all(task);
  const ordinal = number(task, "ordinal");
  if (ordinal !== undefined) {
    return waiting.slice(ordinal < 0 ? waiting.length + ordinal : ordinal - 1).slice(0, 1);
  }
  const phrase = phraseOf(task.interpretation.reading);
  const { names, areas, kind, deviceClass, floor } = phrase;
  if (names.length === 0 && areas.length === 0 && !kind && !deviceClass && !floor) return waiting;
  const { registry, area } = task.questions;
  const resolution = resolvePhrase(
    { ...phrase, isAll: true },
    { registry, area, lastThings: [], fits: () => true, isQuestion: true },
  );
  if (resolution.status !== "found") return [];
  const ids = new Set(resolution.things.map(({ id }) => id));
  return waiting.filter((one) => thingsOf(one).some((id) => ids.has(id)));
}

/** What it acts on, and what it watches. */
function thingsOf(waiting: Waiting): readonly string[] {
  if ("timer" in waiting) return [waiting.timer.entityId];
  const { entityIds, trigger } = waiting.rule;
  if (trigger.kind !== "condition") return entityIds;
  const watched = watchedIn(trigger).flatMap((one) => (one.kind === "entity" ? [one.entityId] : []));
  return [...entityIds, ...watched];
}

function sayWaiting(waiting: readonly Waiting[], task: Task): string {
  const told = waiting
    .slice(0, toldMax)
    .map((one) => ("rule" in one ? sayRule(one.rule, viewOf(task)) : capitalise(sayTimer(one.timer, task))));
  const more = waiting.length - told.length;
  return [...told, ...(more > 0 ? [`and ${sayCount(more, "more", "more")}`] : [])].join("; ");
}

function sayTimer({ entityId, intent, dueAt }: Timer, task: Task): string {
  const left = Math.max(1000, dueAt - task.ports.clock.now());
  return `in ${sayExactDuration(left)} I will ${deedPhrases[intent].active} ${nameOf(entityId, task)}`;
}

function nameOf(entityId: string, { questions }: Task): string {
  const thing = questions.registry.byId(entityId);
  return thing ? middleName(thing) : "something that is no longer configured";
}
