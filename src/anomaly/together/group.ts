import { createHash } from "node:crypto";
import type { ClockQuality } from "../../domain/clock-quality.ts";
import type { AlarmSlot } from "../alarm-control.ts";
import { alarmScore, type DetectorSettings, type Finding, scoreOfRatio } from "../detectors/detector.ts";
import { firstDay } from "../detectors/pattern.ts";
import type { LearntMemory } from "../memory-codec.ts";
import type { SeriesWatch } from "../series-watch.ts";
import { packedFields } from "../unusual/features.ts";
import type { PatternNetwork } from "../unusual/network.ts";
import { Partners, partnerFields } from "../unusual/partners.ts";
import {
  alarmLogRarity,
  createPatternMemory,
  expectedOf,
  forgetTime,
  judgePattern,
  type PatternMemory,
  patternFields,
  reasonOfLast,
} from "../unusual/series-pattern.ts";

/** One series as a member of a group, with what was gathered of it since the last step. */
export interface Member {
  readonly watch: SeriesWatch;
  readonly column: number;
  sum: number;
  readings: number;
  lastAt: number;
  /** End of the last step that said something of it, in data time. */
  judgedAt: number;
  clock: ClockQuality;
  alarm: AlarmSlot | undefined;
}

/** What one step says of a member: how unusual what its partners do not explain is. */
export interface Verdict {
  member: Member;
  /** As detectors score: `alarmScore` and above is an alarm. */
  score: number;
}

/** What an alarm tells of the last step; the expected range is where its partners put it. */
export interface JointFinding extends Finding {
  /** Names of the partners it is explained by. */
  partners: string[];
}

/** Keeps an alarm alive and raises none. */
const keptScore = alarmScore - 0.01;
/** Less than this much of a member's usual movement is nothing that a person would call another movement. */
const leftMin = 0.5;
/** What these say of the rest is no missing movement: fewer reports, or partners that agree better than ever. */
const meaningless: ReadonlySet<string> = new Set(["interval", "calm", "held"]);
const valueMax = 1e100;
/** After so many steps without any reading nothing is raised on the first one, and an alarm on what is not heard ends. */
const gapSteps = 10;
const partnersNamed = 3;

/**
 * Series of one place, compared at a common step.
 *
 * Limits and invariants:
 * 1. The value of a member in a step is the mean of its readings in it. One without a reading takes no part in the step,
 *    and neither do those that are foretold from it.
 * 2. A step is decided when the first reading after it comes, or by the clock: by readings up to its end only. Steps are
 *    of data time, which never goes back, so a member with a wrong clock is compared all the same.
 * 3. At most `membersMax` members. Each has 13 kB of memory once its partners have explained it.
 * 4. What was learnt of a member before a restart is kept until it is heard again; it makes room for a new series only
 *    when the group is full.
 */
export class Group {
  readonly id: string;
  readonly stepMs: number;
  readonly membersMax: number;
  /** By column; undefined for one that is free, or of a series not heard since the restart. */
  readonly members: (Member | undefined)[];
  /** End of the running step in data time; Infinity while nothing was gathered. */
  stepEndAt = Number.POSITIVE_INFINITY;
  firstSeenAt: number;
  lastSeenAt: number;
  learntMsBefore = 0;
  restoredSeenAt = Number.NEGATIVE_INFINITY;
  absentMs = 0;
  readonly #partners: Partners;
  readonly #ids: string[];
  readonly #tracks: (PatternMemory | undefined)[];
  readonly #values: Float64Array;
  readonly #mayTrack: () => boolean;
  #judgedAt = Number.NEGATIVE_INFINITY;

  /** `seenAt`: data time now, so that what is restored before the first reading knows how long it was away. */
  constructor(options: {
    id: string;
    stepMs: number;
    membersMax: number;
    seenAt: number;
    mayTrack: () => boolean;
  }) {
    this.id = options.id;
    this.firstSeenAt = options.seenAt;
    this.lastSeenAt = options.seenAt;
    this.stepMs = options.stepMs;
    this.membersMax = options.membersMax;
    this.#mayTrack = options.mayTrack;
    this.members = Array.from({ length: options.membersMax }, () => undefined);
    this.#ids = Array.from({ length: options.membersMax }, () => "");
    this.#tracks = Array.from({ length: options.membersMax }, () => undefined);
    this.#partners = new Partners(options.membersMax);
    this.#values = new Float64Array(options.membersMax);
  }

  /** Members that their partners explain now. */
  get explainedCount(): number {
    let count = 0;
    for (const member of this.members)
      if (member !== undefined && this.#partners.isExplained(member.column)) count += 1;
    return count;
  }

  get learntMs(): number {
    return this.learntMsBefore + this.lastSeenAt - this.firstSeenAt;
  }

  /** Takes a series in, at the column it had before a restart; undefined when all are taken. */
  join(watch: SeriesWatch): Member | undefined {
    let column = this.#columnFor(watch.series.id);
    if (column < 0) column = this.#replaceUnheard(watch.series.id);
    if (column < 0) return undefined;
    const member: Member = {
      watch,
      column,
      sum: 0,
      readings: 0,
      lastAt: watch.lastAt,
      judgedAt: this.lastSeenAt,
      clock: "synced",
      alarm: undefined,
    };
    this.members[column] = member;
    return member;
  }

  /** Takes one reading. The step it falls into must not be over: `decide` first. */
  gather(member: Member, reading: { value: number; at: number; clock: ClockQuality }, seenAt: number): void {
    member.sum += Math.min(valueMax, Math.max(-valueMax, reading.value));
    member.readings += 1;
    member.lastAt = reading.at;
    member.clock = reading.clock;
    this.lastSeenAt = seenAt;
    if (this.stepEndAt === Number.POSITIVE_INFINITY)
      this.stepEndAt = (Math.floor(seenAt / this.stepMs) + 1) * this.stepMs;
  }

  /** Judges the step that is over by the steps before it, learns it, and answers what it says of its members. */
  decide(settings: DetectorSettings, isMoving: (watch: SeriesWatch) => boolean): Verdict[] {
    const at = this.stepEndAt;
    const { patterns } = settings;
    const isOn = patterns !== undefined && settings.falseAlarmsPerWeek > 0;
    this.stepEndAt = Number.POSITIVE_INFINITY;
    this.#values.fill(Number.NaN);
    const verdicts: Verdict[] = [];
    for (const member of this.members) {
      if (member === undefined || member.readings === 0) continue;
      const value = member.sum / member.readings;
      member.sum = member.readings = 0;
      if (isOn && isMoving(member.watch)) this.#values[member.column] = value;
      else if (member.alarm?.isActive) verdicts.push({ member, score: 0 });
    }
    if (isOn) this.#judge(at, { settings, patterns }, verdicts);
    for (const { member } of verdicts) member.judgedAt = at;
    this.#endUnjudged(at, verdicts);
    return verdicts;
  }

  /** What the last step says of a member; asked right after `decide`. */
  findingOf({ column }: Member): JointFinding {
    const observed = this.#values[column] as number;
    const track = this.#tracks[column];
    const left = track && expectedOf(track);
    const toValue = (spreads: number) => this.#partners.valueAt(column, spreads);
    const expected = left && {
      low: toValue(left.low),
      high: toValue(left.high),
      typical: toValue(left.typical),
    };
    const direction =
      expected === undefined
        ? "none"
        : observed > expected.high
          ? "high"
          : observed < expected.low
            ? "low"
            : "none";
    const partners = this.#partners
      .partnersOf(column, partnersNamed)
      .flatMap((other) => this.members[other]?.watch.series.name ?? []);
    return {
      observed,
      expected,
      direction,
      durationMs: undefined,
      limit: undefined,
      reason: "together",
      severity: undefined,
      partners,
    };
  }

  /** What is worth keeping over a restart. */
  learnt(): LearntMemory {
    const memory = new Float64Array(groupLayout(this.membersMax).fields);
    memory.set(this.#partners.memory);
    for (const [column, track] of this.#tracks.entries()) {
      if (track !== undefined) memory.set(track.memory, trackBase(this.membersMax, column));
    }
    const { packed } = groupLayout(this.membersMax);
    return { memory, learntMs: this.learntMs, states: [...this.#ids], packed };
  }

  /** Takes up what was learnt before a restart, member by member. */
  restore({ memory, states, learntMs }: LearntMemory, savedSeenAt: number): void {
    const columnOf = states.map((id) => (id === "" ? -1 : this.#columnFor(id)));
    this.#partners.adopt(memory.subarray(0, partnerFields(this.membersMax)), columnOf);
    for (const [old, now] of columnOf.entries()) {
      if (now < 0) continue;
      const base = trackBase(this.membersMax, old);
      const learnt = memory.subarray(base, base + patternFields);
      if (learnt.every((number) => number === 0)) continue;
      const track = this.#trackOf(now);
      if (track === undefined) continue;
      track.memory.set(learnt);
      // The time away is no interval between two steps.
      forgetTime(track);
    }
    this.learntMsBefore = learntMs;
    this.restoredSeenAt = this.lastSeenAt;
    this.absentMs = Math.max(0, this.lastSeenAt - savedSeenAt);
  }

  /** An alarm on what fell silent, or whose partners did, would go on for good and keep all others from being told. */
  #endUnjudged(at: number, verdicts: Verdict[]): void {
    for (const member of this.members) {
      if (member?.alarm?.isActive && at - member.judgedAt > gapSteps * this.stepMs)
        verdicts.push({ member, score: 0 });
    }
  }

  #judge(
    at: number,
    { settings, patterns }: { settings: DetectorSettings; patterns: PatternNetwork },
    verdicts: Verdict[],
  ): void {
    const left = this.#partners.observe(this.#values);
    // How its members moved meanwhile was not watched, and their first readings may lie at both ends of the step.
    const isAfterGap = at - this.#judgedAt > gapSteps * this.stepMs;
    this.#judgedAt = at;
    const candidates: Verdict[] = [];
    for (const member of this.members) {
      if (member === undefined || !Number.isFinite(this.#values[member.column] as number)) continue;
      const rest = left[member.column] as number;
      let score = 0;
      if (Number.isFinite(rest)) score = this.#scoreOf(member.column, rest, at, settings, patterns);
      else if (this.#partners.isExplained(member.column)) continue;
      const verdict = { member, score: isAfterGap ? Math.min(score, keptScore) : score };
      verdicts.push(verdict);
      if (verdict.score >= alarmScore && !member.alarm?.isActive) candidates.push(verdict);
    }
    if (candidates.length === 0) return;
    // What one member does shows in all that are foretold from it: the odd one is told, and one at a time.
    const isTelling = this.members.some((member) => member?.alarm?.isActive);
    const judged = Array.from(left.keys()).filter((column) => Number.isFinite(left[column] as number));
    const odd = isTelling ? undefined : this.#partners.oddOneOf(judged);
    for (const verdict of candidates) if (verdict.member.column !== odd) verdict.score = keptScore;
  }

  #scoreOf(
    column: number,
    left: number,
    at: number,
    settings: DetectorSettings,
    patterns: PatternNetwork,
  ): number {
    const track = this.#trackOf(column);
    if (track === undefined) return 0;
    const { logRarity, logRarityAlone } = judgePattern(track, patterns, { value: left, at });
    if (logRarityAlone === 0) return 0;
    const alarmsPerWeek = settings.falseAlarmsPerWeek / Math.max(1, settings.seriesCount);
    const limit = alarmLogRarity(track, alarmsPerWeek) * firstDay(this.learntMs);
    const score = scoreOfRatio(logRarityAlone / (limit * settings.limitFactor));
    if (score < alarmScore) return score;
    // What was reported already keeps its alarm alive and raises no other.
    const isTold =
      logRarity === 0 || Math.abs(left) < leftMin || meaningless.has(reasonOfLast(patterns).reason);
    return isTold ? keptScore : score;
  }

  #trackOf(column: number): PatternMemory | undefined {
    const track = this.#tracks[column];
    if (track !== undefined || !this.#mayTrack()) return track;
    const created = createPatternMemory();
    this.#tracks[column] = created;
    return created;
  }

  #columnFor(id: string): number {
    const known = this.#ids.indexOf(id);
    if (known >= 0) return known;
    const free = this.#ids.indexOf("");
    if (free >= 0) this.#ids[free] = id;
    return free;
  }

  /** Takes the column of a series not heard since the restart, and forgets what was learnt of it. */
  #replaceUnheard(id: string): number {
    const column = this.members.indexOf(undefined);
    if (column < 0) return column;
    const learnt = this.#partners.memory.slice();
    this.#partners.memory.fill(0);
    this.#partners.adopt(
      learnt,
      this.#ids.map((_id, other) => (other === column ? -1 : other)),
    );
    if (this.#tracks[column] !== undefined) this.#tracks[column] = createPatternMemory();
    this.#ids[column] = id;
    return column;
  }
}

/** How the memory of a group of so many members at most is laid out. */
export function groupLayout(membersMax: number): {
  fields: number;
  signature: string;
  packed: (readonly [from: number, to: number])[];
} {
  const fields = trackBase(membersMax, membersMax);
  const parts = ["together", 1, membersMax, partnerFields(membersMax), patternFields];
  const signature = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
  const packed = Array.from({ length: membersMax }, (_unused, column) =>
    trackBase(membersMax, column),
  ).flatMap((base) => packedFields.map(([from, to]) => [base + from, base + to] as const));
  return { fields, signature, packed };
}

function trackBase(membersMax: number, column: number): number {
  return partnerFields(membersMax) + column * patternFields;
}
