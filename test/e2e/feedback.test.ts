import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";
import { quickAnomalies } from "./site.ts";

const minuteMs = 60_000;
const startMs = Date.now() - 20 * 3_600_000;

describe("feedback to the real daemon", () => {
  const config = { anomaly: quickAnomalies };
  let daemon: DaemonProcess;
  let site: TestClient;
  let at = startMs;

  beforeAll(async () => {
    daemon = await startDaemon({ config });
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#"]);
  });
  afterAll(async () => {
    await site?.end();
    await removeDaemon(daemon);
  });

  async function feed(minutes: number, level: number): Promise<void> {
    for (const until = at + minutes * minuteMs; at < until; at += minuteMs) {
      const value = Math.round((level + 0.2 * Math.sin(at / 77_777)) * 100) / 100;
      await site.publish("attic/climate", { temperature: value, time: new Date(at).toISOString() });
    }
  }

  async function give(wish: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = `test-${Math.random()}`;
    await site.publish("edgewise/test/feedback", { ...wish, id });
    const reply = await site.waitFor(
      ({ topic, payload }) => topic === "edgewise/test/feedback/reply" && payload.includes(id),
    );
    return JSON.parse(reply.payload) as Record<string, unknown>;
  }

  const anomalies = () => site.seen.filter(({ topic }) => topic === "edgewise/test/anomaly");
  const openIncident = async () => {
    const { payload } = await site.waitFor(
      (message) => message.topic.startsWith("edgewise/test/incident/") && message.payload.includes('"open"'),
    );
    return (JSON.parse(payload) as { incidentId: string }).incidentId;
  };

  it("closes the incident, silences the same deviation, and outlives a restart", async () => {
    await feed(400, 20);
    await feed(3, 24);
    const incident = await openIncident();
    expect(await give({ verdict: "normal", incident })).toMatchObject({
      isTaken: false,
      error: { code: "feedback.invalid" },
    });
    expect(await give({ verdict: "alwaysNormal", incident, by: "Ann" })).toMatchObject({
      isTaken: true,
      incident: "closed",
      learnt: [{ kind: "level", direction: "high", by: "Ann" }],
    });
    await site.waitFor(
      ({ topic, payload }) => topic.endsWith(incident) && payload.includes('"alwaysNormal"'),
    );
    await feed(30, 20);
    await feed(3, 24);
    await feed(30, 20);
    expect(anomalies()).toHaveLength(1);

    await site.end();
    await daemon.stop("SIGKILL");
    daemon = await startDaemon({ config, directory: daemon.directory });
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#"]);
    const listed = await daemon.get<{ feedback: { id: number; told: string }[] }>("/api/feedback");
    expect(listed.feedback).toMatchObject([{ id: 1, told: expect.stringContaining("is taken as usual") }]);
    await feed(400, 20);
    await feed(3, 24);
    await feed(10, 20);
    await site.publish("boiler/1", { temperature: 91.5 });
    await site.waitFor(({ topic }) => topic === "edgewise/test/anomaly");
    expect(anomalies().map(({ payload }) => (JSON.parse(payload) as { kind: string }).kind)).toEqual([
      "threshold",
    ]);
    const limit = await openIncident();
    expect(await daemon.post("/api/feedback", { verdict: "falseAlarm", incident: limit })).toMatchObject({
      incident: "unchanged",
      refused: [{ kind: "threshold", reason: expect.stringContaining("never silenced") }],
    });
  });
});
