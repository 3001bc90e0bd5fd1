import { describe, expect, it } from "vitest";
import { createIngestService } from "../../../../src/ingest/service.ts";
import { createTestObservability } from "../../../support/observability.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";
import { createRandom, createTestService, minuteMs, startMs } from "../../anomaly/support.ts";
import { parseConfig } from "../fixture.ts";

const rateHz = 20_000;
const count = 4_096;
const topic = "plant/pump1/vibration";

/**
 * A pump at 1,750 rpm: its turning and twice that, each a little different from window to window, and wide-band noise. `fault`
 * is the RMS of what a damaged outer race adds: noise around 5 kHz that swells and dies away 107 times a second.
 */
function createPump(seed: number) {
  const random = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return (fault: number): number[] => {
    const [phase, second] = [2 * Math.PI * random(), 2 * Math.PI * random()];
    const size = 1 + 0.01 * normal();
    return Array.from({ length: count }, (_, at) => {
      const seconds = at / rateHz;
      const turning = 2 * Math.PI * (1_750 / 60) * seconds;
      // Mean square of the envelope 0.107, of the carrier 0.5.
      const envelope = Math.exp(-5 * ((seconds * 107) % 1));
      const burst = (normal() * Math.cos(2 * Math.PI * 5_000 * seconds) * envelope) / Math.sqrt(0.1 * 0.5);
      return (
        size * (Math.sin(turning + phase) + 0.3 * Math.sin(2 * turning + second)) +
        0.02 * normal() +
        fault * burst
      );
    });
  };
}

/** Ingest and anomaly detection as the daemon connects them. */
function createSite() {
  const anomaly = createTestService();
  const values = new Map<string, number[]>();
  const ingest = createIngestService({
    config: parseConfig({ windows: [{ topic: "plant/{machine}/vibration", rateHz, unit: "m/s²" }] }),
    baseTopic: "edgewise/node",
    bus: { subscribe: () => () => {} },
    clockTrust: { quality: () => "synced" },
    observability: createTestObservability(createVirtualClock()),
    samples: [
      anomaly.service,
      {
        onSample({ series, value }) {
          values.set(series.field, [...(values.get(series.field) ?? []), value]);
        },
      },
    ],
    logs: [],
  });
  const send = (minute: number, window: readonly number[]) => {
    const receivedAt = startMs + minute * minuteMs;
    const payload = Buffer.from(JSON.stringify(window));
    ingest.handle([
      { topic, payload, qos: 1, isRetained: false, receivedAt, receivedMonotonicMs: minute * minuteMs },
    ]);
  };
  return { ...anomaly, send, values };
}

const mean = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe("a bearing that begins to fail", () => {
  const healthy = 240;
  const failing = 20;

  it.each([1, 2])("is an anomaly of the high band while the RMS hardly moves (seed %d)", (seed) => {
    const { send, values, anomalies } = createSite();
    const pump = createPump(seed);
    for (let minute = 0; minute < healthy; minute += 1) send(minute, pump(0));
    expect(anomalies).toEqual([]);
    for (let minute = healthy; minute < healthy + failing; minute += 1) send(minute, pump(0.06));

    const rms = values.get("rms") ?? [];
    expect(Math.abs(mean(rms.slice(healthy)) / mean(rms.slice(0, healthy)) - 1)).toBeLessThan(0.02);
    const found = anomalies.map(({ subject, direction, at }) => ({
      field: subject.type === "series" ? subject.series.field : "",
      direction,
      window: (at - startMs) / minuteMs - healthy,
    }));
    const band = found.find(({ field }) => field === "band_above_2000_hz");
    expect(band?.direction).toBe("high");
    expect(band?.window).toBeLessThanOrEqual(1);
    for (const quiet of ["rms", "velocity_rms", "band_10_50_hz"]) {
      expect(found.map(({ field }) => field)).not.toContain(quiet);
    }
  });
});
