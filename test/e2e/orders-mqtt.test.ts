import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ModelsView } from "../../src/domain/model-view.ts";
import { eventually } from "../support/cloud.ts";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { startFileServer } from "../support/file-server.ts";
import { makeKey, signed } from "../support/model-folder.ts";
import { type Mosquitto, mosquittoProgram, startMosquitto } from "../support/mosquitto.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";
import { makeOrder, makeOrdersKey, type ReportBody } from "../support/orders.ts";
import { probeModel } from "../support/probe-model.ts";
import { lampEntity } from "./site.ts";

describe.skipIf(mosquittoProgram === undefined).each([4, 5] as const)(
  "orders from the cloud over a bridge of MQTT version %i",
  (protocolVersion) => {
    const key = makeOrdersKey();
    const modelKey = makeKey();
    let broker: Mosquitto;
    let cloud: TestClient;
    let daemon: DaemonProcess;
    let site: TestClient;

    const config = () => ({
      commands: { entities: [lampEntity], verifyTimeoutMs: 0 },
      system: { clock: "synced" },
      inference: { trustedKeys: [modelKey.pem] },
      sync: {
        sinks: [
          {
            type: "mqttBridge",
            name: "far",
            url: `mqtt://127.0.0.1:${broker.port}`,
            classes: ["command"],
            protocolVersion,
            backoffBaseMs: 50,
            backoffMaxMs: 300,
          },
        ],
        down: {
          trustedKeys: [key.trusted()],
          channels: [{ sink: "far" }],
          fetchHosts: ["127.0.0.1"],
          settleMs: 0,
          confirmMs: 10_000,
        },
      },
    });

    const reports = () =>
      cloud.seen
        .filter(({ topic }) => topic === "edgewise/test/command/orders")
        .map(({ payload }) => (JSON.parse(payload) as { body: ReportBody }).body);
    const statesOf = (order: string) =>
      reports().flatMap((report) => (report.order === order ? [report.state] : []));
    const settled = (order: string, state: string) =>
      eventually(`${order} is ${state}`, () => statesOf(order).includes(state));
    const lampMessages = () => site.seen.filter(({ topic }) => topic === `${lampEntity.topic}/set`).length;
    const give = (order: Parameters<typeof makeOrder>[1], retain = false) =>
      cloud.publish("edgewise/test/orders", makeOrder(key, order), { retain });

    beforeEach(async () => {
      broker = await startMosquitto();
      cloud = await connectClient(broker.port, ["edgewise/test/#"]);
      daemon = await startDaemon({ config: config() });
      site = await connectClient(daemon.brokerPort(), ["#"]);
      await daemon.waitForEvent("orders.channelOnline");
    });
    afterEach(async () => {
      await site.end();
      await cloud.end();
      await removeDaemon(daemon);
      await broker.remove();
    });

    it("are carried out and reported over the connection by which the records go", async () => {
      const settings = { anomaly: { sensitivity: 2 } };
      await give({ id: "c1", kind: "configuration", body: { mode: "replace", settings } });
      await settled("c1", "applied");
      await give({ id: "k1", kind: "command", body: { text: "turn on the kitchen lamp" } });
      await settled("k1", "applied");
      expect(lampMessages()).toBe(1);
      expect(statesOf("c1")).toEqual(["received", "applied"]);
    });

    it("that came while the device was away are obeyed when it is back, a retained one once", async () => {
      await daemon.stop();
      await site.end();
      await give({ id: "k1", kind: "command", body: { text: "turn on the kitchen lamp" } });
      await give(
        { id: "k2", kind: "command", version: 2, body: { text: "turn off the kitchen lamp" } },
        true,
      );
      daemon = await startDaemon({ config: config(), directory: daemon.directory });
      site = await connectClient(daemon.brokerPort(), ["#"]);
      await settled("k1", "applied");
      await settled("k2", "applied");
      await daemon.stop("SIGKILL");
      await site.end();
      daemon = await startDaemon({ config: config(), directory: daemon.directory });
      site = await connectClient(daemon.brokerPort(), ["#"]);
      await settled("k2", "repeated");
      expect(lampMessages()).toBe(0);
    });

    it("bring a model, verified by its own signature, and go back to the one before", async () => {
      const files = Object.fromEntries(
        ["1.0.0", "1.1.0"].flatMap((version) => {
          const { files: content, manifest } = probeModel(version);
          const all = { ...content, "manifest.json": JSON.stringify(signed(manifest, modelKey)) };
          return Object.entries(all).map(([path, bytes]) => [`${version}/${path}`, bytes] as const);
        }),
      );
      const server = await startFileServer(files);
      for (const [position, version] of ["1.0.0", "1.1.0"].entries()) {
        const body = { action: "activate", model: `probe@${version}`, url: `${server.url}${version}/` };
        await give({ id: `m${position + 1}`, kind: "model", version: position + 1, body });
        await settled(`m${position + 1}`, "applied");
      }
      const active = async () =>
        (await daemon.get<ModelsView>("/api/models")).tasks.find(({ task }) => task === "probe")?.active;
      expect(await active()).toEqual({ id: "probe", version: "1.1.0" });
      await give({ id: "m3", kind: "model", version: 3, body: { action: "rollback", task: "probe" } });
      await settled("m3", "applied");
      expect(await active()).toEqual({ id: "probe", version: "1.0.0" });
      const wrong = { action: "activate", model: "probe@9.9.9", url: `${server.url}1.0.0/` };
      await give({ id: "m4", kind: "model", version: 4, body: wrong });
      await settled("m4", "refused");
      expect(reports().at(-1)?.reason).toContain("probe@1.0.0, not probe@9.9.9");
    });
  },
);
