import type { FaultName, InjectedFault } from "./faults.ts";
import type { Alarm } from "./watchers.ts";
import { hourMs } from "./world.ts";

/** How the alarms of one watcher meet the faults of the logs. */
export interface Tally {
  found: Map<FaultName, number>;
  injected: Map<FaultName, number>;
  /** Alarms of no fault; those within an hour of each other are one. */
  falseAlarms: number;
  /** What they were, for whoever improves the watcher. */
  falseTold: string[];
}

export function createTally(): Tally {
  return { found: new Map(), injected: new Map(), falseAlarms: 0, falseTold: [] };
}

/** Counts the alarms from `from` on. */
export function addToTally(
  tally: Tally,
  { alarms, injected, from }: { alarms: readonly Alarm[]; injected: readonly InjectedFault[]; from: number },
): void {
  for (const fault of injected) {
    tally.injected.set(fault.name, (tally.injected.get(fault.name) ?? 0) + 1);
    const isFound = alarms.some(({ at }) => at >= fault.from && at <= fault.to);
    if (isFound) tally.found.set(fault.name, (tally.found.get(fault.name) ?? 0) + 1);
  }
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const { at, about } of alarms) {
    if (at < from || injected.some((fault) => at >= fault.from && at <= fault.to)) continue;
    if (at - lastAt > hourMs) {
      tally.falseAlarms += 1;
      tally.falseTold.push(`${new Date(at).toISOString()} ${about}`);
    }
    lastAt = at;
  }
}

export interface Measures {
  precision: number;
  recall: number;
  f1: number;
}

/** Of the faults the share that was found, of the alarms (one for each found fault) the share that is none too many. */
export function measuresOf({ found, injected, falseAlarms }: Tally): Measures {
  const sum = (counts: ReadonlyMap<FaultName, number>) =>
    [...counts.values()].reduce((total, count) => total + count, 0);
  const hits = sum(found);
  const recall = hits / Math.max(1, sum(injected));
  const precision = hits / Math.max(1, hits + falseAlarms);
  return { precision, recall, f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}
