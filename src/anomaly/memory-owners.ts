import { learntMsOfLog, learntOfLog, logLayout } from "./logs/log-memory.ts";
import type { LogWatch } from "./logs/watch.ts";
import type { LearntMemory } from "./memory-codec.ts";
import type { MemoryOwner } from "./memory-keeper.ts";
import { learntMemory, learntMsOf, memoryLayout, restoreMemory, type SeriesWatch } from "./series-watch.ts";
import { type Group, groupLayout } from "./together/group.ts";

/** What the detectors learnt of one series; `onRestored` once that of before the restart is in use. */
export function seriesMemory(watch: SeriesWatch, onRestored: () => void): MemoryOwner {
  return {
    of: "series",
    id: watch.series.id,
    layout: memoryLayout(watch.series.kind),
    lastSeenAt: () => watch.lastSeenAt,
    learntMs: () => learntMsOf(watch),
    learnt: () => learntMemory(watch),
    restore(learnt, savedSeenAt) {
      restoreMemory(watch, learnt, savedSeenAt);
      onRestored();
    },
  };
}

/** How the members of a group move together. No topic has a `#`, so that no series has this id. */
export function groupMemory(group: Group): MemoryOwner {
  return {
    of: "group",
    id: `#together ${group.id}`,
    layout: groupLayout(group.membersMax),
    lastSeenAt: () => group.lastSeenAt,
    learntMs: () => group.learntMs,
    learnt: () => group.learnt(),
    restore: (learnt, savedSeenAt) => group.restore(learnt, savedSeenAt),
  };
}

/** Names of logs come from outside: many that are heard for a moment must not wear out the disk. */
const logLearntMsMin = 3_600_000;

export function logMemoryId(source: string): string {
  return `#log ${source}`;
}

/** What is usual of one log. */
export function logMemory(watch: LogWatch, restore: (learnt: LearntMemory) => void): MemoryOwner {
  return {
    of: "log",
    id: logMemoryId(watch.source),
    layout: logLayout,
    lastSeenAt: () => watch.lastSeenAt,
    learntMs: () => learntMsOfLog(watch),
    learntMsMin: logLearntMsMin,
    learnt: () => learntOfLog(watch),
    restore,
  };
}
