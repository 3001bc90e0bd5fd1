import type { Reporter } from "../../core/events.ts";
import type { Sample } from "../../domain/sample.ts";
import { absenceFactor } from "../absence.ts";
import { type AlarmHabit, createAlarmSlot, createHourCount, stepAlarm } from "../alarm-control.ts";
import type { AnomalySink } from "../anomaly-sink.ts";
import { alarmScore, type DetectorSettings, discountScore } from "../detectors/detector.ts";
import { isMoving } from "../detectors/pattern.ts";
import type { anomalyEvents } from "../events.ts";
import type { Feedback } from "../feedback.ts";
import { learntMsOf, type SeriesWatch } from "../series-watch.ts";
import { severityOf } from "../severity-rules.ts";
import { Group, type Member, type Verdict } from "./group.ts";
import { groupKeysOf, mayMoveTogether, stepFor } from "./group-key.ts";

/** A series that may move with others of its place. */
interface Candidate {
  readonly watch: SeriesWatch;
  readonly keys: readonly string[];
  readonly firstSeenAt: number;
  readings: number;
  /** When it is looked at again, while it belongs to no group. */
  dueAt: number;
  /** The shortest step in which it has a value as a rule; undefined while unknown. */
  stepMs: number | undefined;
  group: Group | undefined;
  member: Member | undefined;
}

/** A series is looked at this often until it has found its group: long enough for others of its place to be heard. */
const considerEveryMs = 10 * 60_000;
/** Before, a rising value looks like a counter and a calm one like a setpoint. */
const learntMsMin = 3_600_000;
const habit: AlarmHabit = { quietRunMin: 3, canWorsen: true };

/**
 * Judges series of one device, JSON topic or area by how they usually move together.
 *
 * Limits, each with a count:
 * 1. At most `groupsMax` groups of at most `membersMax` series; a series belongs to one group, for good. What finds no
 *    place is judged by itself only.
 * 2. At most `tracksMax` members have memory for being judged by their partners (13 kB each).
 * 3. One alarm of a group at a time, on the member that is the odd one.
 */
export class TogetherAlarms {
  readonly #options: TogetherOptions;
  readonly #candidates: (Candidate | undefined)[] = [];
  readonly #byKey = new Map<string, Candidate[]>();
  readonly #groups = new Map<string, Group>();
  #tracks = 0;

  constructor(options: TogetherOptions) {
    this.#options = options;
  }

  get groupCount(): number {
    return this.#groups.size;
  }

  /** Series with memory for being judged by their partners: they share the budget of false alarms. */
  get trackCount(): number {
    return this.#tracks;
  }

  /** Members that their partners explain now. */
  explainedCount(): number {
    let count = 0;
    for (const group of this.#groups.values()) count += group.explainedCount;
    return count;
  }

  /** A series is watched from now on. */
  add(watch: SeriesWatch, seenAt: number): void {
    const { series } = watch;
    if (this.#options.groupsMax === 0 || !mayMoveTogether(series)) return;
    const keys = groupKeysOf(series);
    if (keys.length === 0) return;
    const candidate: Candidate = {
      watch,
      keys,
      firstSeenAt: seenAt,
      readings: 0,
      dueAt: seenAt + considerEveryMs,
      stepMs: undefined,
      group: undefined,
      member: undefined,
    };
    while (this.#candidates.length <= series.index) this.#candidates.push(undefined);
    this.#candidates[series.index] = candidate;
    for (const key of keys) {
      const others = this.#byKey.get(key);
      if (others) others.push(candidate);
      else this.#byKey.set(key, [candidate]);
    }
  }

  /** Takes one reading, after the detectors of its series. */
  onSample(watch: SeriesWatch, { value, at, clock }: Sample, seenAt: number): void {
    const candidate = this.#candidates[watch.series.index];
    if (candidate === undefined) return;
    const { group, member } = candidate;
    if (group === undefined || member === undefined) {
      candidate.readings += 1;
      if (seenAt >= candidate.dueAt) this.#consider(candidate, seenAt);
      return;
    }
    if (seenAt >= group.stepEndAt) this.#decide(group, seenAt);
    group.gather(member, { value, at, clock }, seenAt);
  }

  /** Decides the steps that are over though nothing came since. */
  tick(seenAt: number): void {
    for (const group of this.#groups.values()) if (seenAt >= group.stepEndAt) this.#decide(group, seenAt);
  }

  /** An alarm that is on says nothing more until it is over. */
  silence(index: number): void {
    const alarm = this.#candidates[index]?.member?.alarm;
    if (alarm?.isActive) alarm.isTold = false;
  }

  /** Whether an alarm is on by which a series moves differently from its partners. */
  isAlarmed(index: number): boolean {
    return this.#candidates[index]?.member?.alarm?.isActive ?? false;
  }

  #consider(candidate: Candidate, seenAt: number): void {
    candidate.dueAt = seenAt + considerEveryMs;
    const { settings } = this.#options;
    const { watch, readings, firstSeenAt } = candidate;
    if (settings.patterns === undefined || settings.falseAlarmsPerWeek === 0) return;
    if (learntMsOf(watch) < learntMsMin || !moves(watch)) return;
    const isFirst = candidate.stepMs === undefined;
    candidate.stepMs = stepFor((seenAt - firstSeenAt) / readings);
    // Others of its place are to be known before it looks for them.
    if (isFirst || candidate.stepMs === undefined) return;
    const home = this.#homeOf(candidate, candidate.stepMs);
    if (home === undefined) return;
    const group = this.#groups.get(home.id) ?? this.#create(home, seenAt);
    const member = group?.join(watch);
    if (group !== undefined && member === undefined) this.#refuse("members", watch);
    if (member === undefined) {
      candidate.dueAt = Number.POSITIVE_INFINITY;
      return;
    }
    candidate.group = group;
    candidate.member = member;
  }

  /** The closest place with another series to compare with, at the shortest step in which both have values. */
  #homeOf(candidate: Candidate, ownMs: number): { id: string; stepMs: number } | undefined {
    for (const key of candidate.keys) {
      let best = Number.POSITIVE_INFINITY;
      for (const other of this.#byKey.get(key) ?? []) {
        if (other === candidate || other.stepMs === undefined) continue;
        const stepMs = Math.max(ownMs, other.group?.stepMs ?? other.stepMs);
        if (other.group === undefined || other.group.id === groupId(key, stepMs))
          best = Math.min(best, stepMs);
      }
      if (best < Number.POSITIVE_INFINITY) return { id: groupId(key, best), stepMs: best };
    }
    return undefined;
  }

  #create({ id, stepMs }: { id: string; stepMs: number }, seenAt: number): Group | undefined {
    const { groupsMax, membersMax, tracksMax, reporter, settings } = this.#options;
    if (this.#groups.size >= groupsMax) {
      reporter.report("togetherRefused", { reason: "groups", group: id });
      return undefined;
    }
    const mayTrack = () => {
      if (this.#tracks >= tracksMax) {
        reporter.report("togetherRefused", { reason: "memory", group: id });
        return false;
      }
      this.#tracks += 1;
      settings.seriesCount += 1;
      return true;
    };
    const group = new Group({ id, stepMs, membersMax, seenAt, mayTrack });
    this.#groups.set(id, group);
    this.#options.onGroup(group);
    return group;
  }

  #refuse(reason: "members", { series }: SeriesWatch): void {
    this.#options.reporter.report("togetherRefused", { reason, series: series.id });
  }

  #decide(group: Group, seenAt: number): void {
    for (const verdict of group.decide(this.#options.settings, moves)) this.#step(group, verdict, seenAt);
  }

  #step(group: Group, { member, score: found }: Verdict, seenAt: number): void {
    if (found < alarmScore && member.alarm === undefined) return;
    const score = this.#countedScore(group, member, found, seenAt);
    if (score < alarmScore && member.alarm === undefined) return;
    member.alarm ??= createAlarmSlot();
    const { alarm, watch } = member;
    const step = stepAlarm(alarm, score, habit);
    if (step === "none") return;
    if (step === "recovered") {
      if (alarm.isTold) this.#recover(member, seenAt);
      return;
    }
    if (step === "raised") {
      // It says less than any other alarm of its series.
      alarm.isTold = watch.silencedLevelRun === 0 && !watch.alarms.some((other) => other?.isActive === true);
      alarm.isPublished = false;
    }
    if (alarm.isTold) this.#raise(group, member, score, seenAt);
  }

  /** What is found counts for less after a long time away and by feedback. */
  #countedScore(group: Group, member: Member, found: number, seenAt: number): number {
    const score = discountScore(found, absenceFactor(group, seenAt));
    const { feedback } = this.#options;
    const { series } = member.watch;
    if (found < alarmScore || !feedback.concerns(series.id, "pattern")) return score;
    return feedback.score({
      series,
      kind: "pattern",
      at: member.lastAt,
      score,
      finding: group.findingOf(member),
    });
  }

  #raise(group: Group, member: Member, score: number, seenAt: number): void {
    const { sink } = this.#options;
    const { watch, lastAt, clock } = member;
    const { series } = watch;
    const { observed, expected, direction, durationMs, limit, reason, partners } = group.findingOf(member);
    watch.hour ??= createHourCount();
    const isPublished = sink.raise(
      {
        id: sink.createId(),
        kind: "pattern",
        detector: "together",
        at: lastAt,
        clock,
        subject: { type: "series", series },
        place: series.place,
        score,
        direction,
        severity: severityOf({
          kind: "pattern",
          score,
          durationMs,
          given: undefined,
          logSeverity: undefined,
          words: [series.name, series.topic, series.field, series.place.area],
        }),
        observed,
        expected,
        durationMs,
        limit,
        reason,
        partners,
      },
      watch.hour,
      seenAt,
    );
    if (member.alarm) member.alarm.isPublished ||= isPublished;
  }

  #recover({ watch, lastAt, alarm }: Member, seenAt: number): void {
    this.#options.sink.recover(
      { kind: "pattern", at: lastAt, subjectId: watch.series.id, observed: undefined },
      seenAt,
      alarm?.isPublished ?? false,
    );
  }
}

export interface TogetherOptions {
  settings: DetectorSettings;
  groupsMax: number;
  membersMax: number;
  /** Members with memory for being judged by their partners, over all groups. */
  tracksMax: number;
  sink: AnomalySink;
  feedback: Pick<Feedback, "concerns" | "score">;
  /** A group was made. */
  onGroup: (group: Group) => void;
  reporter: Reporter<typeof anomalyEvents>;
}

function groupId(key: string, stepMs: number): string {
  return `${key} every ${stepMs / 60_000} min`;
}

function moves(watch: SeriesWatch): boolean {
  const pattern = watch.attached.find(({ name }) => name === "pattern");
  return pattern !== undefined && isMoving(watch, pattern.base);
}
