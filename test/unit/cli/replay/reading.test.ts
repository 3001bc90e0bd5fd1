import { describe, expect, it } from "vitest";
import type { ApiClient } from "../../../../src/cli/api-client.ts";
import { watchReading } from "../../../../src/cli/replay/reading.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

/** A daemon that has read `messages` in all; undefined: it does not answer. */
function createDaemon(messages: number | undefined) {
  const daemon = { messages, asked: 0 };
  const client: ApiClient = {
    url: "http://daemon",
    async get<T>() {
      daemon.asked += 1;
      if (daemon.messages === undefined) throw new Error("away");
      return { health: { ingest: { figures: { messages: daemon.messages } } } } as T;
    },
    async delete() {
      throw new Error("nothing is deleted");
    },
    async post() {
      throw new Error("nothing is posted");
    },
  };
  return { daemon, client };
}

async function start(messages: number) {
  const { daemon, client } = createDaemon(messages);
  const clock = createVirtualClock();
  const reading = await watchReading({ client, clock, signal: new AbortController().signal });
  if (!reading) throw new Error("the daemon was not asked");
  return { daemon, clock, reading };
}

async function isSettled(
  promise: Promise<unknown>,
  clock: ReturnType<typeof createVirtualClock>,
  ms: number,
) {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await clock.advance(ms);
  return settled;
}

describe("following what the daemon has read", () => {
  it("holds a replay back that is too far ahead, until the daemon has read on", async () => {
    const { daemon, clock, reading } = await start(1_000);
    await reading.keepUp(400);
    const waiting = reading.keepUp(700);
    expect(await isSettled(waiting, clock, 500)).toBe(false);
    daemon.messages = 1_300;
    expect(await isSettled(waiting, clock, 100)).toBe(true);
  });

  it("asks at most ten times a second", async () => {
    const { daemon, clock, reading } = await start(0);
    void reading.keepUp(10_000);
    for (let turn = 0; turn < 20; turn += 1) {
      daemon.messages = (daemon.messages ?? 0) + 1;
      await clock.advance(100);
    }
    expect(daemon.asked).toBeLessThanOrEqual(23);
  });

  it("does not wait for ever for a daemon that reads nothing, and tells what it has read", async () => {
    const { daemon, clock, reading } = await start(50);
    const waiting = reading.keepUp(1_000);
    expect(await isSettled(waiting, clock, 3_500)).toBe(true);
    daemon.messages = 350;
    const finished = reading.finish(1_000);
    await clock.advance(4_000);
    expect(await finished).toBe(300);
  });

  it("goes on counting over a restart of the daemon", async () => {
    const { daemon, clock, reading } = await start(5_000);
    daemon.messages = 5_200;
    const finished = reading.finish(500);
    await clock.advance(100);
    daemon.messages = undefined;
    await clock.advance(1_000);
    daemon.messages = 300;
    await clock.advance(1_000);
    expect(await finished).toBe(500);
  });

  it("counts no more than was published, whoever else publishes", async () => {
    const { daemon, reading } = await start(0);
    daemon.messages = 9_999;
    expect(await reading.finish(10)).toBe(10);
  });

  it("is left out when no daemon answers", async () => {
    const { client } = createDaemon(undefined);
    const options = { client, clock: createVirtualClock(), signal: new AbortController().signal };
    expect(await watchReading(options)).toBeUndefined();
  });
});
