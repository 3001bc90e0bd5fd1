import { type Clock, every } from "../core/clock.ts";
import type { Reporter } from "../core/events.ts";
import type { LoopProgress } from "../core/lifecycle.ts";
import type { systemEvents } from "./events.ts";
import type { Notifier } from "./notify.ts";

/**
 * Feeds systemd's watchdog, but only while every loop makes progress: a daemon that answers and does nothing
 * is as dead as one that crashed, and a restart helps both. Without systemd it still reports stuck loops.
 */
export interface Watchdog {
  start(): void;
  stop(): void;
  /** Names of the loops found stuck at the last check. */
  readonly stuck: readonly string[];
}

export function createWatchdog(options: {
  loops: () => readonly LoopProgress[];
  notifier: Pick<Notifier, "watchdogMs" | "feedWatchdog">;
  clock: Clock;
  reporter: Reporter<typeof systemEvents>;
  checkMsMax: number;
}): Watchdog {
  const { notifier, clock, reporter } = options;
  let stuck: readonly string[] = [];
  let cancel = () => {};

  const check = () => {
    const found = options.loops().filter((loop) => loop.isStuck);
    for (const { loop, ageMaxMs, ...rest } of found.map(describe)) {
      reporter.report("loopStuck", { loop, ageMaxMs, ...rest });
    }
    if (found.length === 0 && stuck.length > 0) reporter.report("loopRecovered", { loops: stuck.join(", ") });
    stuck = found.map(({ loop }) => loop);
    if (stuck.length === 0) void notifier.feedWatchdog();
  };

  return {
    start() {
      const intervalMs = Math.min(options.checkMsMax, (notifier.watchdogMs ?? Number.POSITIVE_INFINITY) / 2);
      cancel();
      cancel = every(clock, intervalMs, check);
    },
    stop() {
      cancel();
    },
    get stuck() {
      return stuck;
    },
  };
}

function describe(progress: LoopProgress): { loop: string; ageMs: number; ageMaxMs: number } {
  return { loop: progress.loop, ageMs: Math.round(progress.ageMs()), ageMaxMs: progress.ageMaxMs };
}
