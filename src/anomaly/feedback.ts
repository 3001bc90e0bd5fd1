import { z } from "../core/schema.ts";
import type { Anomaly, AnomalyKind } from "../domain/anomaly.ts";
import type { FeedbackEntry } from "../domain/feedback.ts";
import type { Series } from "../domain/sample.ts";
import { localTime } from "../text/say-time.ts";
import { discountScore, type Finding } from "./detectors/detector.ts";
import {
  type FalseAlarm,
  factorOf,
  falseAlarmEntry,
  isCovered,
  isSameNormal,
  longer,
  type Normal,
  normalEntry,
  widenedBy,
} from "./feedback-entry.ts";
import { sayFeedback } from "./feedback-words.ts";
import { evidenceKey } from "./incidents/evidence.ts";

/**
 * What people said of alarms, asked where the score of a detector becomes an alarm.
 *
 * Limits and invariants:
 * 1. At most `normalsMax` deviations are taken as usual; who adds one asks `normalCount` first.
 * 2. At most `falseAlarmsMax` series and kinds ask for more evidence; beyond, the one that asks for least is forgotten.
 * 3. A limit of the operator is never asked about, nor a safety state: the caller sees to it.
 * 4. A series without feedback costs one look-up, and only when a detector finds something.
 */
export class Feedback {
  #options: FeedbackOptions;
  #falseAlarms = new Map<string, Learnt<FalseAlarm>>();
  #normals = new Map<string, Learnt<Normal>[]>();
  #nextId = 1;

  constructor(options: FeedbackOptions) {
    this.#options = options;
  }

  get normalCount(): number {
    let count = 0;
    for (const list of this.#normals.values()) count += list.length;
    return count;
  }

  get falseAlarmCount(): number {
    return this.#falseAlarms.size;
  }

  /** Whether there is any feedback on this series and kind. */
  concerns(seriesId: string, kind: AnomalyKind): boolean {
    if (this.#normals.size === 0 && this.#falseAlarms.size === 0) return false;
    return this.#normals.has(seriesId) || this.#falseAlarms.has(evidenceKey(kind, seriesId));
  }

  /** The score that a finding counts as: 0 when it is usual here, less when this kind raised false alarms before. */
  score(found: {
    series: Pick<Series, "id" | "states">;
    kind: AnomalyKind;
    at: number;
    score: number;
    finding: Finding;
  }): number {
    const { series, kind, at, score } = found;
    const normal = this.#normals
      .get(series.id)
      ?.find(({ entry }) => isCovered(entry, found) && this.#isTime(entry, at));
    if (normal) {
      this.#countSilenced(normal);
      return 0;
    }
    const falseAlarm = this.#falseAlarms.get(evidenceKey(kind, series.id));
    if (!falseAlarm) return score;
    const counted = discountScore(score, factorOf(falseAlarm.entry, this.#options.now()));
    if (counted < this.#options.alarmScore) this.#countSilenced(falseAlarm);
    return counted;
  }

  /** The same for what was found in a log. */
  scoreLog(found: LogFound): number {
    const { kind, at, score } = found;
    const id = logFeedbackId(found);
    if (!this.concerns(id, kind)) return score;
    const { direction = "none", observed, expected, durationMs } = found;
    const finding: Finding = {
      direction,
      observed,
      expected,
      durationMs,
      limit: undefined,
      severity: undefined,
    };
    return this.score({ series: { id, states: [] }, kind, at, score, finding });
  }

  /** Asks for more evidence from now on. Said again of the same incident it changes nothing: a message may come twice. */
  addFalseAlarm(about: Named, score: number, incidentId?: string): FeedbackEntry {
    const now = this.#options.now();
    const key = evidenceKey(about.kind, about.seriesId);
    const before = this.#falseAlarms.get(key);
    if (before !== undefined && incidentId !== undefined && before.entry.incidentId === incidentId)
      return this.#viewOf(before);
    const widening = widenedBy(before?.entry, score, now);
    const base = before?.entry ?? { ...about, id: this.#takeId(), createdAt: now };
    const learnt: Learnt<FalseAlarm> = {
      silenced: 0,
      silencedAt: undefined,
      ...before,
      entry: { ...base, by: about.by, verdict: "falseAlarm", widening, at: now, incidentId },
    };
    this.#falseAlarms.set(key, learnt);
    if (this.#falseAlarms.size > falseAlarmsMax) this.#forgetLeast(key);
    return this.#viewOf(learnt);
  }

  /** Takes a deviation as usual from now on; once, however often that is said. */
  addNormal(
    about: Named,
    deviation: Omit<Normal, keyof Named | "id" | "createdAt" | "verdict">,
  ): FeedbackEntry {
    const entry: Normal = {
      ...about,
      ...deviation,
      id: this.#nextId,
      createdAt: this.#options.now(),
      verdict: "alwaysNormal",
    };
    const list = this.#normals.get(entry.seriesId) ?? [];
    const same = list.find((one) => isSameNormal(one.entry, entry));
    if (same) {
      const { id, createdAt } = same.entry;
      same.entry = { ...entry, id, createdAt, durationMsMax: longer(same.entry, entry) };
      return this.#viewOf(same);
    }
    const learnt: Learnt<Normal> = {
      entry: { ...entry, id: this.#takeId() },
      silenced: 0,
      silencedAt: undefined,
    };
    this.#normals.set(entry.seriesId, [...list, learnt]);
    return this.#viewOf(learnt);
  }

  forget(id: number): boolean {
    for (const [key, { entry }] of this.#falseAlarms) {
      if (entry.id === id) return this.#falseAlarms.delete(key);
    }
    for (const [seriesId, list] of this.#normals) {
      const kept = list.filter(({ entry }) => entry.id !== id);
      if (kept.length === list.length) continue;
      if (kept.length > 0) this.#normals.set(seriesId, kept);
      else this.#normals.delete(seriesId);
      return true;
    }
    return false;
  }

  /** In the order they were learnt. */
  entries(): FeedbackEntry[] {
    const all = [...this.#falseAlarms.values(), ...[...this.#normals.values()].flat()];
    return all.map((learnt) => this.#viewOf(learnt)).sort((a, b) => a.id - b.id);
  }

  /** All of it as text, to be kept. False alarms that have all but faded are left out. */
  save(): string {
    const now = this.#options.now();
    const falseAlarms = [...this.#falseAlarms.values()]
      .map(({ entry }) => entry)
      .filter((entry) => factorOf(entry, now) >= fadedFactor);
    const normals = [...this.#normals.values()].flat().map(({ entry }) => entry);
    return JSON.stringify({ nextId: this.#nextId, falseAlarms, normals });
  }

  /** Takes up what `save` gave instead of what there is; answers how many entries made no sense and were left out. */
  restore(text: string): number {
    this.#falseAlarms.clear();
    this.#normals.clear();
    const stored = storedFeedback.safeParse(parseJson(text));
    if (!stored.success) return 1;
    const { falseAlarms, normals, nextId } = stored.data;
    let unreadable = 0;
    for (const value of falseAlarms) {
      const { data: entry } = falseAlarmEntry.safeParse(value);
      if (entry === undefined) unreadable += 1;
      else this.#falseAlarms.set(evidenceKey(entry.kind, entry.seriesId), unsilenced(entry));
      this.#nextId = Math.max(this.#nextId, (entry?.id ?? 0) + 1);
    }
    for (const value of normals.slice(0, normalsMax)) {
      const { data: entry } = normalEntry.safeParse(value);
      if (entry === undefined) unreadable += 1;
      else
        this.#normals.set(entry.seriesId, [...(this.#normals.get(entry.seriesId) ?? []), unsilenced(entry)]);
      this.#nextId = Math.max(this.#nextId, (entry?.id ?? 0) + 1);
    }
    this.#nextId = Math.max(this.#nextId, nextId);
    return unreadable;
  }

  #takeId(): number {
    this.#nextId += 1;
    return this.#nextId - 1;
  }

  #isTime({ from, to }: Normal, at: number): boolean {
    if (from === undefined || to === undefined) return true;
    const { hour, minute } = localTime(at, this.#options.timeZone);
    const now = hour * 60 + minute;
    const [begins, ends] = [minuteOf(from), minuteOf(to)];
    return begins < ends ? now >= begins && now < ends : now >= begins || now < ends;
  }

  /** A deviation that lasts is scored with every sample and counted once. */
  #countSilenced(learnt: Learnt<FalseAlarm | Normal>): void {
    const now = this.#options.now();
    const isSame = learnt.silencedAt !== undefined && now - learnt.silencedAt < sameMs;
    learnt.silencedAt = now;
    if (isSame) return;
    learnt.silenced += 1;
    this.#options.onSilenced(learnt.entry.seriesId);
  }

  #forgetLeast(except: string): void {
    const now = this.#options.now();
    let least: string | undefined;
    let leastFactor = Number.POSITIVE_INFINITY;
    for (const [key, { entry }] of this.#falseAlarms) {
      const factor = factorOf(entry, now);
      if (key === except || factor >= leastFactor) continue;
      least = key;
      leastFactor = factor;
    }
    if (least !== undefined) this.#falseAlarms.delete(least);
  }

  #viewOf({ entry, silenced, silencedAt }: Learnt<FalseAlarm | Normal>): FeedbackEntry {
    const { id, verdict, seriesId, name, kind, createdAt, by } = entry;
    const normal = verdict === "alwaysNormal" ? entry : undefined;
    const view = {
      id,
      verdict,
      seriesId,
      name,
      kind,
      createdAt,
      by,
      silenced,
      silencedAt,
      factor: verdict === "falseAlarm" ? factorOf(entry, this.#options.now()) : undefined,
      direction: normal?.direction,
      low: normal?.low,
      high: normal?.high,
      state: normal?.state,
      durationMsMax: normal?.durationMsMax,
      reason: normal?.reason,
      from: normal?.from,
      to: normal?.to,
    };
    return { ...view, told: sayFeedback(view, entry.unit) };
  }
}

export interface FeedbackOptions {
  /** Wall time. */
  now: () => number;
  /** Zone of times of day. */
  timeZone: string | undefined;
  alarmScore: number;
  /** An alarm did not come because of feedback. Called once for what lasts. */
  onSilenced: (seriesId: string) => void;
}

/** What was found in a log, `subjectId` as an anomaly gives it. */
export type LogFound = Pick<Anomaly, "kind" | "at" | "score"> &
  Partial<Pick<Anomaly, "direction" | "observed" | "expected" | "durationMs" | "counted">> & {
    subjectId: string;
  };

/** Under which id feedback on a log is kept: that of the line for what one kind of line does, else that of the log. */
export function logFeedbackId({
  kind,
  counted,
  subjectId,
}: Pick<LogFound, "kind" | "counted" | "subjectId">): string {
  const isOfLine = kind === "logSilent" || kind === "logOrder" || counted === "alike";
  return isOfLine ? subjectId : subjectId.replace(/#\d+$/, "");
}

/** What feedback is about, and who gave it. */
export interface Named {
  seriesId: string;
  name: string;
  kind: AnomalyKind;
  unit: string | undefined;
  by: string;
}

export const normalsMax = 500;
const falseAlarmsMax = 2_000;
const fadedFactor = 1.02;
const sameMs = 600_000;

interface Learnt<Entry> {
  entry: Entry;
  silenced: number;
  silencedAt: number | undefined;
}

const storedFeedback = z.object({
  nextId: z.int().positive(),
  falseAlarms: z.array(z.unknown()),
  normals: z.array(z.unknown()),
});

function unsilenced<Entry>(entry: Entry): Learnt<Entry> {
  return { entry, silenced: 0, silencedAt: undefined };
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
