import { describe, expect, it } from "vitest";
import type { Connection } from "../../../src/bus/connection.ts";
import { createConnector } from "../../../src/bus/connector.ts";
import { busEvents } from "../../../src/bus/events.ts";
import { createReporter } from "../../../src/core/events.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

type Opened = { ok: true; connection: Connection } | { ok: false; error: unknown };

/** A connector whose attempts the test answers; waits have the full length (random just below 1). */
function setUp(random = () => 1) {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const attempts: { at: number; answer: (opened: Opened) => void }[] = [];
  const seen: string[] = [];
  const abort = new AbortController();
  const connector = createConnector({
    clock,
    random,
    reporter: createReporter("bus", busEvents, observability),
    reconnect: { baseMs: 1_000, maxMs: 8_000 },
    attemptMsMax: 10_000,
    url: () => "mqtt://broker",
    open: () => new Promise((answer) => attempts.push({ at: clock.monotonicMs(), answer })),
    onConnected: async () => {
      seen.push("up");
    },
    onDisconnected: () => seen.push("down"),
  });
  const done = connector.run(abort.signal);
  const fail = async (code = "ECONNREFUSED") => {
    attempts.at(-1)?.answer({ ok: false, error: Object.assign(new Error(code), { code }) });
    await clock.advance(0);
  };
  const succeed = async () => {
    let end: (error: unknown) => void = () => {};
    const closed = new Promise<unknown>((resolve) => {
      end = resolve;
    });
    attempts.at(-1)?.answer({ ok: true, connection: createFakeConnection(closed) });
    await clock.advance(0);
    return async (error?: unknown) => {
      end(error);
      await clock.advance(0);
    };
  };
  return { clock, attempts, connector, abort, done, fail, succeed, seen, records: observability.records };
}

function createFakeConnection(closed: Promise<unknown>): Connection {
  return {
    closed,
    isSessionPresent: false,
    limits: { inFlightMax: 100, packetBytesMax: undefined, qosMax: 2 },
    publish: () => Promise.resolve({ status: "acknowledged" }),
    subscribe: () => Promise.resolve([]),
    unsubscribe: () => Promise.resolve(),
    ping: async () => true,
    leave: () => Promise.resolve(),
    destroy() {},
  };
}

describe("createConnector", () => {
  it("keeps trying for ever, with waits that double up to the maximum", async () => {
    const { clock, attempts, fail } = setUp();
    for (let count = 0; count < 7; count += 1) {
      await fail();
      await clock.advance(8_000);
    }
    const starts = attempts.map(({ at }) => at);
    expect(starts).toHaveLength(8);
    await fail();
    await clock.advance(7_999);
    expect(attempts).toHaveLength(8);
    await clock.advance(1);
    expect(attempts).toHaveLength(9);
  });

  it("takes a random part of the first wait", async () => {
    const { clock, attempts, fail } = setUp(() => 0.25);
    await fail();
    await clock.advance(249);
    expect(attempts).toHaveLength(1);
    await clock.advance(1);
    expect(attempts).toHaveLength(2);
  });

  it("says since when and why it is offline, and when it tries again", async () => {
    const { clock, connector, fail } = setUp();
    const since = clock.now();
    await fail("ENOTFOUND");
    expect(connector.state).toMatchObject({
      status: "waiting",
      since,
      reason: "ENOTFOUND",
      hint: expect.stringMatching(/bus\.url/),
      nextAttemptAt: since + 1_000,
    });
  });

  it("keeps the start of being offline over many attempts", async () => {
    const { clock, connector, fail, succeed } = setUp();
    const end = await succeed();
    await clock.advance(60_000);
    await end();
    const since = clock.now();
    for (let count = 0; count < 4; count += 1) {
      await clock.advance(8_000);
      await fail();
    }
    expect(connector.state).toMatchObject({ status: "waiting", since });
  });

  it("logs a broker that stays away once per quiet period, and counts every attempt", async () => {
    const { clock, fail, records } = setUp();
    for (let count = 0; count < 40; count += 1) {
      await fail();
      await clock.advance(8_000);
    }
    const lines = records.filter(({ event }) => event === "bus.brokerUnreachable");
    expect(lines.map(({ fields }) => fields.times)).toEqual([1, expect.any(Number)]);
    expect(lines[0]?.fields.hint).toMatch(/broker/);
  });

  it("logs a new kind of failure at once", async () => {
    const { clock, fail, records } = setUp();
    await fail();
    await clock.advance(8_000);
    await fail("DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(records.map(({ event }) => event)).toEqual(["bus.brokerUnreachable", "bus.tlsFailed"]);
  });

  it("starts with short waits again only after a connection that held", async () => {
    const { clock, attempts, succeed } = setUp();
    for (const [heldMs, waitMs] of [
      [0, 1_000],
      [0, 2_000],
      [29_999, 4_000],
      [30_000, 1_000],
      [0, 2_000],
    ] as const) {
      const end = await succeed();
      await clock.advance(heldMs);
      await end(new Error("session taken over"));
      const count = attempts.length;
      await clock.advance(waitMs - 1);
      expect(attempts).toHaveLength(count);
      await clock.advance(1);
      expect(attempts).toHaveLength(count + 1);
    }
  });

  it("tells about each change and knows the current connection", async () => {
    const { connector, seen, succeed } = setUp();
    const end = await succeed();
    expect(seen).toEqual(["up"]);
    expect(connector.current).toBeDefined();
    await end();
    expect(seen).toEqual(["up", "down"]);
    expect(connector.current).toBeUndefined();
  });

  it("beats on every tick, whether connected or waiting", async () => {
    const { clock, connector, succeed } = setUp();
    const end = await succeed();
    await clock.advance(600_000);
    connector.tick();
    await clock.advance(0);
    expect(connector.progress.isStuck).toBe(false);
    await end();
    await clock.advance(100);
    connector.tick();
    await clock.advance(0);
    expect(connector.progress.ageMs()).toBe(0);
  });

  it("shows an attempt that never ends as stuck", async () => {
    const { clock, connector } = setUp();
    await clock.advance(71_000);
    connector.tick();
    await clock.advance(0);
    expect(connector.progress.isStuck).toBe(true);
  });

  it("ends at once when told, while waiting, while connected and during an attempt", async () => {
    const waiting = setUp();
    await waiting.fail();
    waiting.abort.abort();
    await waiting.done;
    const connected = setUp();
    await connected.succeed();
    connected.abort.abort();
    await connected.done;
    const trying = setUp();
    trying.abort.abort();
    await trying.succeed();
    await trying.done;
    expect(trying.seen).toEqual([]);
    expect(trying.connector.current).toBeUndefined();
  });
});
