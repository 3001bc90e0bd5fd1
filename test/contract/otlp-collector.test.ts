import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { syncConfig } from "../../src/sync/config.ts";
import type { OtlpSettings } from "../../src/sync/sinks/otlp/config.ts";
import { otlpSink } from "../../src/sync/sinks/otlp/sink.ts";
import { envelope, envelopes } from "../support/envelopes.ts";
import { freePort, waitForPort } from "../support/mosquitto.ts";
import { waitFor } from "../support/wait-for.ts";

/** Any build of the OpenTelemetry collector with the OTLP receiver and the file exporter. */
const program = [process.env.OTELCOL ?? "otelcol", "otelcol-contrib"].find(
  (name) => spawnSync(name, ["--version"]).error === undefined,
);

const series = { id: "barn/t", name: "Temperature", kind: "numeric", unit: "°C", place: { area: "barn" } };

describe.skipIf(!program)(
  `OTLP and a real collector${program ? "" : " (skipped: no otelcol; OTELCOL names one)"}`,
  () => {
    test.each(["protobuf", "json"] as const)(
      "what is sent as %s comes out as it went in",
      async (encoding) => {
        const folder = mkdtempSync(join(tmpdir(), "edgewise-otelcol-"));
        const port = await freePort();
        const out = join(folder, "out.json");
        writeFileSync(
          join(folder, "config.yaml"),
          `receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:${port}"}}}}
exporters: {file: {path: ${out}, flush_interval: 100ms}}
service:
  telemetry: {metrics: {level: none}}
  pipelines: {logs: {receivers: [otlp], exporters: [file]}, metrics: {receivers: [otlp], exporters: [file]}}
`,
        );
        const child = spawn(program ?? "", ["--config", `file:${join(folder, "config.yaml")}`], {
          stdio: "ignore",
        });
        onTestFinished(() => {
          child.kill();
          rmSync(folder, { recursive: true, force: true });
        });
        await waitForPort(port);
        const url = `http://127.0.0.1:${port}`;
        const sinks = [{ type: "otlp", name: "far", url, classes: ["incident"], encoding }];
        const [settings] = syncConfig.parse({ sinks }).sinks as [OtlpSettings];
        const sink = otlpSink.create(settings, {
          node: "barn-1",
          version: "0.1.0",
          clock: systemClock,
          connectMqtt: () => Promise.reject(new Error("not used")),
          onReconnect: () => {},
        });
        onTestFinished(() => sink.close());
        const at = Date.UTC(2026, 0, 5, 12) + 123;
        const body = { schema: "edgewise.sample.v1", series, value: -21.25 };
        const rollupBody = {
          series,
          width: "minute",
          count: 4,
          min: -1,
          max: 9,
          mean: 5,
          p05: 0,
          p50: 5,
          p95: 8,
        };
        const records = [
          ...envelopes(200, 3, { body: JSON.stringify({ severity: "critical", summary: "Pump off · é" }) }),
          envelope(300, { class: "sample", at, body: JSON.stringify(body) }),
          envelope(301, { class: "rollup", at, body: JSON.stringify(rollupBody) }),
        ];
        const result = await sink.send(records, new AbortController().signal);
        const statuses =
          result.status === "answered" ? result.deliveries.map(({ delivery }) => delivery.status) : [];
        expect(statuses).toEqual(records.map(() => "delivered"));
        const lines = await waitFor(
          () => {
            const read = readFileSync(out, "utf8").trim().split("\n");
            expect(read.length).toBe(2);
            return read.map((line) => JSON.parse(line));
          },
          { timeout: 10_000 },
        );
        const logs = lines.find(({ resourceLogs }) => resourceLogs).resourceLogs[0].scopeLogs[0].logRecords;
        expect(logs).toHaveLength(200);
        expect(logs[0]).toMatchObject({
          timeUnixNano: "1767614401000000000",
          severityNumber: 18,
          body: { stringValue: "Pump off · é" },
          eventName: "edgewise.incident",
        });
        const { scopeMetrics } = lines.find(({ resourceMetrics }) => resourceMetrics).resourceMetrics[0];
        expect(scopeMetrics[0].metrics).toMatchObject([
          {
            name: "edgewise.Temperature",
            unit: "Cel",
            gauge: { dataPoints: [{ timeUnixNano: "1767614400123000000", asDouble: -21.25 }] },
          },
          {
            summary: {
              dataPoints: [
                {
                  timeUnixNano: "1767614460123000000",
                  count: "4",
                  sum: 20,
                  quantileValues: [
                    { value: -1 },
                    { quantile: 0.05 },
                    { quantile: 0.5, value: 5 },
                    { quantile: 0.95, value: 8 },
                    { quantile: 1, value: 9 },
                  ],
                },
              ],
            },
          },
        ]);
      },
      30_000,
    );
  },
);
