import { describe, expect, it } from "vitest";
import { createReporter, type EventTable } from "../../../src/core/events.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const events = {
  dropped: {
    level: "warn",
    message: "messages were dropped",
    counter: "edgewise_test_dropped_total",
    labels: ["reason"],
    quietMs: 10_000,
  },
  started: { level: "info", message: "started" },
} as const satisfies EventTable;

describe("createReporter", () => {
  it("logs the event with its fields and counts it", async () => {
    const observability = createTestObservability(createVirtualClock());
    const reporter = createReporter("test", events, observability);
    reporter.report("started", { port: 1883 });
    reporter.report("dropped", { reason: "full" }, 3);
    expect(observability.records).toEqual([
      { level: "info", event: "test.started", message: "started", fields: { port: 1883 } },
      {
        level: "warn",
        event: "test.dropped",
        message: "messages were dropped",
        fields: { reason: "full", times: 3 },
      },
    ]);
    expect(await observability.metrics.expose()).toContain('edgewise_test_dropped_total{reason="full"} 3');
  });

  it("counts every drop but logs a flood once, with the total at the next line", async () => {
    const clock = createVirtualClock();
    const observability = createTestObservability(clock);
    const reporter = createReporter("test", events, observability);
    for (let drop = 0; drop < 1000; drop += 1) reporter.report("dropped", { reason: "full" });
    await clock.advance(10_000);
    reporter.report("dropped", { reason: "full" });
    expect(observability.records.map(({ fields }) => fields.times)).toEqual([1, 1000]);
    expect(await observability.metrics.expose()).toContain('edgewise_test_dropped_total{reason="full"} 1001');
  });
});
