import { describe, expect, it } from "vitest";
import { createMetrics } from "../../../src/core/metrics.ts";

const counted = { name: "edgewise_test_messages_total", help: "Messages." };

describe("createMetrics", () => {
  it("exposes counters, gauges and histograms in the Prometheus text format", async () => {
    const metrics = createMetrics();
    metrics.counter({ ...counted, labels: ["reason"] }).increment(2, { reason: "full" });
    metrics.gauge({ name: "edgewise_test_open", help: "Open now." }).set(3);
    const seconds = metrics.histogram({
      name: "edgewise_test_seconds",
      help: "Time.",
      buckets: [0.1, 1],
    });
    for (const value of [0.05, 0.1, 0.5, 7]) seconds.observe(value);
    expect(await metrics.expose()).toBe(`# HELP edgewise_test_messages_total Messages.
# TYPE edgewise_test_messages_total counter
edgewise_test_messages_total{reason="full"} 2

# HELP edgewise_test_open Open now.
# TYPE edgewise_test_open gauge
edgewise_test_open 3

# HELP edgewise_test_seconds Time.
# TYPE edgewise_test_seconds histogram
edgewise_test_seconds_bucket{le="0.1"} 2
edgewise_test_seconds_bucket{le="1"} 3
edgewise_test_seconds_bucket{le="+Inf"} 4
edgewise_test_seconds_sum 7.65
edgewise_test_seconds_count 4
`);
  });

  it("shows a metric without labels from the beginning, so that a rate can be taken of its first change", async () => {
    const metrics = createMetrics();
    metrics.counter(counted);
    metrics.histogram({ name: "edgewise_test_seconds", help: "Time.", buckets: [1] });
    metrics.gauge({ name: "edgewise_test_state", help: "State.", labels: ["sink"] });
    const text = await metrics.expose();
    expect(text).toContain("\nedgewise_test_messages_total 0\n");
    expect(text).toContain('\nedgewise_test_seconds_bucket{le="+Inf"} 0\n');
    expect(text).not.toMatch(/^edgewise_test_state/m);
  });

  it("keeps one value for each combination of label values, however the labels are ordered", async () => {
    const metrics = createMetrics();
    const counter = metrics.counter({ ...counted, labels: ["route", "status"] });
    counter.increment(1, { route: "/", status: "200" });
    counter.increment(1, { status: "200", route: "/" });
    counter.increment(1, { route: "/", status: "404" });
    counter.increment(1, { status: "404" });
    expect((await metrics.expose()).split("\n").slice(2, 5)).toEqual([
      'edgewise_test_messages_total{route="/",status="200"} 2',
      'edgewise_test_messages_total{route="/",status="404"} 1',
      'edgewise_test_messages_total{status="404"} 1',
    ]);
    expect(counter.total()).toBe(4);
  });

  it("escapes what a topic or a help text could break a line with", async () => {
    const metrics = createMetrics();
    const help = 'a "quoted"\nback\\slash';
    metrics.counter({ ...counted, help, labels: ["topic"] }).increment(1, { topic: 'a"b\nc\\d' });
    expect(await metrics.expose()).toBe(`# HELP edgewise_test_messages_total a "quoted"\\nback\\\\slash
# TYPE edgewise_test_messages_total counter
edgewise_test_messages_total{topic="a\\"b\\nc\\\\d"} 1
`);
  });

  it("gives the same metric to whoever asks for its name, and refuses it as another kind", () => {
    const metrics = createMetrics();
    metrics.counter(counted).increment();
    metrics.counter(counted).increment(2);
    expect(metrics.counter(counted).total()).toBe(3);
    expect(() => metrics.gauge(counted)).toThrow("edgewise_test_messages_total is a counter, not a gauge");
  });

  it("refuses what would make the exposition wrong", () => {
    const metrics = createMetrics();
    expect(() => metrics.counter({ name: "edgewise test", help: "x" })).toThrow("Invalid metric name");
    expect(() => metrics.counter({ ...counted, labels: ["le gume"] })).toThrow("Invalid label name");
    const counter = metrics.counter({ ...counted, labels: ["reason"] });
    expect(() => counter.increment(-1)).toThrow("decrease a counter");
    expect(() => counter.increment(1, { raison: "full" })).toThrow("raison");
  });

  it("asks for fresh values before each exposition", async () => {
    const metrics = createMetrics();
    const gauge = metrics.gauge({ name: "edgewise_test_open", help: "Open now." });
    let open = 0;
    metrics.beforeExpose(() => gauge.set(open));
    open = 2;
    expect(await metrics.expose()).toContain("edgewise_test_open 2");
    open = 1;
    expect(await metrics.expose()).toContain("edgewise_test_open 1");
  });
});
