import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { VoiceView } from "../../src/domain/voice-view.ts";
import { writeWav } from "../../src/voice/audio/wav-writer.ts";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { type Mosquitto, mosquittoProgram, startMosquitto } from "../support/mosquitto.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";
import { spokenRate as rate, spokenSamples as samples } from "../support/spoken-command.ts";
import { pcm16 } from "../support/wav-files.ts";

const lamp = { name: "hall lamp", kind: "light", area: "Hall", topic: "zigbee2mqtt/hall" };
const pieceSamples = rate / 10;
const half = samples.length / 2;
/** Silence that ends an utterance. */
const tail = 2 * rate;
const cutOff = /broke off/;

describe.skipIf(!mosquittoProgram)(
  "voice by MQTT with a broker that crashes and returns (skipped without Mosquitto)",
  () => {
    let mosquitto: Mosquitto;
    let daemon: DaemonProcess;
    let site: TestClient;
    /** The lamp answers with the state that it is told. */
    let isAnswering = true;

    beforeAll(async () => {
      mosquitto = await startMosquitto();
      daemon = await startDaemon({
        config: {
          bus: { url: `mqtt://127.0.0.1:${mosquitto.port}`, reconnect: { baseMs: 100, maxMs: 500 } },
          // The same sentence is said from two places, one after the other.
          commands: { entities: [lamp], verifyTimeoutMs: 3_000, heardTwiceMs: 0 },
          voice: {
            // A busy machine makes no gaps.
            mqtt: { isEnabled: true, gapMs: 10_000, sources: { panel: { raw: { sampleRate: rate } } } },
            hermes: { isEnabled: true, gapMs: 10_000 },
          },
        },
      });
      await daemon.waitForEvent("voice.grammarCompiled");
    }, 60_000);
    afterAll(async () => {
      await removeDaemon(daemon);
      await mosquitto?.remove();
    });
    beforeEach(async () => {
      isAnswering = true;
      await join();
      await site.publish("zigbee2mqtt/hall", { state: "ON" });
    });
    afterEach(() => site.end());

    /** The house as it is after it has lost the broker, too. */
    async function join(): Promise<void> {
      site = await connectClient(mosquitto.port, ["hermes/#", "zigbee2mqtt/+/set", "edgewise/test/reply"]);
      site.onMessage(({ topic, payload }) => {
        if (topic === "zigbee2mqtt/hall/set" && isAnswering) void site.publish("zigbee2mqtt/hall", payload);
      });
    }

    const busHealth = async () =>
      (await daemon.get<{ health: { bus: { status: string } } }>("/api/status")).health.bus.status;

    async function crash(): Promise<void> {
      await mosquitto.stop("SIGKILL");
      await expect.poll(busHealth, { timeout: 20_000 }).not.toBe("ok");
      await site.end();
    }

    async function recover(): Promise<void> {
      await mosquitto.restart();
      await join();
      await expect.poll(busHealth, { timeout: 20_000 }).toBe("ok");
    }

    const stateOf = async (name: string) =>
      (await daemon.get<VoiceView>("/api/voice")).sources.find((source) => source.name === name)?.state;
    const isIn = (name: string, state: string) =>
      expect.poll(() => stateOf(name), { timeout: 20_000 }).toBe(state);
    const isDone = () =>
      site.waitFor(({ topic, payload }) => topic === "zigbee2mqtt/hall/set" && payload === '{"state":"OFF"}');
    const reply = async (source: string, wanted: RegExp) => {
      const found = await site.waitFor(
        ({ topic, payload }) =>
          topic === "edgewise/test/reply" &&
          payload.includes(`"source":"${source}"`) &&
          wanted.test(String(JSON.parse(payload).reply)),
      );
      return JSON.parse(found.payload) as { outcome: string; reply: string };
    };
    const saw = (end: string) => site.waitFor(({ topic }) => topic.endsWith(end));

    const press = () =>
      site.publish("hermes/dialogueManager/startSession", { siteId: "kitchen", init: { type: "action" } });
    async function frames(from: number, to: number): Promise<void> {
      for (let at = from; at < to; at += pieceSamples) {
        const piece = at < samples.length ? samples.subarray(at, at + pieceSamples) : silence;
        await site.publish("hermes/audioServer/kitchen/audioFrame", writeWav(piece, rate));
      }
    }

    const mark = (what: "begin" | "end") => site.publish(`edgewise/test/voice/audio/panel/${what}`, "");
    async function pieces(from: number, to: number): Promise<void> {
      for (let at = from; at < to; at += pieceSamples) {
        await site.publish("edgewise/test/voice/audio/panel", pcm16(samples.subarray(at, at + pieceSamples)));
      }
    }

    it("says to whom a Hermes satellite belongs that half was heard, ends its session, and obeys what it says next", async () => {
      await press();
      await frames(0, half);
      await isIn("kitchen", "hearing");
      await crash();
      await isIn("kitchen", "waiting");
      await recover();
      await frames(samples.length, samples.length + rate);
      await saw("dialogueManager/sessionEnded");
      await saw("hotword/toggleOn");
      expect(await reply("kitchen", cutOff)).toMatchObject({ outcome: "notUnderstood" });
      expect(site.seen.some(({ topic }) => topic === "zigbee2mqtt/hall/set")).toBe(false);
      await press();
      await frames(0, samples.length + tail);
      await isDone();
    });

    it("says of plain sound that half was heard, though the button is let go after it, and obeys what is said next", async () => {
      await mark("begin");
      await pieces(0, half);
      await isIn("panel", "hearing");
      await crash();
      await recover();
      await pieces(half, samples.length);
      await mark("end");
      expect(await reply("panel", cutOff)).toMatchObject({ outcome: "notUnderstood" });
      expect(site.seen.some(({ topic }) => topic === "zigbee2mqtt/hall/set")).toBe(false);
      await mark("begin");
      await pieces(0, samples.length);
      await mark("end");
      await isDone();
      expect(await reply("panel", /lamp/)).toMatchObject({ outcome: "done" });
    });

    it("publishes what became of a command when the broker is back", async () => {
      isAnswering = false;
      await press();
      await frames(0, samples.length + tail);
      await isDone();
      // It waits for the lamp to answer.
      const answered = daemon.lines.length;
      await crash();
      await daemon.waitForEvent("commands.answered", { after: answered });
      await recover();
      // Whether the broker had taken the command by then, nobody knows.
      expect((await reply("kitchen", /./)).outcome).toMatch(/done|refused|failed/);
      await saw("hermes/intent/turnOff");
      await frames(samples.length, samples.length + rate);
      await saw("dialogueManager/sessionEnded");
      await saw("hotword/toggleOn");
      isAnswering = true;
      await press();
      await frames(0, samples.length + tail);
      await isDone();
    });
  },
);

const silence = new Int16Array(pieceSamples);
