import { describe, expect, test } from "vitest";
import type { QueuedRecord } from "../../../../src/domain/envelope.ts";
import { createTestEngine, everything, record, type TestEngine } from "../engine/engine-fixture.ts";

const dayMs = 86_400_000;

function createStore(): TestEngine {
  const store = createTestEngine({ config: { outboxAgeDaysMax: 1 } });
  store.call("registerSinks", [{ name: "a", classes: ["sample"] }]);
  return store;
}

/** `count` samples that are given up: nobody has had them, and they are too old. */
function lose(store: TestEngine, count: number): void {
  store.call(
    "append",
    Array.from({ length: count }, () => record({ class: "sample", at: store.time.now })),
  );
  store.pass(2 * dayMs);
}

function claim(store: TestEngine): { id: string; count: number }[] {
  return store
    .call("claim", "a", everything)
    .map(({ id, body }: QueuedRecord) => ({ id, count: (JSON.parse(body) as { count: number }).count }));
}

/** What a far side that drops repeats knows of losses. */
function lost(heard: readonly { id: string; count: number }[]): number {
  return [...new Map(heard.map(({ id, count }) => [id, count])).values()].reduce(
    (sum, count) => sum + count,
    0,
  );
}

describe("a gap record", () => {
  test("comes again under its id after a crash that lost its confirmation", () => {
    const store = createStore();
    lose(store, 3);
    const first = claim(store);
    store.crash();
    expect(first).toEqual([{ id: expect.any(String), count: 3 }]);
    expect(claim(store)).toEqual(first);
  });

  test.each([
    ["a crash", (store: TestEngine) => store.crash()],
    [
      "an answer that did not come",
      (store: TestEngine, ids: string[]) =>
        store.call(
          "settle",
          "a",
          ids.map((id) => ({ id, delivery: { status: "retryable", reason: "no answer" } })),
        ),
    ],
  ] as const)(
    "that was sent before %s takes in nothing that is lost later, so nothing is told twice",
    (_, fail) => {
      const store = createStore();
      lose(store, 3);
      const heard = claim(store);
      fail(
        store,
        heard.map(({ id }) => id),
      );
      lose(store, 4);
      lose(store, 2);
      const again = claim(store);
      expect(again.map(({ count }) => count)).toEqual([3, 6]);
      expect(again[0]).toEqual(heard[0]);
      expect(lost([...heard, ...again])).toBe(9);
    },
  );

  test("for what is on its way takes in nothing else, which the answer would settle untold", () => {
    const store = createStore();
    for (const id of ["1", "2", "3"]) store.call("append", [record({ id, class: "sample", stream: id })]);
    expect(store.call("claim", "a", { countMax: 1, bytesMax: 1e9 }).map(({ id }) => id)).toEqual(["1"]);
    store.pass(2 * dayMs);
    store.call("settle", "a", [{ id: "1", delivery: { status: "delivered" } }]);
    expect(claim(store).map(({ count }) => count)).toEqual([2]);
  });

  test("that nobody was given grows, so that gaps do not pile up", () => {
    const store = createStore();
    for (let turn = 0; turn < 20; turn += 1) lose(store, 2);
    expect(claim(store).map(({ count }) => count)).toEqual([40]);
  });
});
