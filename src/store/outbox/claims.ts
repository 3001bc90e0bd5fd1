import type { Envelope } from "../../domain/envelope.ts";
import type { ClaimRequest } from "../../domain/ports.ts";
import type { BlockHead, BlockTable } from "./block-table.ts";
import { classOfRank, endKey, firstKey, rankOf, rankOfClass } from "./keys.ts";
import type { Lane, LaneTable } from "./lanes.ts";

/**
 * Which records are on their way to a sink. Limits and invariants:
 * 1. Claims live in memory: after a restart everything unsettled is given again.
 * 2. While a record of a stream is claimed, later ones of the stream are held back from other claims; other streams go
 *    on. A live record may overtake historical ones of its stream, never the other way round; a command or an incident
 *    overtakes nothing of its stream: its last record is its state.
 * 3. `cursor.any`: everything before it is settled, claimed, or held back, so a claim goes on from there. `cursor.live`:
 *    the same, or historical.
 * 4. A claim looks at `scanRecordsMax` records of a class at most and goes on at the next call. It takes nothing beyond
 *    what a sink has settled while that is in more than `rangesMax` pieces: the lane's row stays small.
 */

const scanRecordsMax = 16_384;
const scanBlocksMax = 4096;
const rangesMax = 4096;
/** Commands and incidents. */
const orderedRanks = 2;
/** Historical blocks of an ordered class that are looked through for streams; behind more, live ones wait. */
const orderedBlocksMax = 32;

export interface Claim {
  readonly id: string;
  readonly key: number;
  /** Settling it settles the keys up to here: all that the block stands for, if it is its last record. */
  readonly to: number;
  readonly stream: string;
  readonly age: Age;
}

type Age = "live" | "historical";

/** A stream of which records are claimed, and the first record that waits behind them. */
interface Hold {
  live: number;
  historical: number;
  heldFrom: number | undefined;
}

interface ClassState {
  cursor: { any: number; live: number };
  held: Map<string, Hold>;
}

interface SinkState {
  claims: Map<string, Claim>;
  keys: Set<number>;
  classes: Map<number, ClassState>;
}

export interface Claimed {
  record: Envelope;
  head: BlockHead;
  age: Age;
}

interface Budget {
  count: number;
  bytes: number;
  isFirst: boolean;
}

export type Claims = ReturnType<typeof createClaims>;

export function createClaims(options: {
  blocks: BlockTable;
  lanes: LaneTable;
  isHistorical(head: BlockHead): boolean;
  /** The sink is given what has the keys from `from` up to `to`. */
  onGiven(sink: string, from: number, to: number): void;
  /** A block that cannot be read is passed over; it is replaced by a gap record soon after. */
  onDamage(head: BlockHead, error: unknown): void;
}) {
  const { blocks, lanes, isHistorical, onGiven, onDamage } = options;
  const sinks = new Map<string, SinkState>();

  function stateOf(sink: string): SinkState {
    const known = sinks.get(sink);
    if (known) return known;
    const state: SinkState = { claims: new Map(), keys: new Set(), classes: new Map() };
    sinks.set(sink, state);
    return state;
  }

  function classState(state: SinkState, rank: number): ClassState {
    const known = state.classes.get(rank);
    if (known) return known;
    const first = firstKey(rank);
    const made: ClassState = { cursor: { any: first, live: first }, held: new Map() };
    state.classes.set(rank, made);
    return made;
  }

  function claim(sink: string, request: ClaimRequest): Claimed[] {
    if (!lanes.isRegistered(sink)) throw new Error(`claim() for the sink "${sink}", which is not registered`);
    const state = stateOf(sink);
    const wanted = request.classes?.map((name) => rankOfClass(name));
    const taken: Claimed[] = [];
    const budget = { count: request.countMax, bytes: request.bytesMax, isFirst: true };
    const made: Claim[] = [];
    for (const rank of lanes.ranksOf(sink)) {
      const lane = lanes.lane(sink, rank);
      if (!lane || (wanted && !wanted.includes(rank))) continue;
      if (!claimFrom(lane, { state, budget, age: request.age, taken, made })) break;
    }
    // Held only now, so that one claim may have several records of a stream.
    for (const item of made) hold(classState(state, rankOf(item.key)), item);
    return taken;
  }

  /** False when the limits are used up. */
  function claimFrom(
    lane: Lane,
    search: { state: SinkState; budget: Budget; age: Age | undefined; taken: Claimed[]; made: Claim[] },
  ): boolean {
    const { state, budget, age, taken, made } = search;
    const { rank, settled } = lane;
    const { cursor, held } = classState(state, rank);
    const name = age === "live" ? "live" : "any";
    const isOrdered = age === "live" && rank < orderedRanks;
    /** Streams with historical records that are owed, before which no live one goes. */
    const behind = new Set<string>();
    let blocksBehind = 0;
    const recordClass = classOfRank(rank);
    const end = endKey(rank);
    let key = isOrdered ? firstKey(rank) : cursor[name];
    const advance = () => {
      if (!isOrdered) cursor[name] = key;
    };
    for (let blocksSeen = 0, recordsSeen = 0; blocksSeen < scanBlocksMax; blocksSeen += 1) {
      key = settled.nextOutside(key);
      if (settled.count > rangesMax && key >= settled.end) return true;
      const head = blocks.at(key, firstKey(rank), end);
      if (!head) {
        advance();
        return true;
      }
      key = settled.nextOutside(Math.max(key, head.key));
      const blockEnd = head.key + head.span;
      if (key >= blockEnd) continue;
      const blockAge: Age = isHistorical(head) ? "historical" : "live";
      if (age !== undefined && age !== blockAge) {
        // Blocks lie in the order of their making: behind the first live one none is historical yet, and this one is
        // looked at again when it may be. (A backlog of a day has many blocks; each claim would walk over them all.)
        if (age === "historical") return true;
        if (!isOrdered) {
          key = firstLive(blockEnd, rank);
          advance();
          continue;
        }
        blocksBehind += 1;
        const columns = blocksBehind > orderedBlocksMax ? undefined : readOrReport(head);
        if (!columns) return true;
        for (; key < head.key + columns.count; key = settled.nextOutside(key + 1)) {
          behind.add(columns.streams[key - head.key] as string);
        }
        key = Math.max(key, blockEnd);
        continue;
      }
      const columns = readOrReport(head);
      while (columns && key < head.key + columns.count) {
        const index = key - head.key;
        const stream = columns.streams[index] as string;
        const id = columns.ids[index] as string;
        const hold = held.get(stream);
        const bodyBytes = columns.bodyBytes(index);
        const isHeld = hold !== undefined && (age !== "live" || isOrdered || hold.live > 0);
        if (state.keys.has(key) || isHeld || behind.has(stream)) {
          if (hold) hold.heldFrom = Math.min(hold.heldFrom ?? key, key);
        } else {
          // The same id once more (a dead letter queued again, an import): it waits for the first.
          if (state.claims.has(id)) return true;
          // One record is always given, however large: it must not block the queue for ever.
          if (budget.count <= 0 || (bodyBytes > budget.bytes && !budget.isFirst)) return false;
          budget.count -= 1;
          budget.bytes -= bodyBytes;
          budget.isFirst = false;
          const to = index === columns.count - 1 ? blockEnd : key + 1;
          const item = { id, key, to, stream, age: blockAge };
          state.claims.set(id, item);
          state.keys.add(key);
          onGiven(lane.sink, key, to);
          made.push(item);
          taken.push({ record: columns.record(index, recordClass), head, age: blockAge });
        }
        key = settled.nextOutside(key + 1);
        advance();
        recordsSeen += 1;
        if (recordsSeen >= scanRecordsMax) return true;
      }
      key = Math.max(key, blockEnd);
      advance();
    }
    return true;
  }

  /**
   * The key from `from` on at which the first live block begins. Blocks lie in the order of their making, so this halves the
   * range instead of walking over a backlog of weeks.
   */
  function firstLive(from: number, rank: number): number {
    const [last] = blocks.before(firstKey(rank), endKey(rank), 1);
    let low = from;
    let high = last ? last.key + last.span : from;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const head = blocks.at(middle, firstKey(rank), endKey(rank));
      if (head && isHistorical(head)) low = head.key + head.span;
      else high = middle;
    }
    return Math.max(low, from);
  }

  function readOrReport(head: BlockHead) {
    try {
      return blocks.read(head);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      onDamage(head, error);
      return undefined;
    }
  }

  /** Ends a claim. `isAgain`: the record is to be given by a later claim. */
  function release(sink: string, id: string, { isAgain }: { isAgain: boolean }): void {
    const state = sinks.get(sink);
    const claimed = state?.claims.get(id);
    if (!state || !claimed) return;
    state.claims.delete(id);
    state.keys.delete(claimed.key);
    const found = classState(state, rankOf(claimed.key));
    if (isAgain) rewind(found, claimed.key);
    const hold = found.held.get(claimed.stream);
    if (!hold) return;
    hold[claimed.age] -= 1;
    const { live, historical, heldFrom } = hold;
    if (live === 0 && heldFrom !== undefined) found.cursor.live = Math.min(found.cursor.live, heldFrom);
    // A record to be given again goes first, so what was held behind it waits for that claim.
    if (live + historical > 0) return;
    found.held.delete(claimed.stream);
    if (heldFrom !== undefined) rewind(found, heldFrom);
  }

  return {
    claim,
    release,
    find: (sink: string, id: string) => sinks.get(sink)?.claims.get(id),
    /** All claims of the sink are to be given again. */
    releaseAll(sink: string): void {
      for (const id of [...(sinks.get(sink)?.claims.keys() ?? [])]) release(sink, id, { isAgain: true });
    },
    /** Every sink looks again at the records from `key` on: something there has changed. */
    lookAgain(key: number): void {
      for (const { classes } of sinks.values()) {
        const found = classes.get(rankOf(key));
        if (found) rewind(found, key);
      }
    },
    /** The list of sinks, or what is known of them, has changed; claims that are out stay out. */
    lookAgainAtAll(): void {
      for (const name of [...sinks.keys()]) if (!lanes.isRegistered(name)) sinks.delete(name);
      for (const { classes } of sinks.values()) {
        for (const [rank, found] of classes) rewind(found, firstKey(rank));
      }
    },
    isClaimedBy: (sink: string, key: number) => sinks.get(sink)?.keys.has(key) ?? false,
    /** Whether the record is on its way to any sink. */
    isClaimed(key: number): boolean {
      for (const { keys } of sinks.values()) if (keys.has(key)) return true;
      return false;
    },
  };
}

function rewind({ cursor }: ClassState, key: number): void {
  cursor.any = Math.min(cursor.any, key);
  cursor.live = Math.min(cursor.live, key);
}

function hold(found: ClassState, { stream, age }: Claim): void {
  const known = found.held.get(stream) ?? { live: 0, historical: 0, heldFrom: undefined };
  known[age] += 1;
  found.held.set(stream, known);
}
