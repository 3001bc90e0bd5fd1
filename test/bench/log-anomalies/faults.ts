import type { Random } from "../../../src/core/backoff.ts";
import { between, forkRandom, shuffled } from "../../../src/simulate/engine/random.ts";
import {
  bootLines,
  dayMs,
  hourMs,
  inOrder,
  latencyLine,
  lineOf,
  minuteMs,
  type World,
  type WorldLine,
  worldFrom,
} from "./world.ts";

/** A fault that was put into a log: an alarm within [from, to] finds it. */
export interface InjectedFault {
  name: FaultName;
  from: number;
  to: number;
}

interface Draft {
  world: World;
  lines: WorldLine[];
  random: Random;
}

/** Changes the lines of the draft from `at` on; answers until when an alarm counts as of this fault. */
type Fault = (draft: Draft, at: number) => { from: number; to: number };

/** Every fault, with what it does to the log. */
export const faults = {
  /** A program starts, fails and starts again, every 5 to 40 seconds for 10 to 40 minutes. */
  crashLoop({ world, lines, random }, from) {
    const to = from + between(random, 10, 40) * minuteMs;
    const everyMs = between(random, 8_000, 40_000);
    const [failure] = world.parts.errors;
    for (let at = from; at < to; at += everyMs * between(random, 0.8, 1.2)) {
      lines.push(...bootLines(world.parts, at, random));
      if (failure) lines.push(lineOf(failure, at + 6000, { role: "boot", unit: 0 }, random));
    }
    return { from, to: to + hourMs };
  },
  /** An error that the log knows comes 20 to 120 times a minute for 2 to 10 minutes. */
  errorBurst({ world, lines, random }, from) {
    const to = from + between(random, 2, 10) * minuteMs;
    const everyMs = minuteMs / between(random, 20, 120);
    const kind = world.parts.errors[1] ?? world.parts.warnings[0];
    if (kind)
      for (let at = from; at < to; at += everyMs)
        lines.push(lineOf(kind, at, { role: "background", unit: 0 }, random));
    return { from, to: to + hourMs };
  },
  /** One of the heartbeats is not there for 2 to 8 hours; the rest of the log goes on. */
  missingHeartbeat(draft, from) {
    const unit = Math.floor(draft.random() * draft.world.parts.heartbeats.length);
    const to = from + between(draft.random, 2, 8) * hourMs;
    drop(draft, (line) => line.role === "heartbeat" && line.unit === unit && line.at >= from && line.at < to);
    return { from, to: to + hourMs };
  },
  /** One run of a daily job does not take place. */
  missingJob(draft, at) {
    const unit = Math.floor(draft.random() * 2);
    const run = draft.lines.find((line) => line.role === "job" && line.unit === unit && line.at >= at);
    if (run === undefined) return { from: at, to: at };
    drop(draft, (line) => isOfRun(line, run));
    return { from: run.at, to: run.at + 12 * hourMs };
  },
  /** Three sessions of one kind within the hours end without their last line. */
  sessionWithoutEnd(draft, at) {
    const unit = Math.floor(draft.random() * draft.world.parts.sessions.length);
    const found = draft.lines.filter(
      (line) => line.role === "session" && line.unit === unit && line.step === -1 && line.at >= at,
    );
    const some = found.slice(0, 3);
    drop(draft, (line) => some.includes(line));
    const last = some.at(-1)?.at ?? at;
    return { from: some[0]?.at ?? at, to: last + 3 * hourMs };
  },
  /** A job stops half-way: its last lines are not there. */
  jobWithoutEnd(draft, at) {
    const unit = Math.floor(draft.random() * 3);
    const run = draft.lines.find(
      (line) => line.role === "job" && line.unit === unit && line.at >= at && line.step === 0,
    );
    if (run === undefined) return { from: at, to: at };
    drop(draft, (line) => isOfRun(line, run) && (line.step === -1 || line.step >= 2));
    return { from: run.at, to: run.at + 12 * hourMs };
  },
  /** The first and the last line of one run of a job, or of two sessions, change places. */
  swappedOrder(draft, at) {
    const role = draft.random() < 0.5 ? "job" : "session";
    const unit = Math.floor(draft.random() * 2);
    const starts = draft.lines.filter(
      (line) => line.role === role && line.unit === unit && line.step === 0 && line.at >= at,
    );
    const some = starts.slice(0, role === "job" ? 1 : 2);
    let to = at;
    for (const start of some) {
      const end = draft.lines.find((line) => isOfRun(line, start) && line.step === -1);
      if (end === undefined) continue;
      to = Math.max(to, end.at);
      [start.at, end.at] = [end.at, start.at];
    }
    return { from: Math.min(at, ...some.map((line) => line.at)), to: to + 6 * hourMs };
  },
  /** An error that was never seen, one to five times. */
  newError({ world, lines, random }, from) {
    const times = 1 + Math.floor(random() * 5);
    const [kind] = world.parts.unseen;
    if (kind) {
      for (let time = 0; time < times; time += 1)
        lines.push(
          lineOf(
            kind,
            from + time * between(random, 1000, minuteMs),
            { role: "background", unit: 99 },
            random,
          ),
        );
    }
    return { from, to: from + hourMs };
  },
  /** The known warnings come ever more often: within 2.5 days from a few a day to 60 to 150 a day. */
  slowRise({ world, lines, random }, from) {
    const to = from + 2.5 * dayMs;
    const perDay = between(random, 60, 150);
    let at = from;
    while (at < to) {
      at += (-Math.log(1 - random()) * dayMs) / perDay;
      const kind = world.parts.warnings[Math.floor(random() * world.parts.warnings.length)];
      if (kind && random() < (at - from) / (to - from))
        lines.push(lineOf(kind, at, { role: "background", unit: 0 }, random));
    }
    return { from, to: to + 12 * hourMs };
  },
  /** A usual line comes 200 to 600 times a minute for 5 to 15 minutes. */
  flood({ world, lines, random }, from) {
    const to = from + between(random, 5, 15) * minuteMs;
    const everyMs = minuteMs / between(random, 200, 600);
    const kind = world.parts.chatter[0]?.kind;
    if (kind)
      for (let at = from; at < to; at += everyMs)
        lines.push(lineOf(kind, at, { role: "chatter", unit: 0 }, random));
    return { from, to: to + hourMs };
  },
  /** The milliseconds that a line tells grow to five times the usual within six hours, and stay there for six more. */
  latencyDrift(draft, from) {
    const to = from + 12 * hourMs;
    draft.lines = draft.lines.map((line) =>
      line.role === "latency" && line.at >= from && line.at < to
        ? latencyLine(line.at, 1 + 4 * Math.min(1, (line.at - from) / (6 * hourMs)), draft.random)
        : line,
    );
    return { from, to: to + 2 * hourMs };
  },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

/** The days in which the log is as usual. */
export const usualDays = 10;
const slowDays = 3.5;
const otherDays = 1.4;

/** Each fault once, in an order of the seed, on the days after the usual ones. */
export function injectFaults(world: World): { lines: WorldLine[]; injected: InjectedFault[] } {
  const random = forkRandom(world.seed, "faults");
  const draft: Draft = { world, lines: world.lines.map((line) => ({ ...line })), random };
  const injected: InjectedFault[] = [];
  let at = worldFrom + usualDays * dayMs;
  for (const name of shuffled(random, Object.keys(faults) as FaultName[])) {
    const fault: Fault = faults[name];
    const { from, to } = fault(draft, at + between(random, 0, 0.3) * dayMs);
    draft.lines = inOrder(draft.lines);
    injected.push({ name, from, to });
    at += (name === "slowRise" ? slowDays : otherDays) * dayMs;
  }
  return { lines: draft.lines, injected };
}

function drop(draft: Draft, isDropped: (line: WorldLine) => boolean): void {
  draft.lines = draft.lines.filter((line) => !isDropped(line));
}

function isOfRun(line: WorldLine, of: WorldLine): boolean {
  return line.role === of.role && line.unit === of.unit && line.run === of.run;
}
