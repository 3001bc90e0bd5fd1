import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";
import { waitFor } from "../support/wait-for.ts";
import { quickAnomalies } from "./site.ts";

const config = {
  ingest: {
    derived: [
      { kind: "dewPoint", temperature: "farm/{zone}/temperature", humidity: "farm/{zone}/humidity" },
      { kind: "energy", power: "plug/+:power" },
    ],
    windows: [{ topic: "plant/{machine}/vibration", rateHz: 25_600, unit: "g" }],
  },
  anomaly: {
    ...quickAnomalies,
    thresholds: [{ name: "wet leaves", series: "farm/+:dew_point", above: 18 }],
  },
};

interface SeriesPage {
  series: { id: string; name: string; unit: string; isDerived: boolean; latest: { value: number } }[];
}

describe("derived series through the real daemon", () => {
  let daemon: DaemonProcess;
  let site: TestClient;

  beforeAll(async () => {
    daemon = await startDaemon({ config });
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#"]);
  });
  afterAll(async () => {
    await site?.end();
    await removeDaemon(daemon);
  });

  it("are judged by limits, asked about in questions and shown like any other", async () => {
    await site.publish("farm/zone1/temperature", "24");
    await site.publish("farm/zone1/humidity", "80");
    const anomaly = await site.waitFor(({ topic }) => topic === "edgewise/test/anomaly");
    expect(JSON.parse(anomaly.payload)).toMatchObject({ kind: "threshold", limit: 18 });
    expect(anomaly.payload).toContain("farm/zone1:dew_point");
    const opened = await site.waitFor(({ topic }) => topic.startsWith("edgewise/test/incident/"));
    expect((JSON.parse(opened.payload) as { summary: string }).summary).toContain("dew point");

    const { series } = await daemon.get<SeriesPage>("/api/series?text=dew");
    expect(series).toMatchObject([
      { id: "farm/zone1:dew_point", name: "zone 1 dew point", unit: "°C", isDerived: true },
    ]);
    expect(series[0]?.latest.value).toBeCloseTo(20.35, 1);
    const answer = await daemon.post<{ reply: string }>("/api/ask", {
      text: "what is the dew point in zone 1",
    });
    expect(answer.reply).toMatch(/dew point .*20\.[34]/);
  });

  it("are the figures of a window of vibration too, with as many samples as may be", async () => {
    const samples = Array.from({ length: 65_536 }, (_, at) => Number(Math.sin(at * 0.1).toFixed(4)));
    await site.publish("plant/pump1/vibration", JSON.stringify(samples));
    await waitFor(
      async () => {
        const { series } = await daemon.get<SeriesPage>("/api/series?text=velocity");
        expect(series).toMatchObject([{ id: "plant/pump1/vibration:velocity_rms", unit: "mm/s" }]);
      },
      { timeout: 30_000, interval: 200 },
    );
  });

  it("keep a running total over a restart", async () => {
    const hour = 3_600_000;
    const now = Date.now();
    const publish = (at: number) =>
      site.publish("plug/heater", { time: new Date(at).toISOString(), power: 1_200 });
    await publish(now - hour);
    await publish(now - hour / 2);
    const isThere = (total: number) =>
      waitFor(
        async () => {
          const { series } = await daemon.get<SeriesPage>("/api/series?text=energy");
          expect(series[0]?.latest.value).toBeCloseTo(total, 6);
        },
        { timeout: 30_000, interval: 200 },
      );
    await isThere(0.6);
    await site.end();
    expect(await daemon.stop("SIGTERM")).toBe(0);
    daemon = await startDaemon({ config, directory: daemon.directory });
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#"]);
    await publish(now - hour / 4);
    await publish(now);
    await isThere(0.9);
  });
});
