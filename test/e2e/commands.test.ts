import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../src/domain/utterance.ts";
import { type DaemonProcess, mainProgram, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";
import { doorEntity, lampEntity, pumpEntity } from "./site.ts";

describe("commands through the real daemon", () => {
  let daemon: DaemonProcess;
  let home: TestClient;

  beforeAll(async () => {
    daemon = await startDaemon({ config: { commands: { entities: [lampEntity, pumpEntity, doorEntity] } } });
    home = await connectClient(daemon.brokerPort(), ["zigbee2mqtt/+/set", "well/#", "edgewise/test/#"]);
    // The lamp obeys and reports; the pump never answers.
    home
      .waitFor(({ topic }) => topic === "zigbee2mqtt/kitchen_lamp/set")
      .then(
        ({ payload }) => home.publish("zigbee2mqtt/kitchen_lamp", payload),
        () => {},
      );
  });
  afterAll(async () => {
    await home?.end();
    await removeDaemon(daemon);
  });

  it("switches a lamp from a message on the command topic and says so once the lamp reports it", async () => {
    await home.publish("edgewise/test/command", "turn on the kitchen lamp");
    const action = await home.waitFor(({ topic }) => topic === "zigbee2mqtt/kitchen_lamp/set");
    expect(JSON.parse(action.payload)).toMatchObject({ state: "ON" });
    const reply = await home.waitFor(({ topic }) => topic === "edgewise/test/reply");
    const answer = JSON.parse(reply.payload) as Answer;
    expect(answer).toMatchObject({ outcome: "done", tier: "grammar", actions: [{ status: "confirmed" }] });
    expect(answer.reply).toMatch(/kitchen lamp.* on/i);
    const intent = await home.waitFor(({ topic }) => topic === "edgewise/test/intent");
    expect(JSON.parse(intent.payload)).toMatchObject({ intent: "turnOn", tier: "grammar" });
  });

  it("says over HTTP that a device did not answer, instead of claiming success", async () => {
    const answer = await daemon.post<Answer>("/api/ask", { text: "start the pump" });
    expect(answer.actions).toMatchObject([
      { status: "unconfirmed", topic: expect.stringContaining("well/pump") },
    ]);
    expect(answer.reply).toMatch(/did not answer/);
  });

  it("asks before it unlocks a door, and acts only on yes in the same session", async () => {
    const ask = (text: string, session: string) => daemon.post<Answer>("/api/ask", { text, session });
    const before = home.seen.length;
    expect(await ask("unlock the front door", "a")).toMatchObject({ outcome: "asked", actions: [] });
    expect((await ask("yes", "b")).actions).toEqual([]);
    expect(home.seen.slice(before).filter(({ topic }) => topic.includes("front_door"))).toEqual([]);
    const confirmed = await ask("yes", "a");
    expect(confirmed.actions).toMatchObject([{ topic: "zigbee2mqtt/front_door/set" }]);
  });

  it("plans but sends nothing in a dry run", async () => {
    const before = home.seen.length;
    const answer = await daemon.post<Answer>("/api/ask", { text: "turn off the kitchen lamp", dryRun: true });
    expect(answer.actions).toMatchObject([{ status: "planned" }]);
    expect(home.seen.slice(before).filter(({ topic }) => topic.endsWith("/set"))).toEqual([]);
  });

  it("does nothing and says what it heard when nothing has that name", async () => {
    const answer = await daemon.post<Answer>("/api/ask", { text: "turn on the jacuzzi" });
    expect(answer.actions).toEqual([]);
    expect(answer.outcome).not.toBe("done");
    expect(answer.reply).toMatch(/jacuzzi/i);
  });

  it("answers on the command line", () => {
    const ask = (...args: string[]) =>
      spawnSync(process.execPath, [mainProgram, "ask", ...args, "--url", daemon.httpUrl()], {
        encoding: "utf8",
      });
    const { stdout, status } = ask("--json", "is", "the", "kitchen", "lamp", "on");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: "answered",
      reply: expect.stringMatching(/yes|on/i),
    });
    expect(ask("is the kitchen lamp on").stdout).toMatch(/lamp/i);
  });

  it("does not act on a command that was retained while it was away", async () => {
    await home.publish("edgewise/later/command", "turn off the kitchen lamp", { retain: true });
    const later = await startDaemon({
      config: {
        daemon: { node: "later" },
        bus: { url: `mqtt://127.0.0.1:${daemon.brokerPort()}` },
        commands: { entities: [lampEntity] },
      },
    });
    const site = await connectClient(daemon.brokerPort(), ["edgewise/later/reply", "zigbee2mqtt/+/set"]);
    await later.waitForEvent("bus.connected");
    await site.publish("edgewise/later/command", "turn on the kitchen lamp");
    await site.waitFor(({ topic }) => topic === "edgewise/later/reply");
    expect(site.seen.filter(({ topic }) => topic.endsWith("/set")).map(({ payload }) => payload)).toEqual([
      expect.stringContaining("ON"),
    ]);
    await site.end();
    await removeDaemon(later);
  });
});
