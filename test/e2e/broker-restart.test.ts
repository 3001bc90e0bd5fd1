import { afterEach, describe, expect, it } from "vitest";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { type Mosquitto, mosquittoProgram, startMosquitto } from "../support/mosquitto.ts";
import { connectClient } from "../support/mqtt-client.ts";
import { lampEntity, quickAnomalies } from "./site.ts";

describe.skipIf(!mosquittoProgram)("a broker that crashes and returns (skipped without Mosquitto)", () => {
  let mosquitto: Mosquitto;
  let daemon: DaemonProcess;

  afterEach(async () => {
    await removeDaemon(daemon);
    await mosquitto.remove();
  });

  it("is found again, told everything anew, and obeyed as before", async () => {
    mosquitto = await startMosquitto();
    daemon = await startDaemon({
      config: {
        bus: { url: `mqtt://127.0.0.1:${mosquitto.port}`, reconnect: { baseMs: 100, maxMs: 500 } },
        anomaly: quickAnomalies,
        commands: { entities: [lampEntity] },
      },
    });
    await daemon.waitForEvent("bus.connected");
    let site = await connectClient(mosquitto.port, ["edgewise/test/#"]);
    expect((await site.waitFor(({ topic }) => topic === "edgewise/test/status")).payload).toBe("online");
    await site.publish("boiler/1", { temperature: 95 });
    const open = await site.waitFor(({ topic }) => topic.startsWith("edgewise/test/incident/"));

    const mark = daemon.lines.length;
    await mosquitto.stop("SIGKILL");
    await daemon.waitForEvent("bus.disconnected", { after: mark });
    await site.end();
    expect((await daemon.get<{ state: string }>("/api/status")).state).toBe("ready");
    await mosquitto.restart();
    await daemon.waitForEvent("bus.connected", { after: mark });

    // The new broker process knows nothing: presence and the open incident are published again.
    site = await connectClient(mosquitto.port, ["edgewise/test/#", "zigbee2mqtt/+/set"]);
    expect((await site.waitFor(({ topic }) => topic === "edgewise/test/status")).payload).toBe("online");
    await site.waitFor(({ topic }) => topic === open.topic);
    const latecomer = await connectClient(mosquitto.port, [open.topic]);
    expect((await latecomer.waitFor(({ topic }) => topic === open.topic)).isRetained).toBe(true);
    await latecomer.end();
    await site.publish("edgewise/test/command", "turn on the kitchen lamp");
    await site.waitFor(({ topic }) => topic === "zigbee2mqtt/kitchen_lamp/set");
    await site.publish("boiler/1", { temperature: 60 });
    await site.waitFor(({ topic, payload }) => topic === open.topic && payload === "");

    expect(await daemon.stop()).toBe(0);
    expect(
      (await site.waitFor(({ topic, payload }) => topic === "edgewise/test/status" && payload === "stopped"))
        .payload,
    ).toBe("stopped");
    await site.end();
  });

  it("says offline through the will when the daemon is killed", async () => {
    mosquitto = await startMosquitto();
    daemon = await startDaemon({ config: { bus: { url: `mqtt://127.0.0.1:${mosquitto.port}` } } });
    await daemon.waitForEvent("bus.connected");
    const site = await connectClient(mosquitto.port, ["edgewise/test/status"]);
    await daemon.stop("SIGKILL");
    await site.waitFor(({ payload }) => payload === "offline");
    await site.end();
  });

  it("may be away when the daemon starts: it gets ready and connects later", async () => {
    mosquitto = await startMosquitto();
    await mosquitto.stop();
    daemon = await startDaemon({
      config: { bus: { url: `mqtt://127.0.0.1:${mosquitto.port}`, reconnect: { baseMs: 100, maxMs: 300 } } },
    });
    expect(
      (await daemon.get<{ health: { bus: { status: string } } }>("/api/status")).health.bus.status,
    ).not.toBe("ok");
    await mosquitto.restart();
    await daemon.waitForEvent("bus.connected");
  });
});
