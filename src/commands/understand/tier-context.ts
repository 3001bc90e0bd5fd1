import type { Clock } from "../../core/clock.ts";
import type { QuestionWords } from "../asked/question-words.ts";
import type { NanoConfig } from "../config.ts";
import type { NanoTier } from "../nano/nano-tier.ts";
import type { OwnIntents } from "../own-intents/own-intents.ts";
import type { SaidWhere, Understood } from "./understood.ts";

export interface Understanding {
  parts: readonly Understood[];
  /** Milliseconds spent in each tier that was asked. */
  timesMs: Readonly<Record<string, number>>;
}

/** What is known of incidents where a text is understood; looked up only where a text may be about one. */
export interface IncidentSense {
  /** Incidents were told last in this conversation. */
  isTold: boolean;
  /** Whether there was one about what these words name. */
  isKnown(words: string): Promise<boolean>;
  hasOpen(): Promise<boolean>;
}

export interface TierContext extends SaidWhere {
  incidents: IncidentSense;
  nano: NanoTier | undefined;
  own: Pick<OwnIntents, "read" | "readExample">;
  questionWords: QuestionWords;
  thresholds: Pick<NanoConfig, "actMin" | "rejectBelow">;
  clock: Clock;
}
