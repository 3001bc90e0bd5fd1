import { describe, expect, it } from "vitest";
import { performAction } from "../../../../src/commands/act/perform.ts";
import { planAction } from "../../../../src/commands/act/plan.ts";
import { createRateLimiter } from "../../../../src/commands/act/rate-limit.ts";
import { parseEntities } from "../../../../src/commands/entities/parse.ts";
import { createRegistry } from "../../../../src/commands/entities/registry.ts";
import { createEntityStates } from "../../../../src/commands/entities/states.ts";
import { createMemoryBus } from "../../../support/memory-bus.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

function setUp(options: { verifyTimeoutMs?: number; hasState?: boolean } = {}) {
  const clock = createVirtualClock();
  const bus = createMemoryBus(clock);
  const states = createEntityStates({ payloadBytesMax: 1000, onOversize: () => {} });
  const made = createRegistry(
    parseEntities(
      [
        options.hasState === false
          ? { name: "Pump", kind: "pump", actions: { turnOn: { topic: "pump/set", payload: "ON" } } }
          : { name: "Pump", kind: "pump", schema: "plain", topic: "pump" },
      ],
      [],
    ),
    [],
  );
  if (!made.ok) throw new Error(made.reason.join());
  const [thing] = made.value.things;
  if (!thing) throw new Error("no thing");
  states.follow(made.value);
  const report = (payload: string, isRetained = false) =>
    states.take({ topic: "pump", payload: Buffer.from(payload), receivedAt: clock.now(), isRetained });
  const limits = { actionsPerMinute: 100, actionsPerEntityPerMinute: 2, actionsPerSourcePerMinute: 100 };
  const limiter = createRateLimiter(clock, limits);
  const stop = new AbortController();
  const perform = (dryRun = false) => {
    const wish = {
      intent: "turnOn",
      attribute: undefined,
      value: undefined,
      step: undefined,
      forMs: undefined,
    } as const;
    const planned = planAction(wish, thing, states);
    if (!planned.ok) throw new Error(planned.reason);
    return performAction(planned.value, {
      bus,
      states,
      clock,
      limiter,
      source: "test",
      expiresAfterMs: 30_000,
      verifyTimeoutMs: options.verifyTimeoutMs ?? 3000,
      dryRun,
      signal: stop.signal,
    });
  };
  return { clock, bus, report, perform, stop, limiter };
}

describe("performing an action", () => {
  it("is confirmed when the device reports the wanted state, without waiting any longer", async () => {
    const { clock, bus, report, perform } = setUp();
    const running = perform();
    await clock.advance(400);
    report("ON");
    expect((await running).result).toEqual({
      entityId: "pump",
      topic: "pump/set",
      payload: "ON",
      status: "confirmed",
    });
    expect(bus.published[0]?.options.qos).toBe(1);
  });

  it("counts a report that is faster than the broker's acknowledgement", async () => {
    const { bus, report, perform } = setUp();
    bus.onPublish(() => report("ON"));
    expect((await perform()).result.status).toBe("confirmed");
  });

  it("is unconfirmed after the time when nothing is heard", async () => {
    const { clock, perform } = setUp();
    const running = perform();
    await clock.advance(3000);
    const done = await running;
    expect(done.result.status).toBe("unconfirmed");
    expect(done.didReport).toBe(false);
  });

  it("tells a device that reports otherwise from one that is silent", async () => {
    const { clock, report, perform } = setUp();
    const running = perform();
    await clock.advance(100);
    report("OFF");
    await clock.advance(2900);
    expect(await running).toMatchObject({
      result: { status: "unconfirmed" },
      didReport: true,
      reported: "off",
    });
  });

  it("does not take a retained report for an answer, nor a retained state for 'already on'", async () => {
    const { clock, report, perform } = setUp();
    report("ON", true);
    const running = perform();
    await clock.advance(100);
    report("ON", true);
    await clock.advance(2900);
    expect(await running).toMatchObject({ result: { status: "unconfirmed" }, wasAlready: false });
  });

  it("sends to a thing that is on already, but does not wait for it to say so again", async () => {
    const { bus, report, perform } = setUp();
    report("ON");
    expect(await perform()).toMatchObject({ result: { status: "confirmed" }, wasAlready: true });
    expect(bus.published).toHaveLength(1);
  });

  it("says sent for a thing that reports nothing", async () => {
    expect((await setUp({ hasState: false }).perform()).result.status).toBe("sent");
  });

  it("sends nothing while the broker is away, nor in a dry run", async () => {
    const { bus, perform } = setUp();
    expect((await perform(true)).result.status).toBe("planned");
    bus.setConnected(false);
    expect(await perform()).toMatchObject({ result: { status: "failed" }, problem: { type: "offline" } });
    expect(bus.published).toEqual([]);
  });

  it("fails when the broker refuses, and does not wait for the device", async () => {
    const { bus, perform } = setUp();
    bus.answerWith({ status: "failed", reason: "not authorised" });
    expect(await perform()).toMatchObject({ result: { status: "failed" }, problem: { type: "notTaken" } });
  });

  it("holds back what is above the limit of one thing, and lets it through again later", async () => {
    const { clock, bus, report, perform } = setUp();
    report("ON");
    await perform();
    await perform();
    expect(await perform()).toMatchObject({
      result: { status: "failed" },
      problem: { type: "rateLimited", scope: "entity", waitMs: 30_000 },
    });
    expect(bus.published).toHaveLength(2);
    await clock.advance(30_000);
    expect((await perform()).result.status).toBe("confirmed");
  });

  it("stops waiting at once when the daemon stops", async () => {
    const { perform, stop } = setUp();
    const running = perform();
    stop.abort();
    expect((await running).result.status).toBe("unconfirmed");
  });
});

describe("the limit over all things", () => {
  it("takes from neither bucket when one is empty", () => {
    const clock = createVirtualClock();
    const limiter = createRateLimiter(clock, {
      actionsPerMinute: 2,
      actionsPerEntityPerMinute: 2,
      actionsPerSourcePerMinute: 100,
    });
    expect(limiter.take("a", undefined).ok).toBe(true);
    expect(limiter.take("b", undefined).ok).toBe(true);
    expect(limiter.take("a", undefined)).toMatchObject({ ok: false, scope: "all" });
    limiter.setLimits({
      actionsPerMinute: 1000,
      actionsPerEntityPerMinute: 2,
      actionsPerSourcePerMinute: 100,
    });
    expect(limiter.take("a", undefined)).toMatchObject({ ok: false, scope: "all" });
  });
});
