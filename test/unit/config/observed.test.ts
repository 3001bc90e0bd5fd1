import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { metricsReference } from "../../../src/config/metrics-docs.ts";
import { eventTables, metricTables } from "../../../src/config/observed.ts";
import type { EventTable } from "../../../src/core/events.ts";
import type { MetricOptions } from "../../../src/core/metrics.ts";

const source = new URL("../../../src/", import.meta.url);
/** Tables of what has no part of its own. */
const folders: Readonly<Record<string, string>> = {
  models: "inference/registry",
  orders: "sync/down",
  microphone: "voice/capture",
  voiceMqtt: "voice/mqtt-audio",
  wyoming: "voice/wyoming",
  arbitration: "voice/arbitration",
  pronounce: "voice/pronounce",
  speak: "voice/speak",
  larger: "voice/larger",
};
/** Tables that are parts of voice count under its name. */
const prefixOf = (part: string) => (folders[part]?.startsWith("voice/") ? "voice" : part);
const reference = metricsReference();

describe("metricsReference", () => {
  it("knows the events of every part that has some", () => {
    const parts = readdirSync(source).filter(
      (part) => part !== "core" && existsSync(new URL(`${part}/events.ts`, source)),
    );
    expect(Object.keys(eventTables).sort()).toEqual([...parts, ...Object.keys(folders), "daemon"].sort());
  });

  it("knows the metrics of every part that exports a table of them", async () => {
    for (const part of Object.keys(eventTables).filter((name) => name !== "daemon")) {
      const exported = (await import(new URL(`${folders[part] ?? part}/events.ts`, source).href)) as Record<
        string,
        unknown
      >;
      const table = exported[`${part}Metrics`];
      expect([part, (metricTables as Record<string, unknown>)[part]]).toEqual([part, table]);
    }
  });

  it("lists every event and counter once, with what it means", () => {
    for (const [part, table] of Object.entries<EventTable>(eventTables)) {
      for (const [event, { level, message, counter }] of Object.entries(table)) {
        expect(reference).toContain(`| \`${part}.${event}\` | ${level} | ${message} |`);
        if (counter) expect(reference.split(`| \`${counter}\` |`)).toHaveLength(2);
      }
    }
  });

  it("names metrics after their part, counters with _total", () => {
    for (const [part, table] of Object.entries<EventTable>(eventTables)) {
      for (const { counter } of Object.values(table)) {
        if (counter) expect(counter).toMatch(new RegExp(`^edgewise_${prefixOf(part)}_[a-z0-9_]+_total$`));
      }
    }
    for (const [part, table] of Object.entries<Readonly<Record<string, MetricOptions>>>(metricTables)) {
      for (const { name } of Object.values(table))
        expect(name).toMatch(new RegExp(`^edgewise_${part}_[a-z0-9_]+$`));
    }
  });

  it("never calls two different things by one name", () => {
    const counters = Object.values<EventTable>(eventTables).flatMap((table) =>
      Object.values(table).flatMap(({ counter, labels }) =>
        counter ? [{ counter, labels: (labels ?? []).join() }] : [],
      ),
    );
    for (const { counter, labels } of counters) {
      expect(
        new Set(counters.filter((other) => other.counter === counter).map((other) => other.labels)),
      ).toEqual(new Set([labels]));
    }
  });
});
