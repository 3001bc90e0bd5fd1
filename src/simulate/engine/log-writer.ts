import type { Random } from "../../core/backoff.ts";
import type { Part, Send, World } from "./place.ts";
import { between, pick } from "./random.ts";

export type LogLevel = "debug" | "info" | "warning" | "error" | "critical";

/** One line a program may write. `{3-9}` in it becomes a number of that range. */
export interface LogEntry {
  level: LogLevel;
  /** Program, module or unit that says it. */
  from: string;
  text: string;
  /** Left out: always. */
  when?: () => boolean;
}

export interface LogWriterOptions {
  world: World;
  topic: string;
  /** How the machine that writes it puts an entry into a line. */
  format: (entry: LogEntry, at: number) => object | string;
  /** What it says when all is well, and how often, on average. */
  usual: readonly [LogEntry, ...LogEntry[]];
  everyMs: number;
  /** Nothing is written while this is true; it speaks again with `onReturn`. */
  isAway?: () => boolean;
  onReturn?: readonly LogEntry[];
  /** What it has to say beyond that at a time. */
  also?: (at: number, dtMs: number) => readonly LogEntry[];
}

/** The log of one program on its topic. */
export class LogWriter implements Part {
  readonly #options: LogWriterOptions;
  readonly #random: Random;
  #nextAt: number;
  #wasAway = false;
  #hasBegun = false;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#random = options.world.fork(`log ${options.topic}`);
    this.#nextAt = options.world.startAt;
  }

  tick(at: number, dtMs: number, send: Send): void {
    const { usual, everyMs, isAway, onReturn = [], also } = this.#options;
    const write = (entry: LogEntry) => this.#write(entry, at, send);
    const more = also?.(at, dtMs) ?? [];
    if (isAway?.()) {
      this.#wasAway = true;
      return;
    }
    // A machine that starts says everything once.
    if (!this.#hasBegun) for (const entry of usual) write(entry);
    this.#hasBegun = true;
    if (this.#wasAway) for (const entry of onReturn) write(entry);
    this.#wasAway = false;
    for (const entry of more) write(entry);
    if (at < this.#nextAt) return;
    this.#nextAt = at + everyMs * between(this.#random, 0.4, 1.6);
    const [first, ...rest] = usual.filter(({ when }) => when?.() ?? true);
    if (first) write(pick(this.#random, [first, ...rest]));
  }

  #write(entry: LogEntry, at: number, send: Send): void {
    const text = entry.text.replace(/\{(\d+)-(\d+)\}/g, (_, low: string, high: string) =>
      String(Math.round(between(this.#random, Number(low), Number(high)))),
    );
    send(this.#options.topic, this.#options.format({ ...entry, text }, at));
  }
}

const severityNumbers: Readonly<Record<LogLevel, number>> = {
  critical: 2,
  error: 3,
  warning: 4,
  info: 6,
  debug: 7,
};
const pinoNumbers: Readonly<Record<LogLevel, number>> = {
  debug: 20,
  info: 30,
  warning: 40,
  error: 50,
  critical: 60,
};

/** RFC 5424, facility `daemon`. */
export function syslogLine(host: string): (entry: LogEntry, at: number) => string {
  return ({ level, from, text }, at) =>
    `<${3 * 8 + severityNumbers[level]}>1 ${new Date(at).toISOString()} ${host} ${from} - - - ${text}`;
}

/** JSON as pino writes it. */
export function pinoLine(hostname: string): (entry: LogEntry, at: number) => object {
  return ({ level, from, text }, at) => ({
    level: pinoNumbers[level],
    time: at,
    pid: 912,
    hostname,
    name: from,
    msg: text,
  });
}

/** `2026-03-02T11:59:05.000Z WARNING [unit] text`, as PLC and SCADA systems write it in one variant or another. */
export function plainLine({ level, from, text }: LogEntry, at: number): string {
  return `${new Date(at).toISOString()} ${level.toUpperCase()} [${from}] ${text}`;
}
