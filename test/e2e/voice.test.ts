import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VoiceView } from "../../src/domain/voice-view.ts";
import { message } from "../../src/voice/wyoming/message.ts";
import { type DaemonProcess, removeDaemon, repositoryRoot, startDaemon } from "../support/daemon.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";
import { connectPeer, type TestPeer } from "../support/wyoming.ts";
import { lampEntity } from "./site.ts";

const hasModel = existsSync(join(repositoryRoot, "models", "voice-acoustic", "manifest.json"));
const hasSynthesiser = spawnSync("espeak-ng", ["--version"]).status === 0;

/** Sound of a sentence: WAV of 22,050 Hz. */
function say(text: string): Buffer {
  return spawnSync("espeak-ng", ["-v", "en-us", "-s", "140", "--stdout", text], { maxBuffer: 10_000_000 })
    .stdout;
}

describe("voice through the real daemon", () => {
  let daemon: DaemonProcess;
  let home: TestClient;
  let wyomingPort: number;
  const peers: TestPeer[] = [];

  const connect = async () => {
    const peer = await connectPeer({ port: wyomingPort });
    peers.push(peer);
    return peer;
  };
  const sources = async () => (await daemon.get<VoiceView>("/api/voice")).sources;
  const lampMessages = () => home.seen.filter(({ topic }) => topic === "zigbee2mqtt/kitchen_lamp/set");

  beforeAll(async () => {
    daemon = await startDaemon({
      config: {
        commands: { entities: [lampEntity] },
        voice: { mqtt: { isEnabled: true }, wyoming: { server: { isEnabled: true, port: 0 } } },
      },
    });
    wyomingPort = Number((await daemon.waitForEvent("wyoming.listening")).port);
    home = await connectClient(daemon.brokerPort(), ["zigbee2mqtt/+/set", "edgewise/test/#"]);
    home.onMessage(({ topic, payload }) => {
      if (topic === "zigbee2mqtt/kitchen_lamp/set") void home.publish("zigbee2mqtt/kitchen_lamp", payload);
    });
  });
  afterAll(async () => {
    for (const peer of peers) peer.leave();
    await home?.end();
    await removeDaemon(daemon);
  });

  it("tells a Wyoming client what it offers, and does what it sends as text", async () => {
    const client = await connect();
    client.send(message("describe"));
    const info = await client.next();
    expect(info).toMatchObject({ type: "info", data: { handle: [{ name: "edgewise" }] } });
    client.send(message("transcript", { text: "turn on the kitchen lamp" }));
    const handled = await client.next();
    expect(handled).toMatchObject({ type: "handled" });
    expect(lampMessages()).toHaveLength(1);
    const reply = await home.waitFor(({ topic }) => topic === "edgewise/test/reply");
    expect(JSON.parse(reply.payload)).toMatchObject({ outcome: "done" });
  });

  it("drops what a satellite had half said when it vanishes, and goes on", async () => {
    await daemon.waitForEvent("voice.grammarCompiled");
    const satellite = await connect();
    const before = lampMessages().length;
    satellite.send(message("run-pipeline", { start_stage: "asr", end_stage: "tts" }));
    satellite.send(message("audio-start", { rate: 16_000, width: 2, channels: 1 }));
    satellite.send(message("audio-chunk", { rate: 16_000, width: 2, channels: 1 }, Buffer.alloc(8_000)));
    await expect.poll(sources).toMatchObject([{ kind: "wyoming", state: "listening" }]);
    satellite.write('{"type": "audio-chunk", "payload_length": 2048}\n half a mess');
    satellite.leave();
    await daemon.waitForEvent("wyoming.utteranceDropped");
    await expect.poll(sources).toHaveLength(0);
    const client = await connect();
    client.send(message("ping", { text: "there?" }));
    expect(await client.next()).toMatchObject({ type: "pong" });
    expect(lampMessages()).toHaveLength(before);
  });

  it("is muted by MQTT, tells so there, and keeps it", async () => {
    await home.publish("edgewise/test/voice/mute/set", "ON");
    await home.waitFor(({ topic, payload }) => topic === "edgewise/test/voice/mute" && payload === "ON");
    expect(await daemon.get<VoiceView>("/api/voice")).toMatchObject({ isOn: true, isMuted: true });
    const client = await connect();
    client.send(message("transcribe", { language: "en" }));
    client.send(message("audio-start", { rate: 16_000, width: 2, channels: 1 }), message("audio-stop"));
    expect(["transcript", "error"]).toContain((await client.next()).type);
    await daemon.post("/api/voice/mute", { isMuted: false });
    await home.waitFor(({ topic, payload }) => topic === "edgewise/test/voice/mute" && payload === "OFF");
  });

  it.skipIf(!hasModel || !hasSynthesiser)(
    "understands a sentence that is spoken, by Wyoming (needs espeak-ng)",
    async () => {
      await daemon.waitForEvent("voice.grammarCompiled");
      const client = await connect();
      client.send(message("transcribe", { language: "en" }));
      const wav = say("turn off the kitchen lamp");
      const format = { rate: 22_050, width: 2, channels: 1 };
      client.send(message("audio-start", format));
      for (let at = 44; at < wav.length; at += 4_096) {
        client.send(message("audio-chunk", format, wav.subarray(at, Math.min(at + 4_096, wav.length))));
      }
      client.send(message("audio-stop"));
      let answer = await client.next();
      while (answer.type !== "transcript") answer = await client.next();
      expect(answer.data.text).toBe("turn off the kitchen lamp");
    },
  );

  it.skipIf(!hasModel || !hasSynthesiser)(
    "does what is said in a WAV by MQTT (needs espeak-ng)",
    async () => {
      await daemon.waitForEvent("voice.grammarCompiled");
      const before = lampMessages().length;
      await home.publish("edgewise/test/voice/audio/panel", say("turn on the kitchen lamp"));
      await expect.poll(() => lampMessages().length, { timeout: 20_000 }).toBe(before + 1);
      const { payload } = await home.waitFor(
        ({ topic, payload }) => topic === "edgewise/test/reply" && payload.includes('"source":"panel"'),
      );
      expect(JSON.parse(payload)).toMatchObject({ outcome: "done" });
    },
    40_000,
  );
});
