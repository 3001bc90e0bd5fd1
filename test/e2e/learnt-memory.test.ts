import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Three days and some hours that all lie in the past. */
const startMs = Math.floor(Date.now() / dayMs) * dayMs - 4 * dayMs;

function valueAt(at: number): number {
  const wobble = Math.sin(at / 1_234_567) + Math.sin(at / 345_678);
  return Math.round((20 + 3 * Math.sin((2 * Math.PI * at) / dayMs) + 0.1 * wobble) * 100) / 100;
}

describe("what was learnt, over a restart of the real daemon", () => {
  let daemon: DaemonProcess;
  let site: TestClient;
  let at = startMs;
  /** To see in the log that the memory was taken up. */
  const config = { system: { logLevel: "debug" } };

  beforeAll(async () => {
    daemon = await startDaemon({ config });
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#"]);
  });
  afterAll(async () => {
    await site?.end();
    await removeDaemon(daemon);
  });

  async function feed(minutes: number, change = 0): Promise<void> {
    for (const until = at + minutes * minuteMs; at < until; at += 5 * minuteMs) {
      const time = new Date(at).toISOString();
      await site.publish("cellar/climate", { temperature: valueAt(at) + change, time });
    }
  }

  const anomalies = () => site.seen.filter(({ topic }) => topic === "edgewise/test/anomaly");

  it("finds the same fault in the first hour after the restart, and raises nothing else", async () => {
    await feed(3 * 24 * 60);
    await site.end();
    expect(await daemon.stop("SIGTERM")).toBe(0);
    expect(anomalies()).toEqual([]);

    daemon = await startDaemon({ config, directory: daemon.directory });
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#"]);
    at += 90 * minuteMs;
    await feed(5);
    await daemon.waitForEvent("anomaly.memoryRestored");
    await feed(30);
    const faultAt = at;
    await feed(15, 12);
    const anomaly = await site.waitFor(({ topic }) => topic === "edgewise/test/anomaly");
    expect(JSON.parse(anomaly.payload)).toMatchObject({
      kind: "level",
      observed: Math.round((valueAt(faultAt) + 12) * 100) / 100,
      direction: "high",
      at: new Date(faultAt).toISOString(),
    });
    await feed(60);
    expect(anomalies()).toHaveLength(1);
    expect(JSON.stringify(await daemon.get("/api/status"))).toContain('"seriesRestored":1');
  });
});
