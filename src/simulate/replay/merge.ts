import type { ReplayRecord } from "./record.ts";

/**
 * Merges streams by time, holding one record of each. A stream keeps its own order, even where its times go back. A
 * record without a time comes as soon as the one before it in its stream has; streams due together take turns.
 */
export async function* mergeByTime(
  streams: readonly AsyncGenerator<ReplayRecord>[],
): AsyncGenerator<ReplayRecord> {
  const heads: { stream: AsyncGenerator<ReplayRecord>; record: ReplayRecord; dueAt: number }[] = [];
  try {
    for (const stream of streams) {
      const next = await stream.next();
      if (!next.done)
        heads.push({ stream, record: next.value, dueAt: next.value.at ?? Number.NEGATIVE_INFINITY });
    }
    while (heads.length > 0) {
      const head = heads.reduce((first, other) => (other.dueAt < first.dueAt ? other : first));
      yield head.record;
      const next = await head.stream.next();
      // To the end of the line: streams that are due together, such as those without times, take turns.
      heads.splice(heads.indexOf(head), 1);
      if (!next.done) {
        heads.push({ stream: head.stream, record: next.value, dueAt: next.value.at ?? head.dueAt });
      }
    }
  } finally {
    // Whoever stops early must not leave files open.
    for (const stream of streams) await stream.return(undefined);
  }
}
