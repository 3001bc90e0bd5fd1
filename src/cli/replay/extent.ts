import type { ReplayRecord } from "../../simulate/replay/record.ts";

/** What a first look through the files found. */
export interface Extent {
  records: number;
  /** Records that have a time. */
  timed: number;
  /** Earliest and latest time; undefined when no record has one. */
  firstAt: number | undefined;
  lastAt: number | undefined;
}

export async function measureExtent(
  records: AsyncIterable<ReplayRecord>,
  onProgress: (count: number) => void,
): Promise<Extent> {
  const extent: Extent = { records: 0, timed: 0, firstAt: undefined, lastAt: undefined };
  for await (const { at } of records) {
    extent.records += 1;
    onProgress(extent.records);
    if (at === undefined) continue;
    extent.timed += 1;
    extent.firstAt = Math.min(extent.firstAt ?? at, at);
    extent.lastAt = Math.max(extent.lastAt ?? at, at);
  }
  return extent;
}

export type TimesChoice = "shift" | "keep" | "arrival";

/**
 * How far times are moved so that the last record is of the moment in which it is published: nothing lies in the
 * future then, and what was measured last is the present.
 */
export function shiftOf(
  { firstAt, lastAt }: Extent,
  { times, speed, now }: { times: TimesChoice; speed: number; now: number },
): number {
  if (times !== "shift" || firstAt === undefined || lastAt === undefined) return 0;
  const spanMs = lastAt - firstAt;
  // Slower than life, data time falls behind: it starts now and stays in the past.
  return now + spanMs / Math.max(1, speed) - lastAt;
}

/** What the daemon's limits on times will do to this replay, in a sentence; undefined when nothing. */
export function timeWarning(
  { firstAt, lastAt }: Extent,
  options: { shiftMs: number; now: number; pastMaxDays: number; futureMaxHours: number },
): string | undefined {
  if (firstAt === undefined || lastAt === undefined) return undefined;
  const { shiftMs, now, pastMaxDays, futureMaxHours } = options;
  const backDays = (now - (firstAt + shiftMs)) / 86_400_000;
  if (backDays > pastMaxDays) {
    return `the data goes ${Math.ceil(backDays)} days back; a daemon with ingest.time.pastMaxDays at ${pastMaxDays} takes the time of arrival for what is older (files of different times are better replayed one by one)`;
  }
  const aheadHours = (lastAt + shiftMs - now) / 3_600_000;
  if (aheadHours > futureMaxHours) {
    return `the data goes ${Math.ceil(aheadHours)} hours ahead; a daemon with ingest.time.futureMaxHours at ${futureMaxHours} takes the time of arrival for what is later`;
  }
  return undefined;
}
