import { z } from "../../core/schema.ts";
import type { StateStore } from "../../domain/ports.ts";

const stateKey = "ingest/derived";

const stored = z.object({
  totals: z.record(z.string(), z.number()),
  members: z.record(z.string(), z.array(z.string())),
});

/**
 * What derived series must not forget over a restart: running totals, and which series a group takes in, so that a
 * sum is not given before all of them have been heard again.
 *
 * Limits and invariants:
 * 1. At most `entriesMax` of each; the one that has not changed for longest goes first.
 * 2. Nothing is written before what there is was read, so that it is never overwritten. Totals that ran meanwhile are
 *    added to it.
 */
export class DerivedMemory {
  readonly #state: StateStore | undefined;
  readonly #entriesMax: number;
  readonly #totals = new Map<string, number>();
  readonly #members = new Map<string, ReadonlySet<string>>();
  #isRead = false;
  #areTotalsChanged = false;
  #areMembersChanged = false;

  constructor(options: { state: StateStore | undefined; entriesMax: number }) {
    this.#state = options.state;
    this.#entriesMax = options.entriesMax;
  }

  /**
   * Rejects when the store cannot be read, to be called again, or holds something else, which is of no use any more
   * and will be overwritten. Does nothing once it was read.
   */
  async load(): Promise<void> {
    if (this.#isRead) return;
    const text = await this.#state?.get(stateKey);
    if (this.#isRead) return;
    this.#isRead = true;
    if (text === undefined) return;
    const { totals, members } = stored.parse(JSON.parse(text));
    // What there was is older than what came since the start.
    const [grown, heard] = [[...this.#totals], [...this.#members]];
    for (const [id, total] of Object.entries(totals)) this.#put(this.#totals, id, total);
    for (const [id, growth] of grown) this.#put(this.#totals, id, growth + (totals[id] ?? 0));
    for (const [id, ids] of Object.entries(members)) this.#put(this.#members, id, new Set(ids));
    for (const [id, ids] of heard) this.#put(this.#members, id, ids);
  }

  /**
   * Writes what has changed since the last time; of `members`, only when members of a group did. Rejects when it could
   * not; the next save carries it too.
   */
  async save(what: "all" | "members"): Promise<void> {
    const isDue = this.#areMembersChanged || (what === "all" && this.#areTotalsChanged);
    if (!isDue || !this.#isRead || !this.#state) return;
    const [wereTotalsChanged, wereMembersChanged] = [this.#areTotalsChanged, this.#areMembersChanged];
    this.#areTotalsChanged = false;
    this.#areMembersChanged = false;
    const totals = Object.fromEntries(this.#totals);
    const members = Object.fromEntries([...this.#members].map(([id, ids]) => [id, [...ids]]));
    try {
      await this.#state.put(stateKey, JSON.stringify({ totals, members }));
    } catch (error) {
      this.#areTotalsChanged ||= wereTotalsChanged;
      this.#areMembersChanged ||= wereMembersChanged;
      throw error;
    }
  }

  /** Answers the total with its growth; a new one begins at 0. */
  addTotal(id: string, growth: number): number {
    const before = this.#totals.get(id);
    const total = (before ?? 0) + growth;
    if (before === total) return total;
    this.#areTotalsChanged = true;
    this.#put(this.#totals, id, total);
    return total;
  }

  /** The ids of the members when it was last kept; undefined for a group never seen. */
  members(id: string): ReadonlySet<string> | undefined {
    return this.#members.get(id);
  }

  keepMembers(id: string, members: readonly string[]): void {
    const before = this.#members.get(id);
    if (before?.size === members.length && members.every((member) => before.has(member))) return;
    this.#areMembersChanged = true;
    this.#put(this.#members, id, new Set(members));
  }

  #put<Value>(map: Map<string, Value>, id: string, value: Value): void {
    map.delete(id);
    map.set(id, value);
    const oldest = map.size > this.#entriesMax ? map.keys().next().value : undefined;
    if (oldest !== undefined) map.delete(oldest);
  }
}
