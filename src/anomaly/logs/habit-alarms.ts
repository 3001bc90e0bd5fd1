import type { LogLine, LogSeverity } from "../../domain/log-line.ts";
import { type AlarmHabit, type AlarmSlot, stepAlarm } from "../alarm-control.ts";
import { alarmScore, scoreOfRatio } from "../detectors/detector.ts";
import type { LearntMemory } from "../memory-codec.ts";
import { type HabitRecovery, HabitTeller, type HabitTellerOptions, timeOf } from "./habit-teller.ts";
import { isProblem, type LineTrack, noteLine } from "./line-track.ts";
import type { LogFinding } from "./log-finding.ts";
import { addTrack, followTemplates, removeTrack, takeUpKept } from "./log-habits.ts";
import { restoreLog } from "./log-memory.ts";
import { OrderAlarms } from "./order-alarms.ts";
import { endRise, judgeRise } from "./rise-alarm.ts";
import type { LogTemplate } from "./templates/log-template.ts";
import type { LogMatch } from "./templates/log-templates.ts";
import type { LogWatch } from "./watch.ts";

const lasting: AlarmHabit = { quietRunMin: 1, canWorsen: false };
const counting: AlarmHabit = { quietRunMin: 1, canWorsen: true };

/**
 * Judges lines by what is usual of their log: a line that came regularly is missing, comes far more often than usual, or
 * comes without the line before or after it; warnings and errors grow slowly.
 *
 * Limits:
 * 1. `tracksMax` kinds of line over all logs, `tracksPerLog` of one; more are counted and not watched.
 * 2. A log raises `habitAlarmsPerWeek` such alarms a week on the average; more are counted and not raised.
 */
export class HabitAlarms {
  #options: HabitAlarmsOptions;
  #trackCount = 0;
  readonly #teller: HabitTeller;
  readonly #order: OrderAlarms;

  constructor(options: HabitAlarmsOptions) {
    this.#options = options;
    const { sessionsMax, reporter } = options;
    this.#teller = new HabitTeller(options);
    this.#order = new OrderAlarms({ sessionsMax, teller: this.#teller, reporter });
  }

  get trackCount(): number {
    return this.#trackCount;
  }

  get sessionsPerLog(): number {
    return this.#order.sessionsPerLog;
  }

  /** Judges one line that was not held back on its way. */
  onLine(watch: LogWatch, line: LogLine, match: LogMatch, severity: LogSeverity, seenAt: number): void {
    if (!this.#isOn(watch, seenAt)) return;
    const { habits } = watch;
    habits.trend.observe(seenAt, isProblem(severity));
    if (isProblem(severity)) habits.risingSubject = { line, template: match.template };
    const track = this.#trackOf(watch, match, severity);
    if (track !== undefined) {
      noteLine(track, line.message, severity);
      this.#back(watch, track, line, seenAt);
      track.silence.observe(seenAt);
    }
    // A flood is told as one; it says nothing of the order of lines, and must not crowd out what is known of sessions.
    if (!this.#order.isOn(watch, seenAt)) {
      if (track !== undefined && !watch.flood.alarm.isActive) this.#judgeRate(watch, track, line, seenAt);
      return;
    }
    const sessions = this.#order.sessionsOf(watch, match, track, seenAt);
    if (track === undefined) return;
    this.#judgeRate(watch, track, line, seenAt);
    this.#order.judge(watch, track, { line, sessions, seenAt });
  }

  /** A line that was held back on its way: it is not missing, but says nothing of the order and the rate of lines now. */
  onLateLine(watch: LogWatch, line: LogLine, match: LogMatch, severity: LogSeverity, seenAt: number): void {
    if (!this.#isOn(watch, seenAt)) return;
    // What it is paired with is not missing, either.
    watch.habits.order.restart(seenAt);
    const track = this.#trackOf(watch, match, severity);
    if (track === undefined) return;
    this.#back(watch, track, line, seenAt);
    track.silence.observe(seenAt);
  }

  /** Notices what is missing, and ends what is over. */
  tick(watch: LogWatch, seenAt: number): void {
    const { habits } = watch;
    if (!this.#isOn(watch, seenAt)) return;
    for (const track of followTemplates(habits)) this.#drop(watch, track, seenAt);
    for (const track of habits.tracks.values()) {
      this.#judgeSilence(watch, track, seenAt);
      if (track.burst.isActive) this.#stepRate(watch, track, track.meter.ratioAt(seenAt), seenAt);
    }
    for (const missing of habits.order.overdue(seenAt)) this.#order.tellMissingEnd(watch, missing, seenAt);
    judgeRise(watch, this.#teller, seenAt);
  }

  /** Takes up what was learnt of a log before the restart. */
  restore(watch: LogWatch, learnt: LearntMemory, templates: Iterable<LogTemplate>): void {
    const { settings, tracksMax } = this.#options;
    const { habits, lastSeenAt } = watch;
    this.#trackCount -= habits.tracks.size;
    restoreLog(watch, learnt);
    const room = tracksMax - this.#trackCount;
    takeUpKept(habits, templates, { settings, room, seenAt: lastSeenAt });
    this.#trackCount += habits.tracks.size;
  }

  /** A log is forgotten: what was told of it is told to be over, because nobody would notice. */
  forget(watch: LogWatch, seenAt: number): void {
    this.#endAll(watch, seenAt);
    this.#trackCount -= watch.habits.tracks.size;
  }

  /** The running alarm of a line says nothing more until it is over. */
  silence(watch: LogWatch, kind: LogFinding["kind"], templateId: number): void {
    for (const { template, missing, missingId, burst, burstId } of watch.habits.tracks.values()) {
      const isOf = (told: AlarmSlot, id: number) => templateId === (told.isActive ? id : template.id);
      if (kind === "logSilent" && isOf(missing, missingId)) missing.isTold = false;
      if (kind === "logBurst" && isOf(burst, burstId)) burst.isTold = false;
    }
    if (kind === "logRising") watch.habits.rising.isTold = false;
  }

  #trackOf(watch: LogWatch, match: LogMatch, severity: LogSeverity): LineTrack | undefined {
    const { habits } = watch;
    const known = habits.tracks.get(match.template.id);
    if (known !== undefined) return known;
    // This very line may have shown that two templates are one, of which much is known.
    for (const track of followTemplates(habits)) this.#drop(watch, track, watch.lastSeenAt);
    const followed = habits.tracks.get(match.template.id);
    if (followed !== undefined) return followed;
    // What came once may never come again.
    if (match.template.count < 2 && !habits.kept.has(match.template.text)) return undefined;
    const { settings, tracksMax, reporter } = this.#options;
    const added = addTrack(habits, match.template, {
      severity,
      settings,
      hasRoom: this.#trackCount < tracksMax,
      seenAt: watch.lastSeenAt,
    });
    if (added === undefined) {
      reporter.report("linesRefused", { source: watch.source });
      return undefined;
    }
    if (!added.replaced) this.#trackCount += 1;
    return added.track;
  }

  /** A template that is no more falls silent for no reason of the log. */
  #drop(watch: LogWatch, track: LineTrack, seenAt: number): void {
    this.#end(watch, track, seenAt);
    removeTrack(watch.habits, track);
    this.#trackCount -= 1;
  }

  /** Ends the running alarms of a line. */
  #end(watch: LogWatch, track: LineTrack, seenAt: number): void {
    const at = timeOf(watch, seenAt);
    const { missing, burst } = track;
    if (missing.isActive && missing.isTold)
      this.#recover(watch, track, { kind: "logSilent", at, isPublished: missing.isPublished, seenAt });
    if (burst.isActive && burst.isTold)
      this.#recover(watch, track, { kind: "logBurst", at, isPublished: burst.isPublished, seenAt });
    for (const alarm of [missing, burst]) Object.assign(alarm, { isActive: false, isTold: true });
    track.isHeldBack = false;
  }

  #endAll(watch: LogWatch, seenAt: number): void {
    const { tracks, order, rising } = watch.habits;
    for (const track of tracks.values()) this.#end(watch, track, seenAt);
    order.restart(seenAt);
    if (rising.isActive) endRise(watch, this.#teller, seenAt);
    rising.isActive = false;
  }

  /** Whether habits are looked at. Turned off all alarms end; turned on again it is as after a restart. */
  #isOn(watch: LogWatch, seenAt: number): boolean {
    const { habits } = watch;
    const isOff = this.#options.settings.habitAlarmsPerWeek === 0;
    if (isOff === habits.isOff) return !isOff;
    habits.isOff = isOff;
    if (isOff) this.#endAll(watch, seenAt);
    else {
      habits.order.restart(seenAt);
      for (const { silence, meter } of habits.tracks.values()) {
        silence.restart(seenAt);
        meter.restart();
      }
    }
    return !isOff;
  }

  #judgeSilence(watch: LogWatch, track: LineTrack, seenAt: number): void {
    const { silence, missing, severity } = track;
    // That a problem is told no more is no problem.
    if (missing.isActive || isProblem(severity)) return;
    const silentMs = seenAt - silence.silentSince;
    const limitMs = silence.limitMs();
    if (silentMs < limitMs) return;
    const found = {
      kind: "logSilent",
      detector: "logSilence",
      score: scoreOfRatio((silentMs / limitMs) * (silence.isRegular ? sureTimes : 1)),
      at: timeOf(watch, seenAt),
      direction: "low",
      durationMs: silentMs,
      usualDurationMs: Math.round(silence.usualMs),
    } as const;
    // Where people said that it is usual, a longer silence may still be news.
    const subjectId = `${watch.source}#${track.template.id}`;
    if (!track.isHeldBack) track.missingSince = seenAt;
    track.isHeldBack = this.#options.feedback.scoreLog({ ...found, subjectId }) < alarmScore;
    if (track.isHeldBack) return;
    stepAlarm(missing, found.score, lasting);
    missing.isTold = !this.#isSameSilence(watch, track);
    if (!missing.isTold) return;
    track.missingId = track.template.id;
    const raised = this.#teller.raise(watch, track, seenAt, found);
    // What was not raised has no end to tell, and stands for no other line.
    missing.isTold = raised !== "refused";
    missing.isPublished = raised === "published";
  }

  /** One job that does not run is told by one of its lines, and a log that is silent as a whole by one line. */
  #isSameSilence(watch: LogWatch, track: LineTrack): boolean {
    for (const other of watch.habits.tracks.values()) {
      const isTold = other.missing.isActive && other.missing.isTold;
      if (other === track || !(isTold || other.isHeldBack)) continue;
      if (isTold && watch.lastSeenAt <= other.missingSince) return true;
      const apartMs = Math.abs(other.silence.lastAt - track.silence.lastAt);
      if (apartMs > Math.max(sameVisitMs, 0.05 * track.silence.usualMs)) continue;
      if (isTold || isSameJob(watch, track, other)) return true;
    }
    return false;
  }

  #back(watch: LogWatch, track: LineTrack, line: LogLine, seenAt: number): void {
    const { missing } = track;
    track.isHeldBack = false;
    if (!missing.isActive) return;
    missing.isActive = false;
    if (!missing.isTold) return;
    this.#recover(watch, track, { kind: "logSilent", at: line.at, isPublished: missing.isPublished, seenAt });
  }

  #judgeRate(watch: LogWatch, track: LineTrack, line: LogLine, seenAt: number): void {
    const ratio = track.meter.observe(seenAt);
    const isAgeKnown = seenAt - watch.firstSeenAt >= rateAgeMs;
    if (ratio < 1 && !track.burst.isActive) return;
    // The log as a whole is told already.
    const isTold = watch.errors.alarm.isActive || watch.flood.alarm.isActive;
    if (!track.burst.isActive && (isTold || !isAgeKnown)) return;
    this.#stepRate(watch, track, ratio, seenAt, line);
  }

  #stepRate(watch: LogWatch, track: LineTrack, ratio: number, seenAt: number, line?: LogLine): void {
    const { meter, burst } = track;
    const score = scoreOfRatio(ratio);
    const step = stepAlarm(burst, score, counting);
    if (step === "none") return;
    const at = line?.at ?? timeOf(watch, seenAt);
    if (step === "recovered") {
      this.#recover(watch, track, { kind: "logBurst", at, isPublished: burst.isPublished, seenAt });
      burst.isTold = true;
      return;
    }
    if (!burst.isTold) return;
    if (step === "worsened" && track.burstId !== track.template.id)
      this.#recover(watch, track, { kind: "logBurst", at, isPublished: burst.isPublished, seenAt });
    track.burstId = track.template.id;
    const observed = Math.round(meter.countAt(seenAt));
    const high = meter.usualMax();
    const raised = this.#teller.raise(watch, track, seenAt, {
      kind: "logBurst",
      detector: "logLineRate",
      score,
      at,
      direction: "high",
      observed,
      expected:
        high !== undefined && high < observed ? { low: 0, high, typical: meter.usualPerWindow } : undefined,
      durationMs: meter.windowMs,
      counted: "alike",
    });
    burst.isPublished = raised === "published" || (step === "worsened" && burst.isPublished);
  }

  #recover(
    watch: LogWatch,
    track: LineTrack,
    over: Omit<HabitRecovery, "templateId"> & { kind: "logSilent" | "logBurst" },
  ): void {
    const templateId = over.kind === "logSilent" ? track.missingId : track.burstId;
    this.#teller.recover(watch, { ...over, templateId });
  }
}

export interface HabitAlarmsOptions extends HabitTellerOptions {
  tracksMax: number;
  sessionsMax: number;
}

/**
 * Whether feedback on one line is also about the other: lines of one job, which comes as often and as rarely, in a log
 * that goes on without them. A log that is silent as a whole is more than what the feedback was about.
 */
function isSameJob(watch: LogWatch, track: LineTrack, other: LineTrack): boolean {
  const [one, two] = [track.silence.usualMs, other.silence.usualMs];
  const isAlike = Math.abs(one - two) <= 0.1 * Math.max(one, two);
  const lastAt = Math.max(track.silence.lastAt, other.silence.lastAt);
  return isAlike && watch.lastSeenAt > lastAt + sameVisitMs;
}

/** A regular line that is overdue is as sure to be missing as one by chance that is overdue twice as long. */
const sureTimes = 2.3;
/** Lines of one visit of a job lie no farther apart. */
const sameVisitMs = 10 * 60_000;
/** A log has to be known for a day before it is said that one of its lines comes too often. */
const rateAgeMs = 24 * 3_600_000;
