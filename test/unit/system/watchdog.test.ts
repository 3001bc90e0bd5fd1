import { describe, expect, it } from "vitest";
import { createReporter } from "../../../src/core/events.ts";
import { LoopProgress } from "../../../src/core/lifecycle.ts";
import { systemEvents } from "../../../src/system/events.ts";
import { createWatchdog } from "../../../src/system/watchdog.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

function setUp(watchdogMs: number | undefined, checkMsMax = 10_000) {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const loops: LoopProgress[] = [];
  let fed = 0;
  const watchdog = createWatchdog({
    loops: () => loops,
    notifier: {
      watchdogMs,
      async feedWatchdog() {
        fed += 1;
      },
    },
    clock,
    reporter: createReporter("system", systemEvents, observability),
    checkMsMax,
  });
  const addLoop = (loop: string, ageMaxMs: number) => {
    const progress = new LoopProgress(loop, { monotonicMs: () => clock.monotonicMs(), ageMaxMs });
    loops.push(progress);
    return progress;
  };
  return { clock, watchdog, addLoop, fed: () => fed, records: observability.records };
}

describe("createWatchdog", () => {
  it("feeds at least twice in the time systemd allows", async () => {
    const { clock, watchdog, fed } = setUp(6_000);
    watchdog.start();
    await clock.advance(6_000);
    expect(fed()).toBe(2);
  });

  it("does not wait longer than told when systemd allows more", async () => {
    const { clock, watchdog, fed } = setUp(600_000, 10_000);
    watchdog.start();
    await clock.advance(20_000);
    expect(fed()).toBe(2);
  });

  it("stops feeding while any loop is stuck, names it, and goes on when it turns again", async () => {
    const { clock, watchdog, addLoop, fed, records } = setUp(20_000);
    const lively = addLoop("lively", 15_000);
    const stuck = addLoop("stuck", 15_000);
    watchdog.start();
    await clock.advance(10_000);
    expect(fed()).toBe(1);
    lively.beat();
    await clock.advance(10_000);
    expect(fed()).toBe(1);
    expect(watchdog.stuck).toEqual(["stuck"]);
    expect(records).toMatchObject([
      { level: "error", event: "system.loopStuck", fields: { loop: "stuck", ageMs: 20_000 } },
    ]);
    lively.beat();
    stuck.beat();
    await clock.advance(10_000);
    expect(fed()).toBe(2);
    expect(watchdog.stuck).toEqual([]);
    expect(records.at(-1)).toMatchObject({ event: "system.loopRecovered", fields: { loops: "stuck" } });
  });

  it("looks at loops that were added after the start", async () => {
    const { clock, watchdog, addLoop } = setUp(undefined);
    watchdog.start();
    addLoop("late", 5_000);
    await clock.advance(10_000);
    expect(watchdog.stuck).toEqual(["late"]);
  });

  it("does nothing after a stop", async () => {
    const { clock, watchdog, fed } = setUp(6_000);
    watchdog.start();
    watchdog.stop();
    await clock.advance(60_000);
    expect(fed()).toBe(0);
  });
});
