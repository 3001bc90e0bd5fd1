import type { LogSeverity } from "../../domain/log-line.ts";
import { type AlarmSlot, createAlarmSlot } from "../alarm-control.ts";
import { BurstMeter } from "./burst.ts";
import type { LogSettings } from "./log-settings.ts";
import { LineSilence } from "./silence.ts";
import type { LogTemplate } from "./templates/log-template.ts";

/** What is learnt of one kind of line of a log. */
export interface LineTrack {
  readonly slot: number;
  /** Another one once it was merged. */
  template: LogTemplate;
  readonly silence: LineSilence;
  /** Its number in ten minutes. */
  readonly meter: BurstMeter;
  readonly missing: AlarmSlot;
  readonly burst: AlarmSlot;
  /** Ids of the templates that the running alarms were raised with: what their ends must name. */
  missingId: number;
  burstId: number;
  /** The latest of these lines, and how bad it was. */
  message: string;
  severity: LogSeverity;
  /** Data time at which it was noticed that it is missing, and whether that is not told because of feedback. */
  missingSince: number;
  isHeldBack: boolean;
}

const windowMs = 10 * 60_000;

export function createLineTrack(
  slot: number,
  template: LogTemplate,
  severity: LogSeverity,
  settings: Pick<LogSettings, "alike" | "alikeProblems">,
): LineTrack {
  const limits = isProblem(severity) ? settings.alikeProblems : settings.alike;
  return {
    slot,
    template,
    silence: new LineSilence(),
    meter: new BurstMeter(limits, windowMs),
    missing: createAlarmSlot(),
    burst: createAlarmSlot(),
    missingId: template.id,
    burstId: template.id,
    message: template.example,
    severity,
    missingSince: Number.NEGATIVE_INFINITY,
    isHeldBack: false,
  };
}

export function isProblem(severity: LogSeverity): boolean {
  return severity !== "info" && severity !== "debug";
}

/** Longer lines are told by the first one of their kind. */
const messageLengthMax = 300;

export function noteLine(track: LineTrack, message: string, severity: LogSeverity): void {
  if (message.length <= messageLengthMax) track.message = message;
  track.severity = severity;
}

/** What is learnt of one kind of line, as `lineFields` numbers. */
export function learntOfLine({ silence, meter }: LineTrack): number[] {
  return [...silence.learnt(), ...meter.learnt()];
}

export const lineFields = LineSilence.fields + BurstMeter.fields;

/** Goes on with what was learnt before a restart; what was not heard in between is no silence. */
export function restoreLine({ silence, meter }: LineTrack, numbers: Float64Array, seenAt: number): void {
  silence.restore(numbers.subarray(0, LineSilence.fields));
  silence.restart(seenAt);
  meter.restore(numbers.subarray(LineSilence.fields));
}
