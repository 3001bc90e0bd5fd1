import { describe, expect, it } from "vitest";
import { LoopProgress } from "../../../src/core/lifecycle.ts";
import { systemConfig } from "../../../src/system/config.ts";
import { createSystemService } from "../../../src/system/service.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const deadline = { remainingMs: () => 1_000, signal: new AbortController().signal };

function setUp(settings: Record<string, unknown> = {}, environment: Record<string, string> = {}) {
  const clock = createVirtualClock(Date.UTC(2026, 5, 1));
  const observability = createTestObservability(clock);
  const levels: string[] = [];
  const calls: string[] = [];
  const loops: LoopProgress[] = [];
  const system = createSystemService({
    config: systemConfig.parse(settings),
    observability,
    loops: () => loops,
    environment,
    pid: 1,
    log: { setLevel: (level) => void levels.push(level) },
    async run(program, parts) {
      calls.push([program, ...parts].join(" "));
      return program === "timedatectl" ? "no\n" : "";
    },
  });
  const addLoop = (ageMaxMs: number) =>
    loops.push(new LoopProgress("stuck", { monotonicMs: () => clock.monotonicMs(), ageMaxMs }));
  return { system, clock, levels, calls, addLoop, expose: () => observability.metrics.expose() };
}

describe("createSystemService", () => {
  it("is degraded, not failed, while the clock cannot be trusted", async () => {
    const { system, expose } = setUp({ clock: "unsynced" });
    await system.start(new AbortController().signal);
    expect(system.health()).toMatchObject({ status: "degraded", figures: { clock: "unsynced" } });
    expect(await expose()).toContain("edgewise_system_clock_synced_state 0");
    await system.stop(deadline);
  });

  it("has failed when a loop is stuck, and says which", async () => {
    const { system, clock, addLoop } = setUp({ clock: "synced" });
    await system.start(new AbortController().signal);
    expect(system.health().status).toBe("ok");
    addLoop(5_000);
    await clock.advance(10_000);
    expect(system.health()).toMatchObject({ status: "failed", detail: expect.stringContaining("stuck") });
    await system.stop(deadline);
  });

  it("feeds the watchdog of systemd until it is stopped", async () => {
    const environment = { NOTIFY_SOCKET: "/run/notify", WATCHDOG_USEC: "4000000", WATCHDOG_PID: "1" };
    const { system, clock, calls } = setUp({ clock: "synced" }, environment);
    await system.start(new AbortController().signal);
    await clock.advance(4_000);
    expect(calls).toEqual(["systemd-notify WATCHDOG=1", "systemd-notify WATCHDOG=1"]);
    await system.stop(deadline);
    await clock.advance(60_000);
    expect(calls).toHaveLength(2);
  });

  it("applies live settings", async () => {
    const { system, levels } = setUp();
    await system.start(new AbortController().signal);
    expect(system.clockTrust.quality()).toBe("unsynced");
    await system.reconfigure(systemConfig.parse({ logLevel: "debug", clock: "synced" }));
    expect(levels).toEqual(["debug"]);
    expect(system.clockTrust.quality()).toBe("synced");
    await system.stop(deadline);
  });

  it("may be stopped without having been started", async () => {
    await setUp().system.stop(deadline);
  });
});
