import { ingestConfig } from "../../src/ingest/config.ts";
import { createIngestService } from "../../src/ingest/service.ts";
import { createTestObservability } from "../support/observability.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";
import { printFigure } from "./figure.ts";

const rateHz = 25_600;

/** Processor time of one window of a fast signal, from the payload to the samples of its features. */
export async function runWindows(): Promise<void> {
  for (const count of [4_096, 65_536]) {
    for (const encoding of ["int16", "json"] as const) {
      const milliseconds = measure(encoding, count, Math.ceil(2_000_000 / count));
      printFigure("windows", `processor time, ${encoding}, ${count} samples`, milliseconds, "ms");
    }
  }
}

function measure(encoding: "int16" | "json", count: number, windows: number): number {
  const service = createIngestService({
    config: ingestConfig.parse({ windows: [{ topic: "plant/+", rateHz, unit: "g", encoding }] }),
    baseTopic: "edgewise/bench",
    bus: { subscribe: () => () => {} },
    clockTrust: { quality: () => "synced" },
    observability: createTestObservability(createVirtualClock()),
    samples: [],
    logs: [],
  });
  const signal = Array.from({ length: count }, (_, at) =>
    Math.round(9_000 * Math.sin(at * 0.1 + Math.sin(at))),
  );
  const payload =
    encoding === "json" ? Buffer.from(JSON.stringify(signal)) : Buffer.from(Int16Array.from(signal).buffer);
  const feed = (times: number) => {
    for (let at = 0; at < times; at += 1) {
      service.handle([
        { topic: "plant/a", payload, qos: 0, isRetained: false, receivedAt: at, receivedMonotonicMs: at },
      ]);
    }
  };
  feed(10);
  const before = process.cpuUsage();
  feed(windows);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / windows;
}
