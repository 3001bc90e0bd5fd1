import { z } from "../../core/schema.ts";
import type { StateStore } from "../../domain/ports.ts";

const stateKey = "ingest/derived";

const stored = z.object({
  totals: z.record(z.string(), z.number()),
  members: z.record(z.string(), z.array(z.string())),
});

/**
 * What derived series must not forget over a restart: running totals, and which series a group takes in, so that a
 * sum is not given before all of them have been heard again. At most `entriesMax` of each; the oldest goes first.
 */
export class DerivedMemory {
  readonly #state: StateStore | undefined;
  readonly #entriesMax: number;
  readonly #totals = new Map<string, number>();
  readonly #members = new Map<string, ReadonlySet<string>>();
  #isChanged = false;

  constructor(options: { state: StateStore | undefined; entriesMax: number }) {
    this.#state = options.state;
    this.#entriesMax = options.entriesMax;
  }

  /** Rejects when the store cannot be read, or holds something else. */
  async load(): Promise<void> {
    const text = await this.#state?.get(stateKey);
    if (text === undefined) return;
    const { totals, members } = stored.parse(JSON.parse(text));
    for (const [id, total] of Object.entries(totals)) this.#totals.set(id, total);
    for (const [id, ids] of Object.entries(members)) this.#members.set(id, new Set(ids));
  }

  /** Writes what has changed since the last time. Rejects when it could not; the next save carries it too. */
  async save(): Promise<void> {
    if (!this.#isChanged || !this.#state) return;
    this.#isChanged = false;
    const totals = Object.fromEntries(this.#totals);
    const members = Object.fromEntries([...this.#members].map(([id, ids]) => [id, [...ids]]));
    try {
      await this.#state.put(stateKey, JSON.stringify({ totals, members }));
    } catch (error) {
      this.#isChanged = true;
      throw error;
    }
  }

  /** 0 for a new one. */
  total(id: string): number {
    return this.#totals.get(id) ?? 0;
  }

  keepTotal(id: string, total: number): void {
    if (this.#totals.get(id) === total) return;
    this.#put(this.#totals, id, total);
  }

  /** The ids of the members when it was last kept; undefined for a group never seen. */
  members(id: string): ReadonlySet<string> | undefined {
    return this.#members.get(id);
  }

  keepMembers(id: string, members: readonly string[]): void {
    this.#put(this.#members, id, new Set(members));
  }

  #put<Value>(map: Map<string, Value>, id: string, value: Value): void {
    this.#isChanged = true;
    map.set(id, value);
    const oldest = map.size > this.#entriesMax ? map.keys().next().value : undefined;
    if (oldest !== undefined) map.delete(oldest);
  }
}
