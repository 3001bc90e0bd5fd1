import { beforeEach, describe, expect, it } from "vitest";
import { mqttAudioConfig } from "../../../../src/voice/mqtt-audio/config.ts";
import { createPlainTopics, type MqttSound } from "../../../../src/voice/mqtt-audio/plain-topics.ts";
import { createMemoryBus, type MemoryBus } from "../../../support/memory-bus.ts";
import { createRecordedSound, type RecordedSound } from "../../../support/sound-listener.ts";
import { createVirtualClock, type VirtualClock } from "../../../support/virtual-clock.ts";
import { pcm16, wavFile } from "../../../support/wav-files.ts";

let clock: VirtualClock;
let bus: MemoryBus;
let sound: RecordedSound;
let events: string[];
beforeEach(() => {
  clock = createVirtualClock();
  bus = createMemoryBus(clock);
  sound = createRecordedSound();
  events = [];
});

function create(settings: Record<string, unknown> = {}, isMuted = false): MqttSound {
  const topics = createPlainTopics({
    config: mqttAudioConfig.parse({ isEnabled: true, ...settings }),
    baseTopic: "edgewise/home",
    bus,
    listener: sound,
    clock,
    reporter: {
      report: (event, fields) =>
        void events.push([event, fields?.why, fields?.source].filter(Boolean).join(" ")),
    },
    isTaken: (name) => name === "microphone",
  });
  topics.start(isMuted);
  return topics;
}

const send = (rest: string, payload: Buffer | string = "", options = {}) =>
  bus.deliver(`edgewise/home/voice/audio/${rest}`, payload, options);
const wav = (samples: number, parts = {}) => wavFile({ data: Buffer.alloc(2 * samples), ...parts });

describe("createPlainTopics", () => {
  it("takes a message of a second or more for an utterance, a shorter one for a piece of a stream", async () => {
    create({ sources: { door: { area: "hall" } } });
    await send("door", wav(16_000));
    await send("door", wav(320));
    expect(sound.calls.map(({ what }) => what)).toEqual(["begin", "sound", "end", "sound"]);
  });

  it("does as the configuration says of a source instead", async () => {
    create({ sources: { bell: { sends: "utterances" }, hall: { sends: "stream" } } });
    await send("bell", wav(320));
    await send("hall", wav(32_000));
    expect(sound.calls.map(({ what, source }) => `${what} ${source}`)).toEqual([
      "begin bell",
      "sound bell",
      "end bell",
      "sound hall",
    ]);
  });

  it("reads raw samples in the format that is configured, and WAV of the same source too", async () => {
    create({ sources: { mic: { raw: { encoding: "mulaw", sampleRate: 8_000 }, sends: "utterances" } } });
    await send("mic", Buffer.alloc(8_000, 0xff));
    await send("mic", wav(1_000));
    expect(sound.calls.filter(({ what }) => what === "sound").map(({ samples }) => samples)).toEqual([
      16_000, 1_000,
    ]);
  });

  it("marks what is said while a button is pressed", async () => {
    create();
    await send("panel/begin");
    await send("panel", wav(320));
    await send("panel/end");
    expect(sound.calls.map(({ what }) => what)).toEqual(["begin", "sound", "end"]);
    expect(sound.calls[0]?.detail).toEqual({ hasEnd: true, session: undefined });
  });

  it.each([
    ["x", Buffer.from("hello"), {}, "soundRefused format x"],
    ["x", Buffer.alloc(0), {}, "soundRefused format x"],
    ["x", pcm16([1, 2]), {}, "soundRefused format x"],
    ["x", wav(16, { rate: 0 }), {}, "soundRefused format x"],
    ["x", wav(2_000), { payloadBytesMax: 1_024 }, "soundRefused size x"],
    ["x", wav(33_000), { utteranceMsMax: 2_000 }, "soundRefused length x"],
    ["x", wav(320), { takesOthers: false }, "soundRefused unknown x"],
    ["constructor", wav(320), { takesOthers: false }, "soundRefused unknown constructor"],
    ["microphone", wav(320), {}, "soundRefused taken microphone"],
    ["microphone/begin", Buffer.alloc(0), {}, "soundRefused taken microphone"],
    ["y".repeat(101), wav(320), {}, `soundRefused topic ${"y".repeat(100)}`],
  ])("refuses what it cannot use: case %#", async (rest, payload, settings, event) => {
    create(settings);
    await send(rest, payload);
    expect(sound.calls).toEqual([]);
    expect(events).toEqual([event]);
  });

  it("never takes a retained message", async () => {
    create();
    await send("x", wav(16_000), { isRetained: true });
    expect(sound.calls).toEqual([]);
    expect(events).toEqual(["soundRetained x"]);
  });

  it("forgets a source that sends nothing any more, and the quietest for one too many", async () => {
    const topics = create({ sourcesMax: 2, goneMs: 10_000 });
    for (const name of ["a", "b", "c"]) await send(name, wav(320));
    expect(topics.sources().map(({ name }) => name)).toEqual(["b", "c"]);
    expect(sound.calls).toContainEqual({ what: "break", source: "a", detail: "gone" });
    await clock.advance(12_500);
    expect(topics.sources()).toEqual([]);
    expect(sound.calls.slice(-2).map(({ what }) => what)).toEqual(["break", "break"]);
  });

  it("takes what comes after the connection was lost for the beginning of something new", async () => {
    create();
    await send("x", wav(320));
    bus.setConnected(false);
    expect(sound.calls.at(-1)).toEqual({ what: "break", source: "x", detail: "gap" });
  });

  it("is not even subscribed while it is muted", async () => {
    const topics = create({}, true);
    expect(bus.subscriptions.size).toBe(0);
    topics.setMuted(false);
    topics.setMuted(false);
    expect(bus.subscriptions.size).toBe(1);
    await send("x", wav(320));
    topics.setMuted(true);
    expect(bus.subscriptions.size).toBe(0);
    expect(sound.calls.at(-1)).toEqual({ what: "break", source: "x", detail: "muted" });
    await send("x", wav(320));
    expect(sound.calls).toHaveLength(2);
    topics.stop();
  });

  it("tells when its sources change", async () => {
    const topics = create();
    let changes = 0;
    topics.onChanged(() => {
      changes += 1;
    });
    await send("x", wav(320));
    await send("x", wav(320));
    expect(changes).toBe(1);
  });
});
