import { expect, it } from "vitest";
import { createAnswerQueue } from "../../../src/app/answer-queue.ts";
import type { RecordDraft } from "../../../src/sync/records/records.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

function create() {
  const clock = createVirtualClock();
  const world = { isRefusing: true, tried: [] as RecordDraft[], queued: [] as RecordDraft[], failures: 0 };
  const answers = createAnswerQueue({
    async enqueue(drafts) {
      world.tried.push(...drafts);
      if (world.isRefusing) throw new Error("overloaded");
      world.queued.push(...drafts);
      return drafts.length;
    },
    onFailed: () => {
      world.failures += 1;
    },
    clock,
    random: () => 0.5,
  });
  const record = (body: string): RecordDraft => ({
    class: "command",
    stream: "command",
    at: clock.now(),
    clock: "synced",
    body,
  });
  return { clock, world, answers, record };
}

it("queues the records of answers that the store refused when it takes them again, in order and under their ids", async () => {
  const { clock, world, answers, record } = create();
  void answers.add(record("1"));
  void answers.add(record("2"));
  await clock.advance(60_000);
  expect([world.queued, world.failures > 3]).toEqual([[], true]);
  world.isRefusing = false;
  await clock.advance(60_000);
  expect(world.queued.map(({ body }) => body)).toEqual(["1", "2"]);
  expect(new Set(world.tried.map((draft) => (draft as { id?: string }).id)).size).toBe(2);
});

it("gives up and tells a record when a thousand wait already", async () => {
  const { world, answers, record } = create();
  world.isRefusing = true;
  for (let n = 0; n < 1_000; n += 1) void answers.add(record("x"));
  const before = world.failures;
  await answers.add(record("one too many"));
  expect(world.failures).toBeGreaterThan(before);
});
