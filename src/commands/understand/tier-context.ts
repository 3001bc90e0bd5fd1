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

export interface TierContext extends SaidWhere {
  nano: NanoTier | undefined;
  own: Pick<OwnIntents, "read" | "readExample">;
  questionWords: QuestionWords;
  thresholds: Pick<NanoConfig, "actMin" | "rejectBelow">;
  clock: Clock;
}
