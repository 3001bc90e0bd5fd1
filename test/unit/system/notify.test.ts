import { describe, expect, it } from "vitest";
import { createReporter } from "../../../src/core/events.ts";
import { systemEvents } from "../../../src/system/events.ts";
import { createNotifier, runProgram } from "../../../src/system/notify.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

function setUp(environment: Record<string, string> = { NOTIFY_SOCKET: "/run/notify" }, fail = false) {
  const observability = createTestObservability(createVirtualClock());
  const calls: string[][] = [];
  const answers: (() => void)[] = [];
  let isHeld = false;
  const notifier = createNotifier({
    environment,
    pid: 42,
    reporter: createReporter("system", systemEvents, observability),
    async run(program, parts) {
      calls.push([program, ...parts]);
      if (isHeld) await new Promise<void>((resolve) => answers.push(resolve));
      if (fail) throw new Error("no such program");
      return "";
    },
  });
  return {
    notifier,
    calls,
    records: observability.records,
    hold: () => {
      isHeld = true;
    },
    letGo: () => {
      isHeld = false;
      for (const answer of answers.splice(0)) answer();
    },
  };
}

describe("createNotifier", () => {
  it("tells systemd each change of state", async () => {
    const { notifier, calls } = setUp();
    await notifier.ready("12 sensors");
    await notifier.reloading();
    await notifier.feedWatchdog();
    await notifier.stopping("draining");
    expect(calls).toEqual([
      ["systemd-notify", "READY=1", "STATUS=12 sensors"],
      ["systemd-notify", "RELOADING=1"],
      ["systemd-notify", "WATCHDOG=1"],
      ["systemd-notify", "STOPPING=1", "STATUS=draining"],
    ]);
  });

  it("does nothing when not started by systemd", async () => {
    const { notifier, calls } = setUp({});
    await notifier.ready("x");
    await notifier.feedWatchdog();
    expect(calls).toEqual([]);
    expect(notifier.isActive).toBe(false);
  });

  it("keeps a status to one short line, so that it cannot set other variables", async () => {
    const { notifier, calls } = setUp();
    await notifier.status(`a\nMAINPID=1\u0000${"x".repeat(500)}`);
    expect(calls[0]?.[1]).toMatch(/^STATUS=a MAINPID=1 x+$/);
    expect(calls[0]?.[1]?.length).toBeLessThan(220);
  });

  it("sends in order, one at a time, and only the newest of waiting statuses", async () => {
    const { notifier, calls, hold, letGo } = setUp();
    hold();
    const all = [
      notifier.feedWatchdog(),
      notifier.status("old"),
      notifier.status("new"),
      notifier.stopping("bye"),
    ];
    await Promise.resolve();
    expect(calls).toEqual([["systemd-notify", "WATCHDOG=1"]]);
    letGo();
    await Promise.all(all);
    expect(calls.slice(1)).toEqual([
      ["systemd-notify", "STATUS=new"],
      ["systemd-notify", "STOPPING=1", "STATUS=bye"],
    ]);
  });

  it("bounds what waits for a program that hangs", async () => {
    const { notifier, calls, hold, letGo, records } = setUp();
    hold();
    const all = Array.from({ length: 100 }, () => notifier.feedWatchdog());
    await Promise.resolve();
    letGo();
    await Promise.all(all);
    expect(calls.length).toBeLessThan(20);
    expect(records).toContainEqual(expect.objectContaining({ event: "system.notifyFailed" }));
  });

  it("reports a failure and never throws", async () => {
    const { notifier, records } = setUp({ NOTIFY_SOCKET: "/run/notify" }, true);
    await notifier.ready("x");
    await notifier.feedWatchdog();
    expect(records).toMatchObject([{ event: "system.notifyFailed", fields: { error: "no such program" } }]);
  });

  it.each([
    [{ WATCHDOG_USEC: "60000000" }, 60_000],
    [{ WATCHDOG_USEC: "60000000", WATCHDOG_PID: "42" }, 60_000],
    [{ WATCHDOG_USEC: "60000000", WATCHDOG_PID: "7" }, undefined],
    [{ WATCHDOG_USEC: "0" }, undefined],
    [{ WATCHDOG_USEC: "soon" }, undefined],
    [{}, undefined],
  ])("reads the watchdog time from %o", (environment, expected) => {
    expect(setUp(environment as Record<string, string>).notifier.watchdogMs).toBe(expected);
  });
});

describe("runProgram", () => {
  it("answers what the program wrote", async () => {
    expect(await runProgram("echo", ["yes"], 5_000)).toBe("yes\n");
  });

  it("rejects a program that fails, is missing, or takes too long", async () => {
    await expect(runProgram("false", [], 5_000)).rejects.toThrow();
    await expect(runProgram("edgewise-no-such-program", [], 5_000)).rejects.toThrow(/ENOENT/);
    await expect(runProgram("sleep", ["60"], 50)).rejects.toThrow();
  });
});
