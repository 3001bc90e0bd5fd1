import { beforeEach, describe, expect, it } from "vitest";
import type { MessageBus } from "../../../../src/domain/ports.ts";
import { createWavInput } from "../../../../src/voice/audio/wav-input.ts";
import { hermesConfig } from "../../../../src/voice/mqtt-audio/config.ts";
import { createHermes, type Hermes } from "../../../../src/voice/mqtt-audio/hermes.ts";
import type { HermesSite } from "../../../../src/voice/mqtt-audio/hermes-site.ts";
import { createMemoryBus, type MemoryBus } from "../../../support/memory-bus.ts";
import { createRecordedSound, type RecordedSound } from "../../../support/sound-listener.ts";
import { createVirtualClock, type VirtualClock } from "../../../support/virtual-clock.ts";
import { wavFile } from "../../../support/wav-files.ts";

let clock: VirtualClock;
let bus: MemoryBus;
let sound: RecordedSound;
let events: string[];
let said: string[];
let rawPayloads: (string | Buffer)[];
beforeEach(() => {
  clock = createVirtualClock();
  bus = createMemoryBus(clock);
  sound = createRecordedSound();
  events = [];
  said = [];
  rawPayloads = [];
});

function create(settings: Record<string, unknown> = {}): Hermes {
  let ids = 0;
  // The broker sends our own messages back, as it does to every subscriber.
  const echoing: MessageBus = {
    ...bus,
    isConnected: true,
    async publish(topic, payload, options) {
      rawPayloads.push(payload);
      const result = await bus.publish(topic, payload, options);
      await bus.deliver(topic, payload);
      return result;
    },
  };
  const hermes = createHermes({
    config: hermesConfig.parse({ isEnabled: true, areas: { kitchen: "Kitchen" }, ...settings }),
    bus: echoing,
    listener: sound,
    clock,
    reporter: {
      report: (event, fields) => {
        events.push([event, fields?.why ?? fields?.reason].filter(Boolean).join(" "));
      },
    },
    isTaken: (name) => name === "microphone",
    createId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    say: async ({ name }, text) => void said.push(`${name}: ${text}`),
  });
  hermes.start(false);
  return hermes;
}

const frame = wavFile({ data: Buffer.alloc(640) });
const send = (topic: string, body: unknown = {}) => bus.deliver(`hermes/${topic}`, JSON.stringify(body));
const topics = () => bus.published.map(({ topic }) => topic.replace("hermes/", ""));
const bodyOf = (topic: string) =>
  JSON.parse(bus.published.findLast((message) => message.topic === `hermes/${topic}`)?.payload ?? "null");

describe("createHermes", () => {
  it("hears the frames of every site as one stream each, with its area", async () => {
    const hermes = create();
    await bus.deliver("hermes/audioServer/kitchen/audioFrame", frame);
    await bus.deliver("hermes/audioServer/kitchen/session-1/audioSessionFrame", frame);
    await bus.deliver("hermes/audioServer/attic/audioFrame", frame);
    expect(sound.calls.map(({ source, samples }) => [source, samples])).toEqual([
      ["kitchen", 640],
      ["attic", 320],
    ]);
    expect(hermes.sources()).toEqual([
      { name: "kitchen", area: "Kitchen", problem: undefined },
      { name: "attic", area: undefined, problem: undefined },
    ]);
  });

  it("opens a session where a satellite was woken by itself, and closes it when all is said", async () => {
    const hermes = create();
    await send("hotword/jarvis/detected", { siteId: "kitchen", modelId: "jarvis" });
    expect(topics()).toEqual(["dialogueManager/sessionStarted", "hotword/toggleOff", "asr/startListening"]);
    expect(bodyOf("asr/startListening")).toMatchObject({
      siteId: "kitchen",
      sessionId: "id-1",
      stopOnSilence: true,
    });
    expect(sound.calls).toEqual([
      { what: "begin", source: "kitchen", detail: { hasEnd: false, session: "id-1" } },
    ]);

    const site = hermes.site("kitchen");
    site?.heard("turn on the lamp", { likelihood: 0.9, seconds: 1.4 });
    site?.answered({
      text: "turn on the lamp",
      outcome: "done",
      parse: { intent: "turnOn", slots: { name: "lamp", level: 3 }, confidence: 1 },
    });
    site?.done();
    expect(topics().slice(3)).toEqual([
      "asr/textCaptured",
      "asr/stopListening",
      "intent/turnOn",
      "dialogueManager/sessionEnded",
      "hotword/toggleOn",
    ]);
    expect(bodyOf("asr/textCaptured")).toMatchObject({
      text: "turn on the lamp",
      likelihood: 0.9,
      seconds: 1.4,
    });
    expect(bodyOf("intent/turnOn")).toMatchObject({
      input: "turn on the lamp",
      intent: { intentName: "turnOn", confidenceScore: 1 },
      slots: [
        { slotName: "name", value: { kind: "Custom", value: "lamp" } },
        { slotName: "level", value: { kind: "Number", value: 3 } },
      ],
    });
    expect(bodyOf("dialogueManager/sessionEnded").termination).toEqual({ reason: "nominal" });
    expect(site?.sessionId).toBeUndefined();
  });

  it("tells a site that edgewise has heard the phrase, and does not take its own message for another's", async () => {
    const hermes = create();
    await bus.deliver("hermes/audioServer/kitchen/audioFrame", frame);
    hermes.site("kitchen")?.woke("hey edgewise");
    await clock.advance(0);
    expect(topics()).toEqual([
      "hotword/hey_edgewise/detected",
      "dialogueManager/sessionStarted",
      "hotword/toggleOff",
      "asr/startListening",
    ]);
    expect(sound.calls.map(({ what }) => what)).toEqual(["sound"]);
    // What follows a question needs no phrase: the session goes on.
    hermes.site("kitchen")?.heard("maybe");
    hermes.site("kitchen")?.listening();
    expect(bodyOf("asr/startListening").sessionId).toBe("id-1");
  });

  it("gives another dialogue manager the text of what it listens for, and leaves the session to it", async () => {
    const hermes = create({ managesDialogue: false });
    await send("hotword/jarvis/detected", { siteId: "kitchen" });
    expect(topics()).toEqual([]);
    await send("asr/startListening", { siteId: "kitchen", sessionId: "theirs", stopOnSilence: false });
    expect(hermes.site("kitchen")?.isForeign).toBe(true);
    await send("asr/stopListening", { siteId: "kitchen", sessionId: "theirs" });
    hermes.site("kitchen")?.heard("lights on", { likelihood: 0.8, seconds: 1 });
    expect(topics()).toEqual(["asr/textCaptured"]);
    expect(bodyOf("asr/textCaptured")).toMatchObject({ sessionId: "theirs", text: "lights on" });
    await send("asr/stopListening", { siteId: "kitchen", sessionId: "theirs" });
    expect(sound.calls).toEqual([
      { what: "begin", source: "kitchen", detail: { hasEnd: true, session: "theirs" } },
      { what: "end", source: "kitchen" },
    ]);
  });

  it("gives another dialogue manager what was said in one breath with the wake phrase, too", async () => {
    const hermes = create({ managesDialogue: false });
    await bus.deliver("hermes/audioServer/kitchen/audioFrame", frame);
    const site = hermes.site("kitchen");
    site?.woke("hey edgewise");
    site?.listening();
    expect(topics()).toEqual(["hotword/hey_edgewise/detected"]);
    await clock.advance(200);
    await send("asr/startListening", { siteId: "kitchen", sessionId: "theirs", stopOnSilence: true });
    // It is listened to since the phrase already.
    expect(sound.calls.map(({ what }) => what)).toEqual(["sound"]);
    expect(site?.isForeign).toBe(true);
    site?.heard("lights on", { likelihood: 0.8, seconds: 1 });
    expect(bodyOf("asr/textCaptured")).toMatchObject({ sessionId: "theirs", text: "lights on" });
    // Asked once more, it begins anew.
    await send("asr/startListening", { siteId: "kitchen", sessionId: "more", stopOnSilence: true });
    expect(sound.calls.at(-1)).toEqual({
      what: "begin",
      source: "kitchen",
      detail: { hasEnd: false, session: "more" },
    });
  });

  it.each([
    ["it has heard the end", (site: HermesSite | undefined) => site?.heard("")],
    ["it has failed", (site: HermesSite | undefined) => site?.failed("no model")],
    ["too much time has passed", () => clock.advance(2_000)],
  ])("begins anew for another dialogue manager when %s since the wake phrase", async (_what, happens) => {
    const hermes = create({ managesDialogue: false });
    await bus.deliver("hermes/audioServer/kitchen/audioFrame", frame);
    hermes.site("kitchen")?.woke("hey edgewise");
    await happens(hermes.site("kitchen"));
    await send("asr/startListening", { siteId: "kitchen", sessionId: "theirs", stopOnSilence: true });
    expect(sound.calls.at(-1)?.what).toBe("begin");
  });

  it("acts on nothing where another program manages the dialogue, whether it has asked or not", async () => {
    const hermes = create({ managesDialogue: false });
    await bus.deliver("hermes/audioServer/kitchen/audioFrame", frame);
    const site = hermes.site("kitchen");
    site?.woke("hey edgewise");
    expect(site?.isForeign).toBe(true);
    site?.heard("lights on");
    expect(topics()).toEqual(["hotword/hey_edgewise/detected"]);
  });

  it("does not take its own message for another's when it comes back late", async () => {
    const hermes = create();
    await send("hotword/default/detected", { siteId: "kitchen" });
    hermes.site("kitchen")?.heard("lights on");
    hermes.site("kitchen")?.done();
    await send("asr/startListening", { siteId: "kitchen", sessionId: "id-1" });
    expect(hermes.site("kitchen")?.sessionId).toBeUndefined();
    expect(sound.calls.map(({ what }) => what)).toEqual(["begin"]);
  });

  it("says that nothing was understood", async () => {
    const hermes = create();
    await send("hotword/default/detected", { siteId: "kitchen" });
    hermes.site("kitchen")?.heard("");
    expect(topics().slice(3)).toEqual([
      "asr/textCaptured",
      "asr/stopListening",
      "dialogueManager/intentNotRecognized",
      "dialogueManager/sessionEnded",
      "hotword/toggleOn",
    ]);
    expect(bodyOf("dialogueManager/sessionEnded").termination).toEqual({ reason: "intentNotRecognized" });
  });

  it("lets other programs speak, ask and end", async () => {
    create();
    await send("dialogueManager/startSession", {
      siteId: "kitchen",
      customData: "mine",
      init: { type: "action", text: "Which lamp?", canBeEnqueued: true },
    });
    await clock.advance(0);
    expect(said).toEqual(["kitchen: Which lamp?"]);
    expect(topics().at(-1)).toBe("asr/startListening");
    expect(bodyOf("dialogueManager/sessionStarted").customData).toBe("mine");
    await send("dialogueManager/continueSession", { sessionId: "id-1", text: "Sorry?" });
    await send("dialogueManager/endSession", { sessionId: "id-1", text: "Good night." });
    await clock.advance(0);
    expect(said).toEqual(["kitchen: Which lamp?", "kitchen: Sorry?", "kitchen: Good night."]);
    expect(bodyOf("dialogueManager/sessionEnded")).toMatchObject({ sessionId: "id-1", customData: "mine" });
    await send("dialogueManager/startSession", {
      siteId: "attic",
      init: { type: "notification", text: "Hello" },
    });
    await clock.advance(0);
    expect(topics().slice(-2)).toEqual(["dialogueManager/sessionEnded", "hotword/toggleOn"]);
  });

  it("ends a session that nobody ends, because its satellite's hotword is off meanwhile", async () => {
    create({ sessionMsMax: 5_000 });
    await send("hotword/default/detected", { siteId: "kitchen" });
    await send("hotword/default/detected", { siteId: "kitchen" });
    expect(topics()).toHaveLength(3);
    await clock.advance(5_000);
    expect(bodyOf("dialogueManager/sessionEnded").termination).toEqual({ reason: "timeout" });
    expect(topics().at(-1)).toBe("hotword/toggleOn");
    expect(events).toEqual(["hermesSessionEnded timeout"]);
  });

  it("plays a sound as WAV and waits until the satellite says that it was played, or could have been", async () => {
    const hermes = create();
    await bus.deliver("hermes/audioServer/kitchen/audioFrame", frame);
    let played = 0;
    const play = () =>
      hermes
        .site("kitchen")
        ?.play({ samples: new Int16Array(22_050), rate: 22_050 }, new AbortController().signal)
        .then(() => {
          played += 1;
        });
    void play();
    await clock.advance(500);
    expect(played).toBe(0);
    expect(topics()).toEqual(["audioServer/kitchen/playBytes/id-1"]);
    const wav = createWavInput();
    wav.push(rawPayloads[0] as Buffer);
    expect(wav.format).toEqual({ encoding: "s16", rate: 22_050, channels: 1 });
    await send("audioServer/kitchen/playFinished", { id: "id-1" });
    await clock.advance(0);
    expect(played).toBe(1);
    void play();
    await clock.advance(3_000);
    expect(played).toBe(2);
  });

  it("lets satellites speak for themselves where that is wanted", async () => {
    const hermes = create({ sendsReplies: true });
    await bus.deliver("hermes/audioServer/kitchen/audioFrame", frame);
    hermes.site("kitchen")?.saying("Done.");
    expect(bodyOf("tts/say")).toMatchObject({ text: "Done.", siteId: "kitchen" });
  });

  it.each([
    ["hotword/x/detected", "not JSON", "hermesRefused"],
    ["hotword/x/detected", '{"siteId": 7}', "hermesRefused"],
    ["asr/startListening", "[]", "hermesRefused"],
    ["dialogueManager/startSession", "{}", "hermesRefused"],
    ["dialogueManager/continueSession", "{}", "hermesRefused"],
    ["asr/startListening", JSON.stringify({ x: "y".repeat(70_000) }), "hermesRefused"],
    ["audioServer/kitchen/audioFrame", "RIFF", "soundRefused format"],
    ["audioServer/kitchen/audioFrame", "x".repeat(300_000), "soundRefused size"],
    ["audioServer/microphone/audioFrame", "RIFF", "soundRefused taken"],
    ["hotword/x/detected", '{"siteId": "kitchen/playBytes"}', "soundRefused topic"],
    ["hotword/x/detected", '{"siteId": "#"}', "soundRefused topic"],
    ["asr/startListening", '{"siteId": "a\\nb"}', "soundRefused topic"],
    [`audioServer/${"z".repeat(101)}/audioFrame`, "RIFF", "soundRefused topic"],
  ])("ignores and counts what it cannot use: %s, case %#", async (topic, payload, event) => {
    create();
    await bus.deliver(`hermes/${topic}`, payload);
    expect(events).toEqual([event]);
    expect(sound.calls).toEqual([]);
    expect(topics()).toEqual([]);
  });

  it("tells a site again of the end of a session that it was not told of, once sound of it comes", async () => {
    const hermes = create();
    await send("hotword/default/detected", { siteId: "kitchen" });
    bus.setConnected(false);
    hermes.site("kitchen")?.heard("");
    await clock.advance(0);
    expect(topics()).not.toContain("dialogueManager/sessionEnded");
    bus.setConnected(true);
    bus.published.length = 0;
    await bus.deliver("hermes/audioServer/kitchen/audioFrame", frame);
    await bus.deliver("hermes/audioServer/kitchen/audioFrame", frame);
    expect(topics()).toEqual(["dialogueManager/sessionEnded", "hotword/toggleOn"]);
  });

  it("takes no retained message and no site that is not listed, if so configured", async () => {
    create({ takesOthers: false });
    await bus.deliver("hermes/hotword/default/detected", '{"siteId": "kitchen"}', { isRetained: true });
    await bus.deliver("hermes/audioServer/attic/audioFrame", frame);
    expect(events).toEqual(["soundRetained", "soundRefused unknown"]);
    expect(topics()).toEqual([]);
  });

  it("closes sessions and listens to nothing while it is muted", async () => {
    const hermes = create();
    await send("hotword/default/detected", { siteId: "kitchen" });
    hermes.setMuted(true);
    expect(bus.subscriptions.size).toBe(0);
    expect(bodyOf("dialogueManager/sessionEnded").termination).toEqual({ reason: "abortedByUser" });
    expect(sound.calls.at(-1)).toEqual({ what: "break", source: "kitchen", detail: "muted" });
    hermes.setMuted(false);
    expect(bus.subscriptions.size).toBe(1);
  });
});
