import { execFile } from "node:child_process";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { systemEvents } from "./events.ts";

/**
 * Tells systemd how the daemon is doing (freedesktop.org/software/systemd/man/sd_notify.html). Node has no
 * Unix datagram sockets, so the messages go through the program `systemd-notify`; the unit needs
 * `NotifyAccess=all`. Without `NOTIFY_SOCKET` nothing is done.
 *
 * Limits and invariants:
 * 1. One message at a time, in order; at most `waitingMax` wait, and a newer status replaces a waiting one.
 * 2. A message takes at most `notifyMsMax`. A failure is reported and never thrown.
 */
export interface Notifier {
  readonly isActive: boolean;
  /** The time within which systemd wants to hear from us, or undefined when it runs no watchdog. */
  readonly watchdogMs: number | undefined;
  ready(status: string): Promise<void>;
  reloading(): Promise<void>;
  stopping(status: string): Promise<void>;
  status(text: string): Promise<void>;
  feedWatchdog(): Promise<void>;
}

/** Runs a program to its end and answers what it wrote; rejects when it fails or takes over `timeoutMs`. */
export type RunProgram = (program: string, parts: readonly string[], timeoutMs: number) => Promise<string>;

const notifyMsMax = 5_000;
const waitingMax = 16;
const statusLengthMax = 200;

export function createNotifier(options: {
  environment: Readonly<Record<string, string | undefined>>;
  pid: number;
  reporter: Reporter<typeof systemEvents>;
  run?: RunProgram;
}): Notifier {
  const { environment, reporter, run = runProgram } = options;
  const isActive = Boolean(environment.NOTIFY_SOCKET);
  let tail = Promise.resolve();
  let waiting = 0;
  let newestStatus = 0;

  const send = (variables: () => readonly string[]): Promise<void> => {
    if (!isActive) return Promise.resolve();
    if (waiting >= waitingMax) {
      reporter.report("notifyFailed", { error: "too many messages wait for systemd-notify already" });
      return Promise.resolve();
    }
    waiting += 1;
    tail = tail.then(async () => {
      waiting -= 1;
      const parts = variables();
      if (parts.length === 0) return;
      try {
        await run("systemd-notify", parts, notifyMsMax);
      } catch (error) {
        reporter.report("notifyFailed", { variables: parts.join(" "), error: errorMessage(error) });
      }
    });
    return tail;
  };

  return {
    isActive,
    watchdogMs: watchdogMs(environment, options.pid),
    ready: (status) => send(() => ["READY=1", statusVariable(status)]),
    reloading: () => send(() => ["RELOADING=1"]),
    stopping: (status) => send(() => ["STOPPING=1", statusVariable(status)]),
    status(text) {
      newestStatus += 1;
      const mine = newestStatus;
      return send(() => (mine === newestStatus ? [statusVariable(text)] : []));
    },
    feedWatchdog: () => send(() => ["WATCHDOG=1"]),
  };
}

/** One line without control characters: a newline would start the next variable. */
function statusVariable(text: string): string {
  return `STATUS=${text.replace(/[\u0000-\u001f\u007f]+/g, " ").slice(0, statusLengthMax)}`;
}

function watchdogMs(
  environment: Readonly<Record<string, string | undefined>>,
  pid: number,
): number | undefined {
  const microseconds = Number(environment.WATCHDOG_USEC);
  if (!Number.isFinite(microseconds) || microseconds <= 0) return undefined;
  // Set for one process; a child that inherits the environment must not feed for its parent.
  if (environment.WATCHDOG_PID && Number(environment.WATCHDOG_PID) !== pid) return undefined;
  return microseconds / 1_000;
}

/** {@link RunProgram} on this machine. */
export const runProgram: RunProgram = (program, parts, timeoutMs) =>
  new Promise((resolve, reject) => {
    execFile(program, [...parts], { timeout: timeoutMs, maxBuffer: 65_536 }, (error, output) => {
      if (error) reject(error);
      else resolve(output);
    });
  });
