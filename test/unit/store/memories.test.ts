import { describe, expect, test } from "vitest";
import type { SeriesMemory } from "../../../src/domain/ports.ts";
import { createTestEngine } from "./engine/engine-fixture.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function memory(seriesId: string, fields: Partial<SeriesMemory> = {}): SeriesMemory {
  return { seriesId, layout: "one", seenAt: 1, body: Uint8Array.of(1, 2, 3), ...fields };
}

describe("learnt memory in the store", () => {
  test("is there after a clean stop and after a crash, as it was saved last", () => {
    const engine = createTestEngine();
    engine.call("saveMemories", [memory("a"), memory("b", { layout: "two", seenAt: 5 })]);
    engine.call("saveMemories", [memory("a", { body: new Uint8Array(2000).fill(9), seenAt: 7 })]);
    for (const reopen of [engine.restart, engine.crash]) {
      reopen();
      const found = engine.call("loadMemories", ["a", "b", "never seen"]);
      expect(found).toEqual([
        memory("a", { body: new Uint8Array(2000).fill(9), seenAt: 7 }),
        memory("b", { layout: "two", seenAt: 5 }),
      ]);
    }
    expect(engine.call("loadMemories", [])).toEqual([]);
  });

  test("is forgotten for the series saved longest ago when there are too many", () => {
    const engine = createTestEngine({ config: { memoriesCountMax: 3 } });
    for (const id of ["a", "b", "c"]) {
      engine.call("saveMemories", [memory(id)]);
      engine.pass(1000);
    }
    engine.call("saveMemories", [memory("a"), memory("d"), memory("e")]);
    const kept = engine.call("loadMemories", ["a", "b", "c", "d", "e"]);
    expect(kept.map(({ seriesId }) => seriesId)).toEqual(["a", "d", "e"]);
    expect(engine.notices).toContainEqual({
      event: "historyTrimmed",
      fields: { what: "memories", reason: "count" },
      count: 2,
    });
  });

  test("of sensors is not pushed out by many logs, which go first while they are more than a quarter", () => {
    const engine = createTestEngine({ config: { memoriesCountMax: 8 } });
    const sensors = ["a", "b", "c", "d", "e"];
    engine.call(
      "saveMemories",
      sensors.map((id) => memory(id)),
    );
    const logs = Array.from({ length: 30 }, (_, index) => `#log host-${index}/log`);
    for (const id of logs) {
      engine.pass(1000);
      engine.call("saveMemories", [memory(id)]);
    }
    const kept = engine.call("loadMemories", [...sensors, ...logs]).map(({ seriesId }) => seriesId);
    expect(kept).toEqual([...sensors, ...logs.slice(-3)]);
    engine.call(
      "saveMemories",
      ["f", "g"].map((id) => memory(id)),
    );
    expect(engine.call("loadMemories", logs)).toHaveLength(2);
  });

  test("is forgotten when the series was not heard for long, but not by a clock that is not to be trusted", () => {
    const engine = createTestEngine({ config: { memoryDaysMax: 90 } });
    engine.call("saveMemories", [memory("old")]);
    engine.time.isTrusted = false;
    engine.pass(1000 * dayMs);
    engine.pass(hourMs);
    engine.call("saveMemories", [memory("undated")]);
    expect(engine.call("loadMemories", ["old"])).toHaveLength(1);
    engine.time.isTrusted = true;
    engine.pass(hourMs);
    expect(engine.call("loadMemories", ["old", "undated"])).toMatchObject([{ seriesId: "undated" }]);
    engine.pass(91 * dayMs);
    expect(engine.call("loadMemories", ["undated"])).toEqual([]);
  });

  test("is refused when one is too large, and the others of the call are not kept either", () => {
    const engine = createTestEngine();
    const large = memory("large", { body: new Uint8Array(300_000) });
    expect(() => engine.call("saveMemories", [memory("a"), large])).toThrow(
      /series "large" has 300000 bytes/,
    );
    expect(() => engine.call("saveMemories", [memory("x".repeat(5000))])).toThrow(/5000 characters/);
    expect(engine.call("loadMemories", ["a", "large"])).toEqual([]);
    engine.call("saveMemories", [memory("a")]);
    expect(engine.call("loadMemories", ["a"])).toHaveLength(1);
  });
});
