import type { IntentName } from "../grammar/intents.ts";

/** Intents that edgewise itself does something about, without a thing to act on; see `../tasks`. */
export const taskIntents = [
  "queryWeather",
  "queryTime",
  "queryDate",
  "timerStart",
  "timerCancel",
  "timerPause",
  "timerResume",
  "timerChange",
  "timerQuery",
  "alarmSet",
  "alarmCancel",
  "alarmQuery",
  "reminderSet",
  "reminderCancel",
  "reminderQuery",
  "listAdd",
  "listRemove",
  "listQuery",
  "announce",
  "acknowledge",
  "dismiss",
  "shiftStart",
  "shiftEnd",
  "ruleQuery",
  "ruleCancel",
  "also",
  "correct",
  "smallTalk",
  "outOfScope",
] as const satisfies readonly IntentName[];
export type TaskIntent = (typeof taskIntents)[number];

export function isTaskIntent(intent: IntentName): intent is TaskIntent {
  return (taskIntents as readonly IntentName[]).includes(intent);
}
