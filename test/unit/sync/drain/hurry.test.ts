import { expect, test } from "vitest";
import { envelope, envelopes } from "../../../support/envelopes.ts";
import { failedSend, takenWhole } from "../../../support/fake-sink.ts";
import { setUp } from "./support.ts";

test("one who asks for it has everything sent at once, though the far side asked for a wait", async () => {
  const { clock, outbox, sink, drain } = setUp({ batchCountMax: 4 });
  await outbox.append(envelopes(10));
  sink.answer = () => failedSend({ isReached: true, afterMs: 600_000 });
  drain.start();
  await clock.advance(10);
  expect(sink.sent).toHaveLength(1);
  sink.answer = takenWhole;
  drain.hurry();
  await clock.advance(10);
  expect(outbox.waiting("far")).toEqual([]);
});

test("a budget that is spent holds nothing back from one who asks, and does again afterwards", async () => {
  const { clock, outbox, sink, drain } = setUp({ metered: { bytesPerDay: 1_024 }, promptClasses: [] });
  await outbox.append([envelope(1)]);
  sink.answer = (records) => ({ ...takenWhole(records), bytes: 2_000 });
  drain.start();
  await clock.advance(10);
  await outbox.append([envelope(2), envelope(3)]);
  drain.wake();
  await clock.advance(60_000);
  const before = outbox.waiting("far").length;
  expect(before).toBeGreaterThan(0);
  drain.hurry();
  await clock.advance(10);
  expect(outbox.waiting("far")).toEqual([]);
  const sends = sink.sent.length;
  await outbox.append([envelope(4)]);
  drain.wake();
  await clock.advance(60_000);
  expect(sink.sent).toHaveLength(sends);
});

test("a far side that fails ends the hurry: the next attempt waits as always", async () => {
  const { clock, outbox, sink, drain } = setUp({ backoffBaseMs: 60_000, backoffMaxMs: 60_000 });
  await outbox.append([envelope(1)]);
  sink.answer = () => failedSend();
  drain.start();
  await clock.advance(10);
  drain.hurry();
  await clock.advance(10);
  expect(sink.sent).toHaveLength(2);
  await clock.advance(50_000);
  expect(sink.sent).toHaveLength(2);
});
