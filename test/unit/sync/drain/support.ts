import { onTestFinished } from "vitest";
import type { ClockQuality } from "../../../../src/domain/clock-quality.ts";
import { type SinkSettings, syncConfig } from "../../../../src/sync/config.ts";
import type { ConnectivityState } from "../../../../src/sync/drain/connectivity.ts";
import type { DeliverReport } from "../../../../src/sync/drain/deliver.ts";
import { Drain } from "../../../../src/sync/drain/drain.ts";
import type { Restraint } from "../../../../src/sync/drain/pace.ts";
import { createFakeSink } from "../../../support/fake-sink.ts";
import { createMemoryOutbox } from "../../../support/memory-outbox.ts";
import { createMemoryState } from "../../../support/memory-state.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

/** A drain over a fake sink, with waits of exactly their upper bound unless `random` says otherwise. */
export function setUp(more: object = {}, random = () => 1) {
  const clock = createVirtualClock();
  const outbox = createMemoryOutbox();
  const sink = createFakeSink();
  const state = createMemoryState();
  const sinks = [{ type: "http", name: "far", url: "http://far/", classes: ["incident"], ...more }];
  const [settings] = syncConfig.parse({ sinks }).sinks as [SinkSettings];
  const states: ConnectivityState[] = [];
  const circuits: string[] = [];
  const restraints: (Restraint | undefined)[] = [];
  const reports: DeliverReport[] = [];
  const faults: unknown[] = [];
  const trust = { now: "synced" as ClockQuality };
  const stop = async (drain: Drain, graceMs = 0) => {
    const stopped = drain.stop(graceMs);
    await clock.advance(graceMs + 1);
    await stopped;
  };
  /** Another one, as after a restart of the daemon. */
  const makeDrain = () => {
    const drain = new Drain({
      settings,
      idleMs: 5_000,
      sink,
      outbox,
      clock,
      random,
      node: "barn",
      state,
      clockTrust: { quality: () => trust.now },
      timeZone: "UTC",
      observer: {
        connectivityChanged: (connectivity) => states.push(connectivity.state),
        circuitChanged: (circuit) => circuits.push(circuit.state),
        restrained: (because) => restraints.push(because),
        delivered: (report) => reports.push(report),
        queueFailed: (error) => faults.push(error),
        sinkFaulted: (error) => faults.push(error),
      },
    });
    onTestFinished(() => stop(drain));
    return drain;
  };
  const drain = makeDrain();
  return {
    clock,
    outbox,
    sink,
    state,
    trust,
    drain,
    makeDrain,
    stop,
    states,
    circuits,
    restraints,
    reports,
    faults,
  };
}
