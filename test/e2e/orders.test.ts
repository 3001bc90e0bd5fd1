import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../support/cloud.ts";
import { type DaemonProcess, mainProgram, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";
import { makeOrder, makeOrdersKey, type OrdersFarSide, startOrdersFarSide } from "../support/orders.ts";
import { lampEntity } from "./site.ts";

interface ConfigView {
  anomaly: { sensitivity: number };
  system: { logLevel: string };
}

describe("orders from the cloud over http", () => {
  const key = makeOrdersKey();
  let far: OrdersFarSide;
  let daemon: DaemonProcess;
  let site: TestClient;

  const config = (down: Record<string, unknown> = {}) => ({
    commands: { entities: [lampEntity], verifyTimeoutMs: 0 },
    system: { clock: "synced" },
    sync: {
      sinks: [
        {
          type: "http",
          name: "cloud",
          url: far.url,
          classes: ["command"],
          backoffBaseMs: 50,
          backoffMaxMs: 300,
        },
      ],
      down: {
        trustedKeys: [key.trusted()],
        channels: [{ sink: "cloud", pollMs: 1_000 }],
        settleMs: 0,
        confirmMs: 4_000,
        ...down,
      },
    },
  });

  const settled = (order: string, ...states: string[]) =>
    eventually(`${order} is ${states.join(" or ")}`, () =>
      far.statesOf(order).some((state) => states.includes(state)),
    );
  const inForce = () => daemon.get<ConfigView>("/api/config");
  const give = (...orders: Parameters<typeof makeOrder>[1][]) => {
    far.orders = orders.map((order) => makeOrder(key, order));
  };

  beforeEach(async () => {
    far = await startOrdersFarSide();
    daemon = await startDaemon({ config: config() });
    site = await connectClient(daemon.brokerPort(), ["#"]);
  });
  afterEach(async () => {
    await site.end();
    await removeDaemon(daemon);
    await far.close();
  });

  it("change settings, which stay over a restart, and are reported", async () => {
    const settings = { anomaly: { sensitivity: 2 } };
    give({ id: "c1", kind: "configuration", body: { mode: "replace", settings } });
    await settled("c1", "applied");
    expect(far.statesOf("c1")).toEqual(["received", "applied"]);
    expect(far.reports().at(-1)?.details).toEqual({ changed: ["anomaly.sensitivity"] });
    expect((await inForce()).anomaly.sensitivity).toBe(2);
    await daemon.stop();
    await site.end();
    daemon = await startDaemon({ config: config(), directory: daemon.directory });
    site = await connectClient(daemon.brokerPort(), ["#"]);
    expect((await inForce()).anomaly.sensitivity).toBe(2);
  });

  it("that must not be are refused, with the reason, and change nothing", async () => {
    const stranger = makeOrdersKey();
    far.orders = [
      makeOrder(key, {
        id: "c1",
        kind: "configuration",
        body: { mode: "replace", settings: { http: { host: "0.0.0.0" } } },
      }),
      makeOrder(key, {
        id: "c2",
        kind: "configuration",
        version: 2,
        body: { mode: "replace", settings: { anomaly: { sensitivity: "loud" } } },
      }),
      makeOrder(stranger, {
        id: "c3",
        kind: "configuration",
        version: 3,
        body: { mode: "replace", settings: {} },
      }),
      {
        ...makeOrder(key, { id: "c4", kind: "configuration", version: 4 }),
        body: { mode: "replace", settings: { anomaly: { sensitivity: 3 } } },
      },
      makeOrder(key, {
        id: "k1",
        kind: "command",
        expiresAt: "2026-01-01T00:00:00Z",
        body: { text: "turn on the kitchen lamp" },
      }),
      makeOrder(key, {
        id: "k2",
        kind: "command",
        target: { node: "other" },
        body: { text: "turn on the kitchen lamp" },
      }),
      { id: "c5", kind: "configuration" },
      makeOrder(key, {
        id: "c6",
        kind: "configuration",
        version: 2,
        body: { mode: "replace", settings: {} },
      }),
    ];
    await eventually(
      "all are refused",
      () => far.reports().filter(({ state }) => state === "refused").length >= 8,
    );
    const reasonOf = (id: string | undefined) =>
      far.reports().find(({ order, claimed, state }) => (order ?? claimed?.id) === id && state === "refused")
        ?.reason;
    expect(reasonOf("c1")).toContain("never ordered");
    expect(reasonOf("c2")).toContain("anomaly.sensitivity");
    expect(reasonOf("c3")).toContain("not trusted");
    expect(reasonOf("c4")).toContain("signature does not fit");
    expect(reasonOf("k1")).toContain("expired");
    expect(reasonOf("k2")).toContain("for the node other");
    expect(reasonOf(undefined)).toContain("not signed");
    expect(reasonOf("c6")).toContain("not above 2");
    expect((await inForce()).anomaly.sensitivity).toBe(1);
    expect(existsSync(join(daemon.directory, "data", "ordered.yaml"))).toBe(false);
    expect(site.seen.filter(({ topic }) => topic === `${lampEntity.topic}/set`)).toEqual([]);
  });

  it("are set back when the far side is not reached again", async () => {
    far.isDeafOnceGiven = true;
    const settings = { anomaly: { sensitivity: 2 } };
    give({ id: "c1", kind: "configuration", body: { mode: "patch", settings } });
    await eventually("it is in force", async () => (await inForce()).anomaly.sensitivity === 2);
    await settled("c1", "rolledBack");
    expect(far.reports().at(-1)?.reason).toContain("the far side was not reached again");
    expect((await inForce()).anomaly.sensitivity).toBe(1);
    expect(existsSync(join(daemon.directory, "data", "ordered.yaml"))).toBe(false);
  });

  it("bring things and sentences, and a command for them acts once however often it comes", async () => {
    const fan = { id: "fan", name: "Attic fan", kind: "fan", schema: "plain", topic: "attic/fan" };
    give({ id: "e1", kind: "entities", body: { mode: "replace", entities: [fan] } });
    await settled("e1", "applied");
    const ownIntents = [
      { name: "OrderBoxes", examples: ["order boxes", "get new boxes", "we need boxes"], reply: "Ordered." },
    ];
    give({ id: "s1", kind: "sentences", body: { mode: "patch", ownIntents } });
    await settled("s1", "applied");
    give({ id: "k1", kind: "command", body: { text: "turn on the attic fan" } });
    await settled("k1", "applied");
    expect(far.reports().at(-1)?.details).toMatchObject({ outcome: "done", targets: ["fan"] });
    // White space does not make it another order.
    far.orders = [...far.orders, ...far.orders];
    await eventually("it came again", async () => far.statesOf("k1").includes("repeated"));
    await daemon.stop("SIGKILL");
    await site.end();
    daemon = await startDaemon({ config: config(), directory: daemon.directory });
    const again = await connectClient(daemon.brokerPort(), ["#"]);
    far.questions.splice(0);
    await eventually("it was asked for again", () => far.questions.length > 2);
    expect(site.seen.filter(({ topic }) => topic.startsWith("attic/fan/"))).toHaveLength(1);
    expect(again.seen.filter(({ topic }) => topic.startsWith("attic/fan/"))).toEqual([]);
    site = again;
  });

  it("with a body elsewhere are obeyed only if it is what was signed", async () => {
    const body = JSON.stringify({ mode: "replace", settings: { anomaly: { sensitivity: 2 } } });
    far.files.set("good.json", body);
    far.files.set("bad.json", `${body} `);
    const bodySha256 = createHash("sha256").update(body).digest("hex");
    const at = (name: string) => ({ bodyUrl: `${far.url}/files/${name}`, bodySha256 });
    give(
      { id: "b1", kind: "configuration", ...at("bad.json") },
      { id: "b2", kind: "configuration", version: 2, ...at("good.json") },
    );
    await settled("b2", "applied");
    expect(far.statesOf("b1")).toEqual(["received", "refused"]);
    expect((await inForce()).anomaly.sensitivity).toBe(2);
  });

  it("are shown by edgewise orders, and can be made with its keygen and sign", async () => {
    const keyFile = join(daemon.directory, "key.pem");
    const edgewise = (...args: string[]) =>
      execFileSync(process.execPath, [mainProgram, "orders", ...args], { encoding: "utf8" });
    const made = JSON.parse(edgewise("keygen", "--out", keyFile, "--json")) as { id: string; key: string };
    expect(readFileSync(keyFile, "utf8")).toContain("PRIVATE KEY");
    const file = join(daemon.directory, "order.json");
    const order = {
      id: "c1",
      target: { node: "test" },
      kind: "configuration",
      version: 1,
      body: { mode: "replace", settings: { system: { logLevel: "debug" } } },
    };
    writeFileSync(file, JSON.stringify(order));
    far.orders = [JSON.parse(edgewise("sign", "--key", keyFile, "--expires-in", "1h", file)) as object];
    await eventually("it is refused", () =>
      far.reports().some(({ reason }) => reason?.includes("not trusted")),
    );
    await daemon.stop();
    const trustedKeys = [{ id: made.id, key: made.key, kinds: ["configuration"] }];
    daemon = await startDaemon({ config: config({ trustedKeys }), directory: daemon.directory });
    await settled("c1", "applied");
    const shown = edgewise("--url", daemon.httpUrl());
    expect(shown).toContain("c1  configuration 1  carried out");
    expect((await inForce()).system.logLevel).toBe("debug");
  });
});
