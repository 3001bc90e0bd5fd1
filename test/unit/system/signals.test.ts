import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { createReporter } from "../../../src/core/events.ts";
import { systemEvents } from "../../../src/system/events.ts";
import { listenToSignals } from "../../../src/system/signals.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

function setUp() {
  const seen: string[] = [];
  const source = Object.assign(new EventEmitter(), {
    exit: (code: number) => void seen.push(`exit ${code}`),
  });
  const stop = listenToSignals({
    source,
    reporter: createReporter("system", systemEvents, createTestObservability(createVirtualClock())),
    onStop: (signal) => seen.push(`stop ${signal}`),
    onReload: () => seen.push("reload"),
  });
  return { source, seen, stop };
}

describe("listenToSignals", () => {
  it.each(["SIGTERM", "SIGINT"])("asks for a stop on the first %s", (signal) => {
    const { source, seen } = setUp();
    source.emit(signal);
    expect(seen).toEqual([`stop ${signal}`]);
  });

  it.each([
    ["SIGTERM", "SIGINT", 130],
    ["SIGINT", "SIGTERM", 143],
    ["SIGINT", "SIGINT", 130],
  ])("ends the process at once on a second signal (%s, %s)", (first, second, code) => {
    const { source, seen } = setUp();
    source.emit(first);
    source.emit(second);
    expect(seen).toEqual([`stop ${first}`, `exit ${code}`]);
  });

  it("reloads on SIGHUP as often as asked, but not while stopping", () => {
    const { source, seen } = setUp();
    source.emit("SIGHUP");
    source.emit("SIGHUP");
    source.emit("SIGTERM");
    source.emit("SIGHUP");
    expect(seen).toEqual(["reload", "reload", "stop SIGTERM"]);
  });

  it("leaves no listener behind", () => {
    const { source, stop } = setUp();
    stop();
    expect(source.eventNames()).toEqual([]);
  });
});
