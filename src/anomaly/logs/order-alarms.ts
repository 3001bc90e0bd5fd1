import type { Reporter } from "../../core/events.ts";
import { LruMap } from "../../core/lru-map.ts";
import type { LogLine } from "../../domain/log-line.ts";
import { alarmScore, scoreOfRatio } from "../detectors/detector.ts";
import type { anomalyEvents } from "../events.ts";
import type { HabitTeller } from "./habit-teller.ts";
import { identifiersOf } from "./identifiers.ts";
import { createSession, type MissingEnd, type OrderedLine, type Session } from "./line-order.ts";
import type { LineTrack } from "./line-track.ts";
import { type LogHabits, trackOf } from "./log-habits.ts";
import type { Rule } from "./succession.ts";
import type { LogMatch } from "./templates/log-templates.ts";
import type { LogWatch } from "./watch.ts";

/**
 * Judges the order of lines: a line comes without the one that goes before it, or the one that follows does not come.
 *
 * Limits:
 * 1. `sessionsMax` identifiers over all logs, half as many of one; the one heard longest ago is forgotten first.
 * 2. Beyond `orderedPerMinuteMax` lines a minute of a log their order and identifiers are not looked at, which costs more
 *    than all else; the lines are counted.
 */
export class OrderAlarms {
  readonly #options: OrderAlarmsOptions;
  /** Those of all logs, by log and identifier: which was heard longest ago. */
  #sessions: LruMap<string, { id: string; habits: LogHabits }>;

  constructor(options: OrderAlarmsOptions) {
    this.#options = options;
    this.#sessions = new LruMap(options.sessionsMax, (_, { id, habits }) => {
      const session = habits.sessions.get(id);
      if (session === undefined) return;
      habits.sessions.delete(id);
      habits.order.forgetSession(session);
    });
  }

  get sessionsPerLog(): number {
    return Math.ceil(this.#options.sessionsMax / 2);
  }

  /** Whether order is looked at now; begins anew where that changes. */
  isOn(watch: LogWatch, seenAt: number): boolean {
    const { flood, habits, source } = watch;
    const isTooFast = flood.meter.countAt(seenAt) > orderedPerMinuteMax;
    if (isTooFast) this.#options.reporter.report("orderSkipped", { source });
    const isOff = isTooFast || flood.alarm.isActive;
    if (isOff !== habits.isOrderOff) habits.order.restart(seenAt);
    habits.isOrderOff = isOff;
    return !isOff;
  }

  /** The sessions that a line is of; one with a line that is hardly known says nothing of what comes after what. */
  sessionsOf(watch: LogWatch, match: LogMatch, track: LineTrack | undefined, seenAt: number): Session[] {
    const sessions = identifiersOf(match.parameters).map((id) => this.#session(watch, id));
    if (track === undefined || watch.habits.order.whole.countOf(track.slot) < strangeCount)
      for (const session of sessions) session.strangeAt = seenAt;
    return sessions;
  }

  judge(
    watch: LogWatch,
    track: LineTrack,
    { line, sessions, seenAt }: { line: LogLine; sessions: readonly Session[]; seenAt: number },
  ): void {
    const ordered: OrderedLine = { slot: track.slot, seenAt, at: line.at, message: track.message };
    for (const { rule, strength } of watch.habits.order.observe(ordered, sessions)) {
      const other = trackOf(watch.habits, rule.pair.before);
      // A start that does not come at all any more is told as missing, once.
      const isGone =
        other !== undefined && seenAt - other.silence.silentSince > goneTimes * other.silence.usualMs;
      if (other === undefined || isGone || !this.#isOrderNews(watch, rule, strength, seenAt)) continue;
      this.#options.teller.raise(watch, track, seenAt, {
        kind: "logOrder",
        detector: "logOrder",
        score: scoreOfRatio(strength),
        at: line.at,
        order: { reason: "noStart", other: other.message },
      });
    }
  }

  tellMissingEnd(watch: LogWatch, { rule, line, waitedMs, strength }: MissingEnd, seenAt: number): void {
    const track = trackOf(watch.habits, line.slot);
    const other = trackOf(watch.habits, rule.pair.after);
    // A log that says nothing at all is silent, and that is another matter.
    if (seenAt - watch.lastSeenAt > rule.limitMs / 2) return;
    if (track === undefined || other === undefined || !this.#isOrderNews(watch, rule, strength, seenAt))
      return;
    this.#options.teller.raise(watch, track, seenAt, {
      kind: "logOrder",
      detector: "logOrder",
      score: scoreOfRatio(strength),
      at: line.at + waitedMs,
      durationMs: waitedMs,
      usualDurationMs: Math.round(rule.pair.longestMs),
      order: { reason: "noEnd", other: other.message },
      message: line.message,
    });
  }

  #isOrderNews({ habits }: LogWatch, rule: Rule, strength: number, seenAt: number): boolean {
    if (scoreOfRatio(strength) < alarmScore || seenAt < habits.orderToldUntil) return false;
    habits.orderToldUntil = seenAt + Math.max(orderRestMs, rule.limitMs);
    return true;
  }

  #session({ source, habits }: LogWatch, id: string): Session {
    const key = sessionKey(source, id);
    let session = habits.sessions.get(id);
    if (session === undefined || this.#sessions.get(key) === undefined) {
      if (session === undefined && habits.sessions.size === habits.sessions.capacity)
        this.#sessions.delete(sessionKey(source, habits.sessions.keys().next().value ?? ""));
      session ??= createSession();
      habits.sessions.set(id, session);
      this.#sessions.set(key, { id, habits });
    }
    return session;
  }
}

export interface OrderAlarmsOptions {
  sessionsMax: number;
  teller: HabitTeller;
  reporter: Reporter<typeof anomalyEvents>;
}

function sessionKey(source: string, id: string): string {
  return `${source}\n${id}`;
}

/** A kind of line that came less often is not known yet. */
const strangeCount = 5;
/** A hundred lines a second of one log: some 35 microseconds each, where a log has many kinds of them. */
const orderedPerMinuteMax = 6000;
const goneTimes = 1.6;
const orderRestMs = 30 * 60_000;
