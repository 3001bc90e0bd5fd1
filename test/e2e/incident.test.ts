import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";
import { quickAnomalies } from "./site.ts";

describe("an incident through the real daemon", () => {
  let daemon: DaemonProcess;
  let site: TestClient;

  beforeAll(async () => {
    daemon = await startDaemon({ config: { anomaly: quickAnomalies } });
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#"]);
  });
  afterAll(async () => {
    await site?.end();
    await removeDaemon(daemon);
  });

  it("is opened, explained in true words, shown while open, closed and cleared", async () => {
    await site.publish("boiler/1", { temperature: 65 });
    await site.publish("boiler/1", { temperature: 91.5 });
    const anomaly = await site.waitFor(({ topic }) => topic === "edgewise/test/anomaly");
    expect(JSON.parse(anomaly.payload)).toMatchObject({ kind: "threshold", observed: 91.5, limit: 80 });

    const opened = await site.waitFor(({ topic }) => topic.startsWith("edgewise/test/incident/"));
    const incident = JSON.parse(opened.payload) as { incidentId: string; summary: string; status: string };
    expect(incident.status).toBe("open");
    expect(incident.summary).toContain("91.5");
    expect(incident.summary).toContain("80");
    const summary = await site.waitFor(
      ({ topic, payload }) => topic === "edgewise/test/summary" && payload.includes('"alert"'),
    );
    expect((JSON.parse(summary.payload) as { text: string }).text.length).toBeLessThanOrEqual(120);

    const late = await connectClient(daemon.brokerPort(), ["edgewise/test/incident/#"]);
    expect((await late.waitFor(({ isRetained }) => isRetained)).payload).toContain(incident.incidentId);
    await late.end();

    await site.publish("boiler/1", { temperature: 66 });
    const closed = await site.waitFor(
      ({ topic, payload }) => topic.endsWith(incident.incidentId) && payload.includes('"closed"'),
    );
    expect(JSON.parse(closed.payload)).toMatchObject({ status: "closed", change: "closed" });
    await site.waitFor(({ topic, payload }) => topic.endsWith(incident.incidentId) && payload === "");
    const listed = await daemon.get<{ incidents: { id: string; status: string; summary: string }[] }>(
      "/api/incidents",
    );
    expect(listed.incidents).toMatchObject([{ id: incident.incidentId, status: "closed" }]);
  });

  it("is still known after a restart, and open again if it was open", async () => {
    await site.publish("freezer/temperature", "-18");
    await site.publish("freezer/temperature", "-4");
    const isFreezer = ({ topic, payload }: { topic: string; payload: string }) =>
      topic.startsWith("edgewise/test/incident/") && payload.includes("freezer");
    const { topic } = await site.waitFor(isFreezer);
    await site.end();
    await daemon.stop("SIGKILL");
    daemon = await startDaemon({ config: { anomaly: quickAnomalies }, directory: daemon.directory });
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#"]);
    expect((await site.waitFor((message) => message.topic === topic)).payload).toContain('"open"');
    const status = await daemon.get<{ incidents: { status: string }[] }>("/api/incidents?status=open");
    expect(status.incidents).toHaveLength(1);
    await site.publish("freezer/temperature", "-17");
    await site.publish("freezer/temperature", "-18");
    await site.waitFor((message) => message.topic === topic && message.payload === "");
  });
});
