import type { createStateTable } from "../state.ts";
import type { BlockHead } from "./block-table.ts";
import { IntervalSet } from "./intervals.ts";
import { firstKey, rankOf, rankOfClass } from "./keys.ts";
import type { LaneTable } from "./lanes.ts";

/**
 * Samples that a sink was given and has not settled: they may be with its far side whatever became of the answer, and so are
 * not thinned to records of other ids. Limits and invariants:
 * 1. What a sink is given is noted in the database before it has it, and `aheadRecords` keys beyond, so that few claims write.
 * 2. A start takes for given what was noted before it, as far as it was there: of each sink up to `aheadRecords` samples more
 *    than were.
 * 3. What is noted for a sink are `rangesMax` ranges at most; more become one.
 */

const rank = rankOfClass("sample");
const stateKey = "store/offeredSamples";
const aheadRecords = 4096;
const rangesMax = 256;

export type Offers = ReturnType<typeof createOffers>;

export function createOffers(options: { state: ReturnType<typeof createStateTable>; lanes: LaneTable }) {
  const { state, lanes } = options;
  let given = new Map<string, IntervalSet>();
  let noted = new Map<string, IntervalSet>();
  let isUnnoted = false;

  function give(sink: string, from: number, to: number): void {
    if (rankOf(from) !== rank) return;
    setOf(given, sink).add(from, to);
    noteAhead(sink, from, to);
  }

  function noteAhead(sink: string, from: number, to: number): void {
    const known = setOf(noted, sink);
    if (known.covers(from, to)) return;
    known.add(from, Math.max(to, from + aheadRecords));
    isUnnoted = true;
  }

  /** Needs a transaction. */
  function note(): void {
    if (!isUnnoted) return;
    const kept = [...noted].filter(([sink]) => lanes.isRegistered(sink));
    noted = new Map(kept.map(([sink, set]) => [sink, withoutSettled(sink, set)]));
    const texts = [...noted].map(([sink, set]) => [sink, toText(set)]);
    state.put(stateKey, JSON.stringify(Object.fromEntries(texts)));
    isUnnoted = false;
  }

  function withoutSettled(sink: string, set: IntervalSet): IntervalSet {
    const settled = lanes.lane(sink, rank)?.settled;
    const ranges = [...set.ranges()].filter(([from, to]) => !settled?.covers(from, to));
    if (ranges.length <= rangesMax) return new IntervalSet(ranges.flat());
    return new IntervalSet([ranges[0]?.[0] ?? 0, ranges.at(-1)?.[1] ?? 0]);
  }

  function read(): Map<string, IntervalSet> {
    const texts = JSON.parse(state.get(stateKey) ?? "{}") as Record<string, string>;
    return new Map(Object.entries(texts).map(([sink, text]) => [sink, fromText(text)]));
  }

  /** Whether a sink may have been given any of the block that it has not settled. */
  function wasGiven({ key, span }: Pick<BlockHead, "key" | "span">): boolean {
    return lanes.of(rankOf(key)).some(({ sink, settled }) => {
      const set = given.get(sink);
      if (!set) return false;
      for (let at = set.nextInside(key); at < key + span; at = set.nextInside(at)) {
        if (!settled.has(at)) return true;
        at = settled.nextOutside(at);
      }
      return false;
    });
  }

  return {
    give,
    note,
    wasGiven,
    isUnnoted: () => isUnnoted,
    /** At a start. `end`: the key of the first sample that is not there yet. */
    begin(end: number): void {
      noted = read();
      const there = new IntervalSet([firstKey(rank), end]);
      given = new Map([...noted].map(([sink, set]) => [sink, set.intersect(there)]));
      isUnnoted = false;
    },
    /** After a rollback. */
    reload(): void {
      noted = read();
      for (const [sink, set] of given) for (const [from, to] of set.ranges()) noteAhead(sink, from, to);
    },
  };
}

function setOf(bySink: Map<string, IntervalSet>, sink: string): IntervalSet {
  const known = bySink.get(sink) ?? new IntervalSet();
  bySink.set(sink, known);
  return known;
}

function toText(set: IntervalSet): string {
  return Buffer.from(set.toBytes(firstKey(rank))).toString("base64");
}

function fromText(text: string): IntervalSet {
  return IntervalSet.fromBytes(Buffer.from(text, "base64"), firstKey(rank));
}
