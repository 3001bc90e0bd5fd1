import type { LogKind, LogLine } from "../../domain/log-line.ts";
import type { BurstLimits } from "./burst.ts";
import type { ClassifierSettings } from "./classifier/template-classes.ts";
import type { LogTemplate } from "./templates/log-template.ts";

export interface LogSubject {
  readonly line: LogLine;
  readonly template: LogTemplate;
  /** What kind of trouble it tells of; undefined: not known. */
  readonly logKind?: LogKind | undefined;
}

/** Shared by all logs and changed in place on reload. */
export interface LogSettings {
  warmUpLines: number;
  warmUpMs: number;
  novelPerHour: number;
  errors: BurstLimits;
  flood: BurstLimits;
  /** Of lines of one kind within ten minutes: those without, and those with a problem. */
  alike: BurstLimits;
  alikeProblems: BurstLimits;
  /** Alarms of one log about its habits; 0 turns them off. */
  habitAlarmsPerWeek: number;
  classifier: ClassifierSettings;
}
