import type { Clock } from "../../core/clock.ts";
import type { Reporter } from "../../core/events.ts";
import type {
  ClockTrust,
  History,
  IncidentHistory,
  IncidentTeller,
  MessageBus,
  SeriesDirectory,
} from "../../domain/ports.ts";
import { cloudSource, type Utterance } from "../../domain/utterance.ts";
import type { TimePlace } from "../../text/recurrence.ts";
import type { RateLimiter } from "../act/rate-limit.ts";
import type { Timers } from "../act/timers.ts";
import type { QuestionWords } from "../asked/question-words.ts";
import type { CommandsConfig } from "../config.ts";
import type { Dialogue } from "../dialogue.ts";
import type { EntityStates } from "../entities/states.ts";
import type { commandsEvents } from "../events.ts";
import type { NanoTier } from "../nano/nano-tier.ts";
import type { OwnIntents } from "../own-intents/own-intents.ts";
import type { Digest } from "../questions/incidents.ts";
import type { Rules } from "../rules/rules.ts";
import type { CodeGuard } from "../safety/code.ts";
import type { TaskPorts } from "../tasks/task.ts";
import type { World } from "../world.ts";

export interface AssistantOptions {
  world: () => World;
  config: () => CommandsConfig;
  bus: MessageBus;
  states: EntityStates;
  dialogue: Dialogue;
  limiter: RateLimiter;
  history: History;
  directory: SeriesDirectory;
  incidents: IncidentHistory;
  teller: IncidentTeller | undefined;
  digest: Digest | undefined;
  reporter: Reporter<typeof commandsEvents>;
  timers: Timers | undefined;
  code: CodeGuard;
  /** Undefined: there is nowhere to keep commands for later. */
  rules: Rules | undefined;
  clockTrust: ClockTrust;
  location: TimePlace["location"];
  clock: Clock;
  timeZone: () => string | undefined;
  /** What tasks work with, beside the above. */
  tasks: Pick<
    TaskPorts,
    "clockTrust" | "notify" | "agenda" | "lists" | "shifts" | "desk" | "feedback" | "location"
  >;
  /** Aborts when the daemon stops: waits for devices end. */
  signal: AbortSignal;
  /** Time to understand a text, in all and in each tier that was asked. */
  onUnderstood: (ms: number, tierMs: Readonly<Record<string, number>>) => void;
  /** The command model; undefined: only the grammar understands. */
  nano: NanoTier | undefined;
  own: OwnIntents;
  questionWords: QuestionWords;
}

/**
 * One conversation: the session if one is named, else all that one sender says in one area. Those of signed orders are
 * apart: their sessions are no secret, and nobody else may answer what was asked back there.
 */
export function sessionKey({ session, source, area }: Utterance): string {
  if (session !== undefined && source === cloudSource) return `${cloudSource}\u0000${session}`;
  return session === undefined ? `source\u0000${source}\u0000${area ?? ""}` : `session\u0000${session}`;
}
