import type { Random } from "../../../src/core/backoff.ts";
import type { LogSeverity } from "../../../src/domain/log-line.ts";
import { between, forkRandom } from "../../../src/simulate/engine/random.ts";
import { uuid } from "./fill.ts";
import type { LineKind, LinePool } from "./line-pool.ts";

export const dayMs = 86_400_000;
export const hourMs = 3_600_000;
export const minuteMs = 60_000;
/** A Monday. */
export const worldFrom = Date.UTC(2026, 0, 5);
export const worldDays = 28;

/** What a line is part of, so that a fault can change it. */
export type Role = "heartbeat" | "chatter" | "job" | "session" | "background" | "boot" | "latency";

export interface WorldLine {
  at: number;
  message: string;
  severity: LogSeverity | undefined;
  role: Role;
  /** Which heartbeat, job or kind of session; and which run of it. */
  unit: number;
  run: number;
  /** Place in its run; -1 for the last. */
  step: number;
}

/** Weeks of one plausible log, without a fault, and what it is made of. */
export interface World {
  seed: number;
  lines: WorldLine[];
  parts: WorldParts;
}

export interface WorldParts {
  heartbeats: { kind: LineKind; periodMs: number }[];
  chatter: { kind: LineKind; perHour: number }[];
  jobs: Procedure[];
  sessions: (Procedure & { perHour: number })[];
  warnings: LineKind[];
  errors: LineKind[];
  boot: LineKind[];
  /** Errors that this log never said. */
  unseen: LineKind[];
}

interface Procedure {
  lines: LineKind[];
  periodMs: number;
  offsetMs: number;
  /** Mean time between two steps. */
  stepMs: number;
  idOf: ((run: number, random: Random) => string) | undefined;
}

export function createWorld(seed: number, pool: LinePool): World {
  const random = forkRandom(seed, "parts");
  const parts = createParts(pool, random);
  const lines: WorldLine[] = [];
  const until = worldFrom + worldDays * dayMs;
  for (const [unit, { kind, periodMs }] of parts.heartbeats.entries()) {
    const own = forkRandom(seed, `heartbeat ${unit}`);
    for (let at = worldFrom + own() * periodMs; at < until; at += periodMs * between(own, 0.97, 1.03))
      lines.push(lineOf(kind, at, { role: "heartbeat", unit }, own));
  }
  for (const [unit, { kind, perHour }] of parts.chatter.entries()) {
    const own = forkRandom(seed, `chatter ${unit}`);
    for (const at of arrivals(own, perHour, rhythm))
      lines.push(lineOf(kind, at, { role: "chatter", unit }, own));
  }
  const latency = forkRandom(seed, "latency");
  for (const at of arrivals(latency, 20, rhythm)) lines.push(latencyLine(at, 1, latency));
  for (const [unit, job] of parts.jobs.entries()) {
    const own = forkRandom(seed, `job ${unit}`);
    let run = 0;
    for (let at = worldFrom + job.offsetMs; at < until; at += job.periodMs) {
      run += 1;
      lines.push(...runLines(job, at + between(own, 0, 3 * minuteMs), { role: "job", unit, run }, own));
    }
  }
  for (const [unit, session] of parts.sessions.entries()) {
    const own = forkRandom(seed, `session ${unit}`);
    let run = 0;
    for (const at of arrivals(own, session.perHour, rhythm)) {
      run += 1;
      const all = runLines(session, at, { role: "session", unit, run }, own);
      // A connection that is lost has no end in the log.
      lines.push(...(own() < 0.002 ? all.slice(0, -1) : all));
    }
  }
  for (const [unit, kind] of [...parts.warnings, ...parts.errors].entries()) {
    const own = forkRandom(seed, `background ${unit}`);
    const perDay = unit < parts.warnings.length ? between(own, 1, 8) : between(own, 0.2, 1);
    for (const at of arrivals(own, perDay / 24, () => 1)) {
      // Some come as a few retries.
      const times = own() < 0.2 ? 2 + Math.floor(own() * 3) : 1;
      for (let time = 0; time < times; time += 1)
        lines.push(lineOf(kind, at + time * between(own, 500, 20_000), { role: "background", unit }, own));
    }
  }
  const restarts = forkRandom(seed, "restarts");
  for (const at of arrivals(restarts, 1 / (6 * 24), () => 1)) lines.push(...bootLines(parts, at, restarts));
  return { seed, lines: inOrder(lines.filter(({ at }) => at < until)), parts };
}

export function inOrder(lines: readonly WorldLine[]): WorldLine[] {
  return [...lines].sort((left, right) => left.at - right.at);
}

export function bootLines({ boot }: WorldParts, from: number, random: Random): WorldLine[] {
  let at = from;
  return boot.map((kind, step) => {
    at += between(random, 300, 2500);
    return { ...lineOf(kind, at, { role: "boot", unit: 0 }, random), step };
  });
}

/** A line whose number is what it tells. */
export function latencyLine(at: number, factor: number, random: Random): WorldLine {
  const ms = Math.round(factor * 90 * Math.exp(between(random, -0.5, 0.5)));
  const message = `POST /api/state handled in ${ms} ms`;
  return { at, message, severity: "info", role: "latency", unit: 0, run: 0, step: 0 };
}

export function lineOf(
  kind: LineKind,
  at: number,
  of: { role: Role; unit: number },
  random: Random,
): WorldLine {
  return { at, message: kind.say(random), severity: kind.severity, run: 0, step: 0, ...of };
}

function runLines(
  { lines, stepMs, idOf }: Procedure,
  from: number,
  of: { role: Role; unit: number; run: number },
  random: Random,
): WorldLine[] {
  const id = idOf?.(of.run, random);
  let at = from;
  return lines.map((kind, step) => {
    if (step > 0) at += stepMs * Math.min(4, 0.1 - Math.log(1 - random()));
    const isLast = step === lines.length - 1;
    return { at, message: kind.say(random, id), severity: kind.severity, ...of, step: isLast ? -1 : step };
  });
}

function createParts(pool: LinePool, random: Random): WorldParts {
  const take = (from: LineKind[], count: number) => from.splice(0, count);
  const procedure = (steps: number, periodMs: number, stepMs: number, hasId: boolean): Procedure => ({
    lines: take(hasId ? pool.withId : pool.normal, steps),
    periodMs,
    offsetMs: random() * periodMs,
    stepMs,
    idOf: hasId ? idMaker(random) : undefined,
  });
  const steps = () => 3 + Math.floor(random() * 3);
  return {
    heartbeats: [1, 5, 15].map((minutes) => ({
      kind: take(pool.normal, 1)[0] as LineKind,
      periodMs: minutes * minuteMs * between(random, 0.8, 1.3),
    })),
    jobs: [
      procedure(steps(), dayMs, 2 * minuteMs, false),
      procedure(steps(), dayMs, 4 * minuteMs, true),
      procedure(steps(), 4 * hourMs, minuteMs, true),
      procedure(steps(), hourMs, 20_000, false),
    ],
    sessions: [3, 10].map((perHour) => ({
      ...procedure(steps(), 0, between(random, 20_000, 4 * minuteMs), true),
      perHour,
    })),
    chatter: take(
      random() < 0.5 ? [...pool.normal.splice(0, 6), ...pool.withId.splice(0, 6)] : pool.normal,
      12,
    ).map((kind) => ({ kind, perHour: Math.exp(between(random, Math.log(0.3), Math.log(20))) })),
    warnings: take(pool.warnings, 3),
    errors: take(pool.errors, 2),
    boot: take(pool.normal, 5),
    unseen: take(pool.errors, 3),
  };
}

function idMaker(random: Random): (run: number, random: Random) => string {
  const first = Math.floor(between(random, 100, 90_000));
  const shape = random();
  if (shape < 0.5) return (run) => (first + run).toString();
  if (shape < 0.75)
    return (_, own) =>
      Math.floor(own() * 2 ** 32)
        .toString(16)
        .padStart(8, "0");
  return (_, own) => uuid(own);
}

/** More by day than by night, less at weekends. */
function rhythm(at: number): number {
  const hour = (at % dayMs) / hourMs;
  const weekday = Math.floor((at - worldFrom) / dayMs) % 7;
  return (hour > 7 && hour < 19 ? 1 : 0.15) * (weekday < 5 ? 1 : 0.5);
}

/** Times of a Poisson process of `perHour` at its busiest, thinned to the rhythm. */
function arrivals(random: Random, perHour: number, shareAt: (at: number) => number): number[] {
  const times: number[] = [];
  let at = worldFrom;
  while (at < worldFrom + worldDays * dayMs) {
    at += (-Math.log(1 - random()) * hourMs) / perHour;
    if (random() < shareAt(at)) times.push(at);
  }
  return times;
}
