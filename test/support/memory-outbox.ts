import type { Delivery, Envelope, QueuedRecord, RecordClass } from "../../src/domain/envelope.ts";
import { recordClasses } from "../../src/domain/envelope.ts";
import type { Outbox, OutboxCounts } from "../../src/domain/ports.ts";

export interface MemoryOutbox extends Outbox {
  registerSinks(sinks: readonly { name: string; classes: readonly RecordClass[] }[]): Promise<void>;
  /** Names given with the last `registerSinks`. */
  readonly registered: string[];
  /** All that is queued now waited long, and is historical from now on. */
  growOld(): void;
  /** Forgets what was claimed, as a restart of the daemon does. */
  restart(): void;
  /** Records that `sink` has not settled for good, in the order appended. */
  waiting(sink: string): Envelope[];
  readonly deadLetters: { sink: string; record: Envelope; reason: string }[];
  /** Every settlement, in order. */
  readonly settlements: { sink: string; id: string; delivery: Delivery }[];
  /** The next calls of this kind reject with `error`, as a full disk makes them. */
  failNext(method: "append" | "claim" | "settle" | "registerSinks", times: number, error?: Error): void;
}

/** The outbox port in memory: what the store promises, without the disk. */
export function createMemoryOutbox(): MemoryOutbox {
  const records: Envelope[] = [];
  const states = new Map<string, Map<string, "claimed" | "final">>();
  const failures = { append: 0, claim: 0, settle: 0, registerSinks: 0 };
  const registered: string[] = [];
  let failure = new Error("the disk is full");
  const deadLetters: MemoryOutbox["deadLetters"] = [];
  const historical = new Set<string>();
  const settlements: MemoryOutbox["settlements"] = [];

  const stateOf = (sink: string) => {
    const known = states.get(sink) ?? new Map<string, "claimed" | "final">();
    states.set(sink, known);
    return known;
  };
  const failIfTold = (method: keyof typeof failures) => {
    if (failures[method] === 0) return;
    failures[method] -= 1;
    throw failure;
  };

  return {
    deadLetters,
    settlements,
    registered,
    async registerSinks(sinks) {
      failIfTold("registerSinks");
      registered.splice(0, registered.length, ...sinks.map(({ name }) => name));
    },
    async append(added) {
      failIfTold("append");
      records.push(...added);
      return "disk";
    },
    async claim(sink, { countMax, bytesMax, classes, age }) {
      failIfTold("claim");
      const state = stateOf(sink);
      const free = records.filter(
        (record) =>
          !state.has(record.id) &&
          (classes === undefined || classes.includes(record.class)) &&
          (age === undefined || (age === "historical") === historical.has(record.id)),
      );
      const ranked = recordClasses.flatMap((wanted) => free.filter((record) => record.class === wanted));
      const claimed: QueuedRecord[] = [];
      let bytes = 0;
      for (const record of ranked) {
        bytes += Buffer.byteLength(record.body);
        if (claimed.length >= countMax || (claimed.length > 0 && bytes > bytesMax)) break;
        claimed.push({ ...record, isHistorical: historical.has(record.id) });
        state.set(record.id, "claimed");
      }
      return claimed;
    },
    async settle(sink, results) {
      failIfTold("settle");
      const state = stateOf(sink);
      for (const { id, delivery } of results) {
        if (state.get(id) !== "claimed") throw new Error(`${id} is settled and was not claimed by ${sink}`);
        settlements.push({ sink, id, delivery });
        if (delivery.status === "retryable") {
          state.delete(id);
          continue;
        }
        state.set(id, "final");
        if (delivery.status !== "rejected") continue;
        const record = records.find((candidate) => candidate.id === id);
        if (record) deadLetters.push({ sink, record, reason: delivery.reason });
      }
    },
    async counts() {
      const byClass: Partial<Record<RecordClass, number>> = {};
      for (const record of records) byClass[record.class] = (byClass[record.class] ?? 0) + 1;
      return {
        records: records.length,
        bytes: records.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0),
        byClass,
        oldestAt: records[0]?.at,
        deadLetters: deadLetters.length,
        dropped: {},
      } satisfies OutboxCounts;
    },
    growOld() {
      for (const { id } of records) historical.add(id);
    },
    restart() {
      for (const state of states.values()) {
        for (const [id, kind] of state) if (kind === "claimed") state.delete(id);
      }
    },
    waiting: (sink) => records.filter(({ id }) => stateOf(sink).get(id) !== "final"),
    failNext(method, times, error) {
      failures[method] = times;
      if (error) failure = error;
    },
  };
}
