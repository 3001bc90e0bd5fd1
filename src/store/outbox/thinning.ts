import type { Envelope } from "../../domain/envelope.ts";
import { rollupWidthsMs } from "../../domain/rollup.ts";
import type { StoreConfig } from "../config.ts";
import type { EngineTime } from "../engine/time.ts";
import type { Notice } from "../events.ts";
import type { BlockHead, BlockTable } from "./block-table.ts";
import type { Boots } from "./boots.ts";
import type { Claims } from "./claims.ts";
import type { ClassTotals } from "./class-totals.ts";
import type { GivingUp } from "./giving-up.ts";
import { classOfRank, endKey, firstKey, rankOfClass } from "./keys.ts";
import { type LaneTable, recordsIn } from "./lanes.ts";
import type { Offers } from "./offers.ts";
import { type ThinWidth, thinRecords } from "./thin-records.ts";

/**
 * A long backlog of samples told more briefly, so that a month offline still tells its story. Limits and invariants:
 * 1. Only samples: from `thinning.startShare` of the queue's limits on, those older than `fullHours` become 1-minute
 *    aggregates and those older than `minuteDays` 15-minute ones. The nearer the limits, the younger they may be.
 * 2. Aggregates take the place of their samples: the same keys, class and sinks, in one transaction. So nothing is doubled
 *    or lost by a crash. What was given to a sink (`offers.ts`), or is with some sinks only in part, stays as it is.
 * 3. At most `recordsPerSecond` are read in a second, a block at least, so that it never holds up an append.
 * 4. It goes through the queue from the oldest on and begins again after `againMs`.
 */

const rank = rankOfClass("sample");
const hourMs = 3_600_000;
const againMs = hourMs;
/** What does not become at least so much less is not worth writing again. */
const worthShare = 0.8;

export function createThinning(options: {
  blocks: BlockTable;
  totals: ClassTotals;
  lanes: LaneTable;
  claims: Claims;
  offers: Offers;
  boots: Boots;
  givingUp: GivingUp;
  config: () => StoreConfig;
  notices: Notice[];
}) {
  const { blocks, totals, lanes, claims, offers, boots, givingUp, config, notices } = options;
  const cursors = { minute: firstKey(rank), quarter: firstKey(rank) };
  let begunMs: number | undefined;
  let thinned = 0;

  /** Share of the queue's limits that samples take. */
  function fullness(): number {
    const { outboxBytesMax, outboxRecordsMax } = config();
    const { bytes, held, done } = totals.of(rank);
    return Math.max(bytes / outboxBytesMax, (held - done) / outboxRecordsMax);
  }

  /** A slice of the work; needs a transaction. */
  function step(time: EngineTime): void {
    const { startShare, fullHours, minuteDays, recordsPerSecond } = config().thinning;
    const share = fullness();
    if (recordsPerSecond === 0 || share <= startShare) return;
    if (begunMs === undefined || time.monotonicMs - begunMs >= againMs) {
      begunMs = time.monotonicMs;
      cursors.minute = cursors.quarter = firstKey(rank);
    }
    const room = startShare >= 1 ? 0 : Math.max(0, (1 - share) / (1 - startShare));
    const budget = { records: recordsPerSecond };
    thin("quarter", { ageMs: minuteDays * 24 * hourMs * room, time, budget });
    thin("minute", { ageMs: fullHours * hourMs * room, time, budget });
  }

  function thin(
    width: ThinWidth,
    work: { ageMs: number; time: EngineTime; budget: { records: number } },
  ): void {
    const { ageMs, time, budget } = work;
    while (budget.records > 0) {
      const run = nextRun(cursors[width], { ageMs, time, recordsMax: budget.records });
      if (!run) return;
      cursors[width] = run.next;
      for (const { count } of run.heads) budget.records -= count;
      if (run.heads.length > 0) replace(run.heads, width, time);
      else budget.records -= 1;
    }
  }

  /** Blocks beside each other from `from` on that can become one; `next` is where to look then. Undefined at the young ones. */
  function nextRun(
    from: number,
    { ageMs, time, recordsMax }: { ageMs: number; time: EngineTime; recordsMax: number },
  ): { heads: BlockHead[]; next: number } | undefined {
    const heads: BlockHead[] = [];
    let next = from;
    let records = 0;
    let fate: string | undefined;
    for (const head of blocks.walk(from, endKey(rank))) {
      const age = boots.ageMs(head, time);
      if (age === undefined || age <= ageMs) break;
      const headFate = fateOf(head);
      const [first] = heads;
      const isBeside = !first || (head.key === next && headFate === fate && head.boot === first.boot);
      if (heads.length > 0 && (!headFate || !isBeside || records + head.count > recordsMax)) break;
      next = head.key + head.span;
      if (!headFate) return { heads, next };
      fate = headFate;
      heads.push(head);
      records += head.count;
    }
    return heads.length > 0 ? { heads, next } : undefined;
  }

  /** Who is owed the whole block; undefined where that differs among its records, or one is on its way, or it is a gap. */
  function fateOf(head: BlockHead): string | undefined {
    if (head.isGap) return undefined;
    const owed: string[] = [];
    for (const { settled } of lanes.of(rank)) {
      const settledCount = recordsIn(settled, head);
      if (settledCount > 0 && !settled.covers(head.key, head.key + head.span)) return undefined;
      owed.push(settledCount > 0 ? "-" : "+");
    }
    if (offers.wasGiven(head)) return undefined;
    for (let index = 0; index < head.count; index += 1) {
      if (claims.isClaimed(head.key + index)) return undefined;
    }
    return `owed ${owed.join("")}`;
  }

  function replace(heads: readonly BlockHead[], width: ThinWidth, time: EngineTime): void {
    const before = readAll(heads);
    const last = heads.at(-1);
    if (!before || !last) return;
    const windowOf = (at: number) => Math.floor(at / rollupWidthsMs[width]);
    /** The newest block with a record up to that window: nothing is to be given up earlier than it would have been. */
    const newestWithin = (window: number) => {
      let end = before.length;
      return heads.findLast(({ count }) => {
        end -= count;
        return before.slice(end, end + count).some(({ at }) => windowOf(at) <= window);
      });
    };
    const after = thinRecords(before, { width, now: time.now });
    if (after.length > before.length * worthShare) return;
    const stampOf = (block: readonly Envelope[]) => newestWithin(windowOf(block.at(-1)?.at ?? 0)) ?? last;
    givingUp.replace(heads, after, stampOf);
    const count = before.length - after.length;
    thinned += count;
    notices.push({ event: "samplesThinned", fields: { width }, count });
  }

  function readAll(heads: readonly BlockHead[]): Envelope[] | undefined {
    const records: Envelope[] = [];
    const recordClass = classOfRank(rank);
    try {
      for (const head of heads) {
        const columns = blocks.read(head);
        for (let index = 0; index < columns.count; index += 1) {
          records.push(boots.correct(columns.record(index, recordClass), head));
        }
      }
      return records;
    } catch (error) {
      // Damage is dealt with when the block is claimed.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  return { step, figures: () => ({ thinnedSamples: thinned, sampleShare: fullness() }) };
}
