import type { Utterance } from "../../domain/utterance.ts";
import { plainWish } from "../act/plan.ts";
import { sayEntry } from "../tasks/say-agenda.ts";
import type { Reading } from "../understand/understand.ts";
import { actOn } from "./act-on.ts";
import { type AssistantOptions, sessionKey } from "./options.ts";
import { type Result, talk } from "./result.ts";

/** "Stop" and "never mind" while something rings. */
export async function hushed(
  { dryRun }: Utterance,
  { tasks, timeZone }: AssistantOptions,
): Promise<Result | undefined> {
  const [first] = (dryRun ? tasks.agenda?.ringing() : await tasks.agenda?.silence()) ?? [];
  return first && talk("done", `I stopped ${sayEntry(first, timeZone())}.`);
}

/** "Stop" right after something was set going, such as a blind that moves: that is to stop. */
export async function stopped(
  text: string,
  reading: Reading,
  utterance: Utterance,
  options: AssistantOptions,
): Promise<Result | undefined> {
  const last = options.dialogue.lastDeeds(sessionKey(utterance));
  const isGoing = last?.wishes.every(({ intent }) => goingIntents.has(intent)) ?? false;
  if (!last || !isGoing || !/^\W*stop(?: it| that| them| now| there)*\W*$/i.test(text)) return undefined;
  const { registry } = options.world();
  const things = last.thingIds.flatMap((id) => registry.byId(id) ?? []);
  if (things.length === 0 || !things.every((thing) => thing.actions.stop !== undefined)) return undefined;
  return actOn(things, [plainWish("stop")], { utterance, options, reading, given: "nothing" });
}

/** What begins something that takes its time. */
const goingIntents: ReadonlySet<string> = new Set(["open", "close", "start", "resume", "play", "dock"]);

/** "Never mind" right after a command for later was stored means that one. */
export async function forgetLastRule(
  utterance: Utterance,
  { rules, dialogue, reporter }: AssistantOptions,
): Promise<Result | undefined> {
  if (utterance.dryRun) return undefined;
  // Ids are given again once their rules are gone, so they are meant once.
  const key = sessionKey(utterance);
  const [first, ...others] = (await rules?.remove(dialogue.lastRules(key))) ?? [];
  dialogue.rememberRules(key, []);
  if (!first) return undefined;
  for (const { id } of [first, ...others]) reporter.report("ruleCancelled", { rule: id });
  return talk("done", `I dropped “${first.sentence}”.`);
}
