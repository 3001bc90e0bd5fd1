import { describe, expect, it } from "vitest";
import { BrokerRefusedError } from "../../../../src/cli/errors.ts";
import { publishRecords, type ReplayLink } from "../../../../src/cli/replay/publish.ts";
import type { PublishResult } from "../../../../src/domain/ports.ts";
import type { ReplayRecord } from "../../../../src/simulate/replay/record.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

/** A broker that answers as it is told to. */
function createLink(answer: (position: number) => PublishResult | Promise<PublishResult>) {
  const sent: string[] = [];
  const link: ReplayLink & { isConnected: boolean } = {
    isConnected: true,
    lastError: "connection refused",
    async publish(_topic, payload) {
      sent.push(String(payload));
      return answer(sent.length - 1);
    },
  };
  return { link, sent };
}

async function* numbered(count: number, stepMs = 0): AsyncGenerator<ReplayRecord> {
  for (let position = 0; position < count; position += 1) {
    yield { at: position * stepMs, topic: "t", payload: String(position) };
  }
}

function start(
  link: ReplayLink,
  records: AsyncIterable<ReplayRecord>,
  given: { speed?: number; signal?: AbortSignal } = {},
) {
  const clock = createVirtualClock();
  const notes: string[] = [];
  const done = publishRecords({
    records,
    link,
    clock,
    payloadOf: ({ payload }) => payload,
    speed: given.speed ?? Number.POSITIVE_INFINITY,
    firstAt: 0,
    onProgress: (_, note) => {
      if (note) notes.push(note);
    },
    hint: "start the broker",
    signal: given.signal ?? new AbortController().signal,
  });
  done.catch(() => {});
  return { clock, done, notes };
}

const taken: PublishResult = { status: "acknowledged" };

describe("publishing a replay", () => {
  it("sends all records in order", async () => {
    const { link, sent } = createLink(() => taken);
    const { done } = start(link, numbered(500));
    expect(await done).toBe(500);
    expect(sent).toEqual(Array.from({ length: 500 }, (_, position) => String(position)));
  });

  it("lets the broker's acknowledgements set the pace: at most 200 are out", async () => {
    const waiting: (() => void)[] = [];
    const { link, sent } = createLink(() => new Promise((resolve) => waiting.push(() => resolve(taken))));
    const { clock, done } = start(link, numbered(300));
    await clock.advance(1_000);
    expect(sent).toHaveLength(200);
    waiting.shift()?.();
    await clock.advance(0);
    expect(sent).toHaveLength(201);
    const release = () => {
      for (const resolve of waiting.splice(0)) resolve();
    };
    while (sent.length < 300) {
      release();
      await clock.advance(0);
    }
    release();
    expect(await done).toBe(300);
  });

  it("sends again, in order, what was not acknowledged when the connection broke", async () => {
    let isBroken = true;
    const { link, sent } = createLink((position) => {
      if (!isBroken || position < 3) return taken;
      link.isConnected = false;
      return { status: "offline" };
    });
    const { clock, done, notes } = start(link, numbered(6));
    await clock.advance(5_000);
    isBroken = false;
    link.isConnected = true;
    await clock.advance(1_000);
    expect(await done).toBe(6);
    expect(sent).toEqual(["0", "1", "2", "3", "4", "5", "3", "4", "5"]);
    expect(notes).toContain("waiting for the broker");
  });

  it("gives up after a while when the broker never comes, and says what to do", async () => {
    const { link, sent } = createLink(() => taken);
    link.isConnected = false;
    const { clock, done, notes } = start(link, numbered(3));
    await clock.advance(11_000);
    await expect(done).rejects.toThrow(BrokerRefusedError);
    await expect(done).rejects.toMatchObject({
      message: "The broker cannot be reached (connection refused); 0 messages were published.",
      hint: "start the broker",
    });
    expect(sent).toEqual([]);
    expect(notes).toContain("waiting for the broker");
  });

  it("gives up on a message that the broker will never take", async () => {
    const { link, sent } = createLink((position) =>
      position === 0 ? taken : { status: "failed", reason: "not allowed" },
    );
    const { clock, done } = start(link, numbered(2));
    await clock.advance(10_000);
    await expect(done).rejects.toThrow(/does not take the message on t \(not allowed\); 1 messages/);
    expect(sent).toHaveLength(6);
  });

  it("keeps the pace of the data at a speed", async () => {
    const { link, sent } = createLink(() => taken);
    const { clock, done } = start(link, numbered(4, 60_000), { speed: 60 });
    await clock.advance(0);
    expect(sent).toEqual(["0"]);
    await clock.advance(1_999);
    expect(sent).toEqual(["0", "1"]);
    await clock.advance(2_000);
    expect(await done).toBe(4);
  });

  it("stops when told to, with what was acknowledged", async () => {
    const controller = new AbortController();
    const { link, sent } = createLink(() => taken);
    const { clock, done } = start(link, numbered(4, 60_000), { speed: 1, signal: controller.signal });
    await clock.advance(60_000);
    controller.abort();
    expect(await done).toBe(2);
    expect(sent).toEqual(["0", "1"]);
  });
});
