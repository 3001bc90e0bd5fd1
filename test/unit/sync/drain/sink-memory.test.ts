import { expect, test } from "vitest";
import { loadSink, saveSink } from "../../../../src/sync/drain/sink-memory.ts";
import { createMemoryState } from "../../../support/memory-state.ts";

test("what is saved of a sink is read again, each sink by itself", async () => {
  const state = createMemoryState();
  const kept = { lastSuccessAt: 5, metering: { dayAt: 1, bytes: 2 } };
  await saveSink(state, "far", kept);
  expect(await loadSink(state, "far")).toEqual(kept);
  expect(await loadSink(state, "other")).toEqual({});
});

test.each(["", "7", "null", "[", '{"lastSuccessAt":"x","metering":{"dayAt":1,"bytes":-4}}'])(
  "%j counts as nothing",
  async (text) => {
    const state = createMemoryState();
    await state.put("sync/sinks/far", text);
    expect(await loadSink(state, "far")).toEqual({});
  },
);
