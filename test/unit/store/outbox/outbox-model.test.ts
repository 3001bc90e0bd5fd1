import fc from "fast-check";
import { expect, test } from "vitest";
import type { Delivery, RecordClass } from "../../../../src/domain/envelope.ts";
import { createTestEngine, record, type TestEngine } from "../engine/engine-fixture.ts";

/**
 * The outbox against the simplest thing that could be right: a list. Every claim must give exactly the records
 * the list gives, through restarts, crashes, changed sinks and any order of settling.
 */

interface ModelRecord {
  id: string;
  class: RecordClass;
  stream: string;
  settledBy: Set<string>;
}

interface Model {
  records: ModelRecord[];
  /** Claimed records with their class and stream: one that is gone by now still holds back its stream. */
  sinks: Map<string, { classes: RecordClass[]; claimed: Map<string, string> }>;
  deadLetters: number;
}

const classes: RecordClass[] = ["command", "log", "sample"];

function removeSettled(model: Model): void {
  if (model.sinks.size === 0) return;
  model.records = model.records.filter((item) =>
    [...model.sinks].some(([name, sink]) => sink.classes.includes(item.class) && !item.settledBy.has(name)),
  );
}

function expectedClaim(model: Model, name: string, countMax: number): string[] {
  const sink = model.sinks.get(name);
  if (!sink) return [];
  const held = new Set(sink.claimed.values());
  return classes
    .filter((name) => sink.classes.includes(name))
    .flatMap((name) => model.records.filter((item) => item.class === name))
    .filter((item) => !item.settledBy.has(name) && !held.has(`${item.class} ${item.stream}`))
    .slice(0, countMax)
    .map(({ id }) => id);
}

type Step = (model: Model, store: TestEngine) => void;

/** A step that a counterexample shows in words. */
function step(words: string, run: Step): Step {
  return Object.assign(run, { [fc.toStringMethod]: () => words });
}

const append = fc
  .array(fc.record({ class: fc.constantFrom(...classes), stream: fc.constantFrom("x", "y", "z") }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((items) =>
    step(`append ${JSON.stringify(items)}`, (model, store) => {
      const records = items.map((item) => record(item));
      store.call("append", records);
      for (const item of records) {
        const isWanted = [...model.sinks.values()].some((sink) => sink.classes.includes(item.class));
        if (model.sinks.size === 0 || isWanted) model.records.push({ ...item, settledBy: new Set() });
      }
    }),
  );

const claim = fc
  .record({ sink: fc.constantFrom("a", "b"), countMax: fc.integer({ min: 1, max: 8 }) })
  .map(({ sink, countMax }) =>
    step(`claim ${sink} ${countMax}`, (model, store) => {
      if (!model.sinks.has(sink)) return;
      const expected = expectedClaim(model, sink, countMax);
      const found = store.call("claim", sink, { countMax, bytesMax: 1e9 });
      expect(found.map(({ id }) => id)).toEqual(expected);
      for (const { id, class: recordClass, stream } of model.records) {
        if (expected.includes(id)) model.sinks.get(sink)?.claimed.set(id, `${recordClass} ${stream}`);
      }
    }),
  );

const settle = fc
  .record({
    sink: fc.constantFrom("a", "b"),
    outcomes: fc.array(fc.constantFrom<Delivery["status"]>("delivered", "rejected", "retryable"), {
      minLength: 1,
      maxLength: 8,
    }),
    from: fc.nat({ max: 3 }),
  })
  .map(({ sink: name, outcomes, from }) =>
    step(`settle ${name} from ${from}: ${outcomes}`, (model, store) => {
      const sink = model.sinks.get(name);
      if (!sink) return;
      const claimed = [...sink.claimed.keys()].slice(from, from + outcomes.length);
      const results = claimed.map((id, index) => {
        const status = outcomes[index] ?? "delivered";
        return { id, delivery: status === "delivered" ? { status } : { status, reason: "because" } };
      });
      store.call("settle", name, results);
      for (const { id, delivery } of results) {
        sink.claimed.delete(id);
        const item = model.records.find((other) => other.id === id);
        // What the sink is not owed (any more) it cannot settle.
        if (delivery.status === "retryable" || !item || !sink.classes.includes(item.class)) continue;
        if (delivery.status === "rejected") model.deadLetters += 1;
        item.settledBy.add(name);
      }
      removeSettled(model);
    }),
  );

const restart = fc.boolean().map((isClean) =>
  step(isClean ? "restart" : "crash", (model, store) => {
    if (isClean) store.restart();
    else store.crash();
    for (const sink of model.sinks.values()) sink.claimed.clear();
  }),
);

/** Old enough to be joined into large blocks. */
const wait = fc.constant(step("wait", (_, store) => store.pass(700_000)));

const someClasses = fc.subarray(classes, { minLength: 1 });

const register = fc
  .record({ a: fc.option(someClasses), b: fc.option(someClasses) })
  .filter(({ a, b }) => Boolean(a ?? b))
  .map((wanted) =>
    step(`register ${JSON.stringify(wanted)}`, (model, store) => {
      const list = Object.entries(wanted).flatMap(([name, taken]) =>
        taken ? [{ name, classes: taken }] : [],
      );
      store.call("registerSinks", list);
      for (const name of model.sinks.keys()) {
        if (list.some((sink) => sink.name === name)) continue;
        model.sinks.delete(name);
        for (const item of model.records) item.settledBy.delete(name);
      }
      for (const { name, classes: taken } of list) {
        model.sinks.set(name, { classes: taken, claimed: model.sinks.get(name)?.claimed ?? new Map() });
      }
      removeSettled(model);
      // What nobody is owed any more goes with the periodic work.
      for (let turn = 0; turn < 3; turn += 1) store.pass(1000);
    }),
  );

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: append },
    { weight: 5, arbitrary: claim },
    { weight: 5, arbitrary: settle },
    { weight: 1, arbitrary: restart },
    { weight: 1, arbitrary: wait },
    { weight: 1, arbitrary: register },
  ),
  { minLength: 10, maxLength: 60 },
);

test("behaves like a list through any order of appends, claims, settlements, restarts and changed sinks", () => {
  fc.assert(
    fc.property(register, steps, (first, list) => {
      const store = createTestEngine();
      const model: Model = { records: [], sinks: new Map(), deadLetters: 0 };
      for (const run of [first, ...list]) {
        run(model, store);
        const counts = store.call("counts");
        expect(counts.records).toBe(model.records.length);
        expect(counts.deadLetters).toBe(model.deadLetters);
      }
      store.engine.abandon();
    }),
    { numRuns: 25, interruptAfterTimeLimit: 8_000 },
  );
});

test("settles without an error what went while its sink did not take its class", () => {
  const store = createTestEngine();
  store.call("registerSinks", [{ name: "a", classes: ["command"] }]);
  const item = record({ class: "command", stream: "x" });
  store.call("append", [item]);
  expect(store.call("claim", "a", { countMax: 1, bytesMax: 1e9 })).toHaveLength(1);
  store.call("registerSinks", [{ name: "a", classes: ["sample"] }]);
  for (let turn = 0; turn < 3; turn += 1) store.pass(1000);
  store.call("registerSinks", [{ name: "a", classes: ["command"] }]);
  const later = record({ class: "command", stream: "y" });
  store.call("append", [later]);

  store.call("settle", "a", [{ id: item.id, delivery: { status: "delivered" } }]);
  expect(store.call("counts").records).toBe(1);
  expect(store.call("claim", "a", { countMax: 9, bytesMax: 1e9 }).map(({ id }) => id)).toEqual([later.id]);
  store.engine.abandon();
});
