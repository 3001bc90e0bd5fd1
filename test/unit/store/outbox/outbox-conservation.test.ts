import fc from "fast-check";
import { expect, test } from "vitest";
import type { Delivery, QueuedRecord, RecordClass } from "../../../../src/domain/envelope.ts";
import { createTestEngine, record, type TestEngine } from "../engine/engine-fixture.ts";

/**
 * Whatever happens, every record that was appended is, for each sink that takes its class, exactly one of: delivered,
 * refused, told of by a gap record that was delivered, or still owed. And what is counted is what is there.
 */

const classes: RecordClass[] = ["command", "log", "sample"];
const sinks = [
  { name: "a", classes },
  { name: "b", classes: ["log", "sample"] as RecordClass[] },
];
const queueAll = { from: 0, countMax: 1e6, bytesMax: 1e9 };

interface Account {
  appended: number;
  delivered: number;
  refused: number;
  /** Lost, as gap records told it. */
  told: number;
  out: Map<string, QueuedRecord>;
  /** The number of the last record delivered, by stream: see `append`. */
  last: Map<string, number>;
}

interface World {
  store: TestEngine;
  accounts: Map<string, Account>;
  made: number;
  recordsMax: number;
}

type Step = (world: World) => void;

function step(words: string, run: Step): Step {
  return Object.assign(run, { [fc.toStringMethod]: () => words });
}

function accountOf(world: World, sink: string): Account {
  return world.accounts.get(sink) as Account;
}

const append = fc
  .array(fc.record({ class: fc.constantFrom(...classes), stream: fc.constantFrom("x", "y", "z") }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((items) =>
    step(`append ${JSON.stringify(items)}`, (world) => {
      const clock = world.store.time.isTrusted ? "synced" : "unsynced";
      const { now: at, monotonicMs } = world.store.time;
      world.store.call(
        "append",
        items.map((item) => {
          world.made += 1;
          return record({
            ...item,
            at,
            clock,
            monotonicMs,
            body: JSON.stringify({ number: world.made, at }),
          });
        }),
      );
      for (const { name, classes: taken } of sinks) {
        accountOf(world, name).appended += items.filter((item) => taken.includes(item.class)).length;
      }
    }),
  );

const claim = fc
  .record({
    sink: fc.constantFrom("a", "b"),
    countMax: fc.integer({ min: 1, max: 10 }),
    age: fc.constantFrom("live" as const, "historical" as const, undefined),
  })
  .map(({ sink, countMax, age }) =>
    step(`claim ${sink} ${countMax} ${age}`, ({ store, accounts }) => {
      const request = { countMax, bytesMax: 1e9, ...(age ? { age } : {}) };
      for (const item of store.call("claim", sink, request)) {
        const { out } = accounts.get(sink) as Account;
        expect(out.has(item.id)).toBe(false);
        if (age) expect(item.isHistorical).toBe(age === "historical");
        out.set(item.id, item);
      }
    }),
  );

const settle = fc
  .record({
    sink: fc.constantFrom("a", "b"),
    from: fc.nat({ max: 3 }),
    outcomes: fc.array(
      fc.constantFrom<Delivery["status"]>("delivered", "delivered", "rejected", "retryable"),
      {
        minLength: 1,
        maxLength: 10,
      },
    ),
  })
  .map(({ sink, from, outcomes }) =>
    step(`settle ${sink} from ${from}: ${outcomes}`, (world) => {
      const results = [...accountOf(world, sink).out.keys()]
        .slice(from, from + outcomes.length)
        .map((id, index) => {
          const status = outcomes[index] ?? "delivered";
          return { id, delivery: status === "delivered" ? { status } : { status, reason: "because" } };
        });
      const letters = world.store.call("counts").deadLetters;
      world.store.call("settle", sink, results);
      const account = accountOf(world, sink);
      // A record that was given up while it was refused becomes a gap record, and no dead letter.
      account.refused += world.store.call("counts").deadLetters - letters;
      for (const { id, delivery } of results) {
        const item = account.out.get(id) as QueuedRecord;
        account.out.delete(id);
        if (delivery.status === "delivered") note(account, item);
        else if (delivery.status === "rejected" && item.stream === "gap") {
          account.told += gapCount(item);
          account.refused -= 1;
        }
      }
    }),
  );

function note(account: Account, item: QueuedRecord): void {
  if (item.stream === "gap") {
    account.told += gapCount(item);
    return;
  }
  account.delivered += 1;
}

function gapCount(item: QueuedRecord): number {
  return (JSON.parse(item.body) as { count: number }).count;
}

const others = fc.oneof(
  fc.constantFrom("restart" as const, "crash" as const, "reboot" as const).map((kind) =>
    step(kind, ({ store, accounts }) => {
      store[kind]();
      for (const { out } of accounts.values()) out.clear();
    }),
  ),
  fc.constantFrom("a", "b").map((sink) =>
    step(`release ${sink}`, (world) => {
      world.store.call("releaseSink", sink);
      accountOf(world, sink).out.clear();
    }),
  ),
  fc.integer({ min: 1, max: 900_000 }).map((ms) => step(`pass ${ms}`, ({ store }) => store.pass(ms))),
  fc.boolean().map((isTrusted) =>
    step(`clock is ${isTrusted ? "trusted" : "not trusted"}`, ({ store }) => {
      store.time.isTrusted = isTrusted;
    }),
  ),
  fc
    .record({
      classes: fc.option(fc.subarray(classes, { minLength: 1 }), { nil: undefined }),
      sink: fc.option(fc.constantFrom("a", "b"), { nil: undefined }),
    })
    .map(({ classes: some, sink }) =>
      step(`purge ${some} ${sink}`, ({ store }) => {
        store.call("purge", { ...(some ? { classes: some } : {}), ...(sink ? { sink } : {}) });
      }),
    ),
  fc.integer({ min: 3, max: 40 }).map((recordsMax) =>
    step(`at most ${recordsMax}`, (world) => {
      world.recordsMax = recordsMax;
      world.store.restart({ outboxRecordsMax: recordsMax });
      for (const { out } of world.accounts.values()) out.clear();
      world.store.pass(1);
    }),
  ),
);

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: append },
    { weight: 6, arbitrary: claim },
    { weight: 5, arbitrary: settle },
    { weight: 3, arbitrary: others },
  ),
  { minLength: 10, maxLength: 60 },
);

/** What is counted of the queue is what can be read of it. */
function checkCounts({ store }: World): void {
  const counts = store.call("counts");
  expect(store.call("read", queueAll).records.length).toBe(counts.records);
  for (const { name } of sinks) {
    const { records } = store.call("read", { ...queueAll, sink: name });
    expect(records.length).toBe(counts.bySink?.[name]?.records);
  }
}

/** Delivers what is left and balances the account. */
function drainAndBalance(world: World): void {
  for (const { name } of sinks) {
    const account = accountOf(world, name);
    world.store.call("releaseSink", name);
    for (;;) {
      const items = world.store.call("claim", name, { countMax: 7, bytesMax: 1e9 });
      if (items.length === 0) break;
      for (const item of items) {
        note(account, item);
        if (item.stream === "gap") continue;
        const { number } = JSON.parse(item.body) as { number: number };
        const stream = `${item.class} ${item.stream}`;
        expect(number).toBeGreaterThan(account.last.get(stream) ?? 0);
        account.last.set(stream, number);
      }
      world.store.call(
        "settle",
        name,
        items.map(({ id }) => ({ id, delivery: { status: "delivered" } })),
      );
    }
    expect(account.delivered + account.refused + account.told).toBe(account.appended);
  }
  expect(world.store.call("counts")).toMatchObject({ records: 0, bytes: 0 });
}

test("loses no record without telling each sink of it, through caps, purges, crashes and changes of the clock", {
  timeout: 30_000,
}, () => {
  fc.assert(
    fc.property(steps, (list) => {
      const store = createTestEngine();
      store.call("registerSinks", sinks);
      const accounts = new Map<string, Account>();
      for (const { name } of sinks) {
        accounts.set(name, {
          appended: 0,
          delivered: 0,
          refused: 0,
          told: 0,
          out: new Map(),
          last: new Map(),
        });
      }
      const world: World = { store, accounts, made: 0, recordsMax: 1e7 };
      for (const run of list) {
        run(world);
        checkCounts(world);
      }
      drainAndBalance(world);
      store.engine.abandon();
    }),
    { numRuns: 40, interruptAfterTimeLimit: 8_000 },
  );
});
