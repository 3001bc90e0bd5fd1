import type { Clock } from "../../core/clock.ts";
import type { Reporter } from "../../core/events.ts";
import type { FeedbackDesk } from "../../domain/feedback.ts";
import type { ClockTrust, History, IncidentDesk, IncidentLog, SeriesDirectory } from "../../domain/ports.ts";
import type { Answer, Utterance } from "../../domain/utterance.ts";
import type { TimeView } from "../../text/say-time.ts";
import type { Location } from "../../text/sun.ts";
import type { Timers } from "../act/timers.ts";
import type { Wish } from "../act/wish.ts";
import type { Dialogue } from "../dialogue.ts";
import type { EntityStates } from "../entities/states.ts";
import type { Thing } from "../entities/thing.ts";
import type { commandsEvents } from "../events.ts";
import type { SlotName } from "../grammar/intents.ts";
import type { QuestionContext } from "../questions/context.ts";
import type { Digest } from "../questions/incidents.ts";
import type { Rules } from "../rules/rules.ts";
import type { Interpretation } from "../understand/interpret.ts";
import { numberSlot, textSlot } from "../understand/phrase.ts";
import type { Agenda } from "./agenda.ts";
import type { Lists } from "./lists.ts";
import type { Notify } from "./notifications.ts";
import type { Shifts } from "./shifts.ts";

/** What tasks work with. */
export interface TaskPorts {
  clock: Clock;
  clockTrust: ClockTrust;
  notify: Notify;
  /** Undefined, as `lists` and `shifts`: there is nowhere to keep anything. */
  agenda: Agenda | undefined;
  lists: Lists | undefined;
  shifts: Shifts | undefined;
  /** Things that are switched back later. */
  timers: Timers | undefined;
  /** Commands that wait for a time or a condition. */
  rules: Rules | undefined;
  reporter: Reporter<typeof commandsEvents>;
  desk: IncidentDesk | undefined;
  /** Takes what people say of incidents; undefined: nothing is learnt from them here. */
  feedback: Pick<FeedbackDesk, "give"> | undefined;
  /** Where the site is, for the times of the sun. */
  location: Location | undefined;
  incidents: IncidentLog;
  history: History;
  directory: SeriesDirectory;
  states: EntityStates;
  digest: Digest | undefined;
  dialogue: Dialogue;
}

/** One utterance that asks for something edgewise does itself. */
export interface Task {
  interpretation: Interpretation;
  utterance: Utterance;
  /** The key of the conversation. */
  session: string;
  ports: TaskPorts;
  questions: QuestionContext;
  /** Answers a question as any other. */
  ask(question: Interpretation): Promise<TaskResult>;
  /** Does `wishes` with `things` as any command: with its confirmations, limits and an honest reply. */
  act(things: readonly Thing[], wishes: readonly Wish[]): Promise<TaskResult>;
}

export type TaskResult = Pick<Answer, "outcome" | "reply"> & {
  actions?: Answer["actions"];
  things?: readonly Thing[];
  incidentIds?: readonly string[];
};

export type TaskHandler = (task: Task) => TaskResult | Promise<TaskResult>;

export function done(reply: string): TaskResult {
  return { outcome: "done", reply };
}

export function answered(reply: string): TaskResult {
  return { outcome: "answered", reply };
}

export function refused(reply: string): TaskResult {
  return { outcome: "refused", reply };
}

export function words({ interpretation }: Task, slot: SlotName): string | undefined {
  return textSlot(interpretation.reading, slot);
}

export function number({ interpretation }: Task, slot: SlotName): number | undefined {
  return numberSlot(interpretation.reading, slot);
}

export function viewOf({ questions }: Task): TimeView {
  return questions.view;
}

/** Said with everything that goes by the time of day. */
export function clockCaveat({ ports }: Task): string {
  return ports.clockTrust.quality() === "synced" ? "" : " My clock is not synchronised, so that may be off.";
}

export const nowhereToKeep = "I have nowhere to keep that, so I did nothing.";
