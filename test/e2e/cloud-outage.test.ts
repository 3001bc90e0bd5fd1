import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Cloud, eventually, startCloud } from "../support/cloud.ts";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";
import { quickAnomalies } from "./site.ts";

interface SampleBody {
  series: { id: string };
  value: number;
}

describe("a cloud that goes away and comes back", () => {
  let cloud: Cloud;
  let daemon: DaemonProcess;
  let site: TestClient;

  const config = () => ({
    anomaly: quickAnomalies,
    sync: {
      sinks: [
        {
          type: "http",
          name: "cloud",
          url: cloud.url,
          classes: ["incident", "summary", "anomaly", "sample", "command"],
          backoffBaseMs: 50,
          backoffMaxMs: 300,
          timeoutMs: 2_000,
        },
      ],
    },
  });

  beforeEach(async () => {
    cloud = await startCloud();
    daemon = await startDaemon({ config: config() });
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#"]);
  });
  afterEach(async () => {
    await site.end();
    await removeDaemon(daemon);
    await cloud.goAway();
  });

  const sendSamples = async (from: number, to: number) => {
    for (let value = from; value < to; value += 1) {
      await site.publish(`field/${value % 4}`, { count: value });
    }
  };

  const sampleValues = (seriesIndex: number) =>
    cloud.stored
      .filter(
        ({ class: recordClass, stream }) =>
          recordClass === "sample" && stream.startsWith(`field/${seriesIndex}`),
      )
      .map(({ body }) => (body as SampleBody).value);

  const expectAllSamples = (count: number) => {
    for (const index of [0, 1, 2, 3]) {
      const wanted = Array.from({ length: count }, (_, value) => value).filter(
        (value) => value % 4 === index,
      );
      expect(sampleValues(index)).toEqual(wanted);
    }
  };

  const queued = async () => (await daemon.get<{ counts: { records: number } }>("/api/queue")).counts.records;
  const sampleCount = () => cloud.stored.filter(({ class: recordClass }) => recordClass === "sample").length;

  it("gets everything, in order per topic, nothing twice by key", async () => {
    await sendSamples(0, 200);
    await eventually("the first samples arrive", () => sampleCount() === 200);
    await cloud.goAway();
    await sendSamples(200, 600);
    await site.publish("boiler/1", { temperature: 95 });
    await site.waitFor(({ topic }) => topic.startsWith("edgewise/test/incident/"));
    await eventually("records are queued on the disk", async () => (await queued()) > 400);
    await cloud.comeBack();
    // The boiler's value is one more.
    await eventually("the queue drains", async () => sampleCount() === 601 && (await queued()) === 0);
    expectAllSamples(600);
    expect(
      cloud.stored.filter(({ class: recordClass }) => recordClass === "incident").length,
    ).toBeGreaterThan(0);
    expect(new Set(cloud.stored.map(({ id }) => id)).size).toBe(cloud.stored.length);
  });

  it("that stores and then breaks the connection sees repeats under the same keys, and nothing missing", async () => {
    cloud.behave("storeThenReset");
    await sendSamples(0, 200);
    await eventually("the far side stored something without saying so", () => cloud.repeats() > 0);
    cloud.behave("error500");
    await sendSamples(200, 300);
    cloud.behave("ok");
    await eventually("everything arrives", async () => sampleCount() === 300 && (await queued()) === 0);
    expectAllSamples(300);
  });

  it("loses nothing that was queued when the daemon is killed in the middle of a batch", async () => {
    await cloud.goAway();
    await sendSamples(0, 400);
    await site.publish("boiler/1", { temperature: 95 });
    await site.waitFor(({ topic }) => topic.startsWith("edgewise/test/incident/"));
    await eventually("all samples and the incident are on the disk", async () => {
      const { counts } = await daemon.get<{ counts: { byClass: Record<string, number> } }>("/api/queue");
      return counts.byClass.sample === 401 && (counts.byClass.incident ?? 0) > 0;
    });
    const queuedBefore = await queued();
    cloud.behave("storeThenReset");
    await cloud.comeBack();
    await eventually("a batch is under way", () => cloud.requests() > 0);
    await daemon.stop("SIGKILL");
    cloud.behave("ok");
    await site.end();
    daemon = await startDaemon({ config: config(), directory: daemon.directory });
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#"]);
    await eventually("the queue drains after the restart", async () => (await queued()) === 0);
    expect(cloud.stored.length).toBeGreaterThanOrEqual(queuedBefore);
    expectAllSamples(400);
  });

  it("keeps what was not sent over a clean stop, within the deadline", async () => {
    await cloud.goAway();
    await sendSamples(0, 100);
    await eventually("all is on the disk", async () => (await queued()) >= 100);
    const queuedBefore = await queued();
    expect(await daemon.stop("SIGTERM")).toBe(0);
    await site.end();
    daemon = await startDaemon({ config: config(), directory: daemon.directory });
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#"]);
    expect(await queued()).toBeGreaterThanOrEqual(queuedBefore);
    await cloud.comeBack();
    await eventually("the queue drains", async () => (await queued()) === 0);
    expectAllSamples(100);
  });
});
