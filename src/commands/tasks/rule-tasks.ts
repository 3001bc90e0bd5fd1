import { sayExactDuration } from "../../text/say-duration.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import { deedPhrases } from "../act/deeds.ts";
import type { Timer } from "../act/timers.ts";
import { capitalise, middleName } from "../say/phrases.ts";
import { phraseOf } from "../understand/phrase.ts";
import { resolvePhrase } from "../understand/resolve.ts";
import { answered, done, refused, type Task, type TaskHandler, words } from "./task.ts";

/** Told one by one; more are counted. */
const toldMax = 5;

/** What waits for its time: things that are switched back later. */
export const queryRules: TaskHandler = (task) => {
  const waiting = meant(task);
  if (waiting.length === 0) return answered("Nothing waits for its time.");
  const told = waiting.slice(0, toldMax).map((timer) => sayTimer(timer, task));
  const more = waiting.length - told.length;
  return answered(`${capitalise(sayList(more > 0 ? [...told, sayCount(more, "more", "more")] : told))}.`);
};

/** "Do not turn the pump off later": the thing stays as it is. */
export const cancelRules: TaskHandler = async (task) => {
  const { timers } = task.ports;
  const waiting = meant(task);
  if (!timers || waiting.length === 0) return refused("Nothing of the kind waits for its time.");
  const isNamed = !isBare(task) || words(task, "all") !== undefined;
  if (waiting.length > 1 && !isNamed) {
    return refused(
      `There is more than one: ${sayList(waiting.map((timer) => sayTimer(timer, task)))}. Say which.`,
    );
  }
  if (!task.utterance.dryRun) await timers.cancel(waiting.map(({ entityId }) => entityId));
  const names = sayList(waiting.map(({ entityId }) => nameOf(entityId, task)));
  return done(`I will leave ${names} as ${waiting.length === 1 ? "it is" : "they are"}.`);
};

function meant(task: Task): readonly Timer[] {
  const all = task.ports.timers?.entries() ?? [];
  if (isBare(task)) return all;
  const { registry, area } = task.questions;
  const resolution = resolvePhrase(phraseOf(task.interpretation.reading), {
    registry,
    area,
    lastThings: [],
    fits: () => true,
    isQuestion: true,
  });
  if (resolution.status !== "found") return [];
  return all.filter(({ entityId }) => resolution.things.some(({ id }) => id === entityId));
}

function isBare({ interpretation }: Task): boolean {
  const { names, areas, kind } = interpretation.phrase;
  return names.length === 0 && areas.length === 0 && kind === undefined;
}

function sayTimer({ entityId, intent, dueAt }: Timer, task: Task): string {
  const left = Math.max(1000, dueAt - task.ports.clock.now());
  return `in ${sayExactDuration(left)} I will ${deedPhrases[intent].active} ${nameOf(entityId, task)}`;
}

function nameOf(entityId: string, { questions }: Task): string {
  const thing = questions.registry.byId(entityId);
  return thing ? middleName(thing) : "something that is no longer configured";
}
