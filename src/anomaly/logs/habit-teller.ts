import type { Reporter } from "../../core/events.ts";
import type { AnomalySink } from "../anomaly-sink.ts";
import { alarmScore } from "../detectors/detector.ts";
import type { anomalyEvents } from "../events.ts";
import type { Feedback } from "../feedback.ts";
import { spendAlarm } from "./alarm-budget.ts";
import type { TemplateClasses } from "./classifier/template-classes.ts";
import type { LineTrack } from "./line-track.ts";
import { anomalyOf, type LogFinding, logSubjectId } from "./log-finding.ts";
import type { LogSettings } from "./log-settings.ts";
import type { LogWatch } from "./watch.ts";

/** `folded`: it counts in its incident only; `refused`: by feedback or the budget, and nobody knows of it. */
export type Raised = "published" | "folded" | "refused";

/** The end of an alarm of a log, with the id of the template that it was raised with. */
export interface HabitRecovery {
  kind: LogFinding["kind"];
  templateId: number;
  at: number;
  observed?: number | undefined;
  isPublished: boolean;
  seenAt: number;
}

/** Tells what is unusual about the habits of a log, within the budget and what feedback leaves, and that it is over. */
export class HabitTeller {
  readonly #options: HabitTellerOptions;

  constructor(options: HabitTellerOptions) {
    this.#options = options;
  }

  raise(
    watch: LogWatch,
    track: LineTrack,
    seenAt: number,
    { message = track.message, ...found }: Omit<LogFinding, "subject" | "severity"> & { message?: string },
  ): Raised {
    const { line } = watch;
    if (line === undefined) return "refused";
    const subject = { line: { ...line, message }, template: track.template };
    return this.raiseFinding(watch, seenAt, { ...found, subject, severity: track.severity });
  }

  raiseFinding(watch: LogWatch, seenAt: number, found: LogFinding): Raised {
    const { sink, reporter, settings, feedback, classes } = this.#options;
    const score = feedback.scoreLog({ ...found, subjectId: logSubjectId(found.subject) });
    if (score < alarmScore) return "refused";
    if (!spendAlarm(watch.habits.budget, settings.habitAlarmsPerWeek, { score, seenAt })) {
      reporter.report("suppressed", { reason: "budget", subject: watch.source });
      return "refused";
    }
    const subject = { ...found.subject, logKind: classes?.kindOf(found.subject.template.id) };
    const isPublished = sink.raise(
      anomalyOf({ ...found, subject, score }, sink.createId()),
      watch.hour,
      seenAt,
    );
    return isPublished ? "published" : "folded";
  }

  recover({ source }: LogWatch, over: HabitRecovery): void {
    const { kind, templateId, at, observed, isPublished, seenAt } = over;
    this.#options.sink.recover(
      { kind, at, subjectId: `${source}#${templateId}`, observed },
      seenAt,
      isPublished,
    );
  }
}

export interface HabitTellerOptions {
  settings: LogSettings;
  classes?: TemplateClasses | undefined;
  sink: AnomalySink;
  feedback: Feedback;
  reporter: Reporter<typeof anomalyEvents>;
}

/** Data time in the time of the log. */
export function timeOf(watch: LogWatch, seenAt: number): number {
  return watch.lastAt + (seenAt - watch.lastSeenAt);
}
