import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { acousticTask } from "../../src/voice/acoustic/acoustic-model.ts";
import { writeWav } from "../../src/voice/audio/wav-writer.ts";
import { message } from "../../src/voice/wyoming/message.ts";
import { samplesOf } from "../support/espeak.ts";
import { createFakePrograms } from "../support/fake-programs.ts";
import { openRealModels } from "../support/real-models.ts";
import { home } from "../support/sites.ts";
import {
  changedSamples,
  changedWav,
  spokenRate as rate,
  spokenSamples as samples,
  spokenCommand,
  spokenWav,
} from "../support/spoken-command.ts";
import { startVoicePlace, type VoicePlace } from "../support/voice-place.ts";
import { pcm16, wavFile } from "../support/wav-files.ts";
import { connectPeer, type TestPeer } from "../support/wyoming.ts";

/** So long that it is an utterance at twice the rate, too. */
const longer = Int16Array.from([...samples, ...new Int16Array(rate)]);
const asked = 'zigbee2mqtt/hall/set {"state":"OFF"}';
const format = { rate, width: 2, channels: 1 };
const sound = pcm16(samples);
const half = sound.subarray(0, sound.length >> 1);

const stereo = (left: Int16Array, right: Int16Array) =>
  wavFile({
    data: pcm16(
      Array.from({ length: 2 * left.length }, (_, at) => (at % 2 === 0 ? left : right)[at >> 1] as number),
    ),
    rate,
    channels: 2,
  });

/** Nobody can pronounce these. */
const lamp = { name: "Λάμπα", kind: "light" as const, topic: "zigbee2mqtt/greek" };
const phrase = "έλα εδώ";

describe("voice with what goes wrong outside of it, through the real model to the device", () => {
  let real: Awaited<ReturnType<typeof openRealModels>>;
  let place: VoicePlace;
  let port: number;
  let happenedBefore = 0;
  const programs = createFakePrograms();
  const whole = samplesOf(spokenWav);

  beforeAll(async () => {
    programs.install();
    // It gives half a sentence, and then nothing more.
    programs.set("arecord", `cat ${raw("half", whole.subarray(0, whole.length / 2))}; exec sleep 600`);
    real = await openRealModels({ [acousticTask]: "voice-acoustic" });
    place = await startVoicePlace({
      models: real.models,
      site: { ...home, entities: [...home.entities, lamp] },
      voice: {
        mqtt: { isEnabled: true },
        hermes: { isEnabled: true },
        wyoming: { server: { isEnabled: true, port: 0, connectionsMax: 20 } },
        microphone: { isEnabled: true, name: "shelf", restartMsMax: 1_000 },
        // The command itself wakes the microphone: the sound that ships has no other phrase.
        wake: { phrases: ["hey edgewise"], sources: { shelf: [spokenCommand, phrase] } },
      },
      environment: { PATH: programs.path },
    });
    await place.compiled();
    port = Number(place.lines("wyoming.listening")[0]?.fields.port);
  });
  afterAll(async () => {
    await place?.stop();
    await real?.close();
    programs.restore();
  });
  beforeEach(async () => {
    await place.bus.deliver("zigbee2mqtt/hall", '{"state":"ON"}');
    await place.clock.advance(60_000);
    place.bus.published.length = 0;
    place.observability.records.length = 0;
    happenedBefore = (await place.happened()).at(-1)?.number ?? 0;
  });

  function raw(name: string, part: Int16Array): string {
    const file = join(programs.folder, name);
    writeFileSync(file, pcm16(part));
    return file;
  }

  async function joinServer(): Promise<TestPeer> {
    const peer = await connectPeer({ port });
    onTestFinished(() => peer.leave());
    return peer;
  }

  const kinds = () => place.voice.view().sources.map(({ kind }) => kind);
  /** Kinds of what has happened in this test, at one source or at all. */
  const happened = async (source?: string) =>
    (await place.happened())
      .filter((one) => one.number > happenedBefore && (source === undefined || one.source === source))
      .map(({ type }) => type);

  const send = (peer: TestPeer, bytes: Buffer, chunkBytes = 4_096) => {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      peer.send(message("audio-chunk", format, bytes.subarray(at, at + chunkBytes)));
    }
  };
  const next = async (peer: TestPeer, type: string) => {
    for (;;) {
      const found = await peer.next();
      if (found.type === type) return found.data;
    }
  };
  const transcribed = async (peer: TestPeer, chunkBytes?: number) => {
    peer.send(message("transcribe"), message("audio-start", format));
    send(peer, sound, chunkBytes);
    peer.send(message("audio-stop"));
    return (await next(peer, "transcript")).text;
  };

  let panels = 0;
  /** As one message of a source of its own; what devices are sent by the time that it has been worked on. */
  async function hear(wav: Buffer): Promise<string[]> {
    panels += 1;
    const source = `panel-${panels}`;
    await place.bus.deliver(`edgewise/test/voice/audio/${source}`, wav);
    await place.until(async () => {
      const hasReplied = place.replies().some((reply) => reply.source === source);
      expect(hasReplied || (await happened(source)).includes("nothing")).toBe(true);
    });
    return place.sent();
  }

  it.each<[string, () => Buffer]>([
    ["as it was recorded", () => spokenWav],
    ["with an offset of a quarter of full scale", () => changedWav((sample) => sample / 2 + 8_000)],
    ["clipped to a quarter of its height", () => changedWav((sample) => 4 * sample)],
    ["forty times softer", () => changedWav((sample) => sample / 40)],
    ["in stereo", () => stereo(samples, samples)],
    ["in stereo with one channel dead", () => stereo(samples, new Int16Array(samples.length))],
    [
      "in stereo with one channel turned over",
      () =>
        stereo(
          samples,
          changedSamples((sample) => -sample),
        ),
    ],
    ["with half a sample at its end", () => wavFile({ data: pcm16(samples).subarray(0, -1), rate })],
    [
      "of which the header does not know the length",
      () => wavFile({ data: pcm16(samples), rate, dataSize: 0xffff_ffff }),
    ],
    ["of another rate", () => writeWav(samplesOf(spokenWav), 16_000)],
  ])("a command %s is done", async (_, make) => {
    expect(await hear(make())).toEqual([asked]);
  });

  it.each<[string, () => Buffer]>([
    ["digital silence", () => changedWav(() => 0)],
    ["an offset and nothing else", () => changedWav(() => 12_000)],
    ["a whistle at full scale", () => changedWav((_, at) => (at % 8 < 4 ? 32_767 : -32_768))],
    ["noise", () => changedWav((_, at) => ((Math.imul(at + 1, 2_654_435_761) >>> 16) % 8_000) - 4_000)],
    ["a command whose header says twice its rate", () => writeWav(longer, 48_000)],
    ["a command whose header says a third of its rate", () => writeWav(samples, 8_000)],
  ])("%s does nothing", async (_, make) => {
    expect(await hear(make())).toEqual([]);
  });

  it("a client that vanishes in the middle of a word leaves nothing behind, and the next is heard", async () => {
    const satellite = await joinServer();
    satellite.send(
      message("run-pipeline", { start_stage: "asr", end_stage: "tts" }),
      message("audio-start", format),
    );
    send(satellite, half);
    const client = await joinServer();
    client.send(message("transcribe"), message("audio-start", format));
    send(client, half);
    await place.until(async () => expect(await happened()).toContain("began"));
    satellite.leave();
    client.leave();
    await place.until(() => expect(place.lines("wyoming.utteranceDropped")).not.toHaveLength(0));
    await place.until(() => expect(kinds()).not.toContain("wyoming"));
    expect(await transcribed(await joinServer())).toBe(spokenCommand);
    expect(place.sent()).toEqual([]);
  });

  it("chunks that end within a sample are put together", async () => {
    expect(await transcribed(await joinServer(), 1_001)).toBe(spokenCommand);
  });

  it("a request without sound is answered with nothing", async () => {
    const peer = await joinServer();
    peer.send(message("transcribe"), message("audio-stop"));
    expect((await next(peer, "transcript")).text).toBe("");
    peer.send(message("transcribe"), message("audio-start", format), message("audio-stop"));
    expect((await next(peer, "transcript")).text).toBe("");
    expect(await transcribed(peer)).toBe(spokenCommand);
  });

  it("whoever talks something else, or announces 10 GB, is cut off, and others are served", async () => {
    for (const bytes of [
      "GET / HTTP/1.1\r\nHost: board\r\n\r\n",
      Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 131 + 7) % 256)),
      `${JSON.stringify({ type: "audio-chunk", payload_length: 10_000_000_000 })}\n`,
      `${JSON.stringify({ type: "audio-chunk", data_length: -1 })}\n`,
      '{"type": "audio-start", "data": {"rate": 1e99, "width": 2, "channels": 1}}\n',
    ]) {
      const peer = await joinServer();
      peer.write(bytes);
      await peer.closed;
    }
    expect(place.lines("wyoming.protocolBroken").length).toBeGreaterThan(0);
    expect(await transcribed(await joinServer())).toBe(spokenCommand);
  });

  it("of hundreds of connections those within the limit are served, and others when these have left", async () => {
    const peers = await Promise.all(Array.from({ length: 300 }, () => joinServer()));
    await place.until(() => expect(peers.filter(({ socket }) => socket.destroyed)).toHaveLength(280));
    const [first, ...others] = peers.filter(({ socket }) => !socket.destroyed);
    expect(await transcribed(first as TestPeer)).toBe(spokenCommand);
    for (const peer of others) peer.leave();
    await place.until(async () => {
      const peer = await joinServer();
      peer.send(message("ping"));
      await peer.next();
    });
  });

  it("a Hermes site that sends broken frames is refused those, and obeyed as soon as they are whole", async () => {
    const frame = (payload: Buffer) => place.bus.deliver("hermes/audioServer/hall/audioFrame", payload);
    await frame(spokenWav.subarray(0, 20));
    await frame(Buffer.from("no sound at all"));
    await frame(Buffer.alloc(300_000));
    expect(place.lines("voiceMqtt.soundRefused")).toHaveLength(1);
    await place.bus.deliver("hermes/dialogueManager/startSession", "{ half a message");
    await place.bus.deliver(
      "hermes/dialogueManager/startSession",
      JSON.stringify({ siteId: "hall", init: { type: "action" } }),
    );
    const step = rate / 10;
    for (let at = 0; at < samples.length + rate; at += step) {
      const piece = at < samples.length ? samples.subarray(at, at + step) : new Int16Array(step);
      // Every third frame is cut within a sample.
      const wav = writeWav(piece, rate);
      await frame(at % (3 * step) === 0 ? wav.subarray(0, -1) : wav);
    }
    await place.until(() => expect(place.sent()).toEqual([asked]));
  });

  it("a Hermes site that announces a wrong rate is told to be wrong", async () => {
    for (let at = 0; at < 110; at += 1) {
      await place.bus.deliver("hermes/audioServer/attic/audioFrame", writeWav(new Int16Array(2_205), 16_000));
      await place.clock.advance(100);
    }
    const site = place.voice.view().sources.find(({ name }) => name === "attic");
    expect(site?.problem).toContain("it looks like 22050 Hz");
    expect(place.voice.health()).toMatchObject({ status: "degraded" });
  });

  it("what is said while the inference host is killed is not done, is told, and what is said next is done", async () => {
    const frames = async (from: number, to: number) => {
      for (let at = from; at < to; at += 2_205) {
        const piece = at < samples.length ? samples.subarray(at, at + 2_205) : new Int16Array(2_205);
        await place.bus.deliver("hermes/audioServer/hall/audioFrame", writeWav(piece, rate));
      }
    };
    const press = () =>
      place.bus.deliver(
        "hermes/dialogueManager/startSession",
        JSON.stringify({ siteId: "hall", init: { type: "action" } }),
      );
    const topics = () => place.bus.published.map(({ topic }) => topic);
    await press();
    await frames(0, samples.length / 2);
    await place.until(async () => expect(await happened()).toContain("began"));
    process.kill(real.models.status().pid as number, "SIGKILL");
    await frames(samples.length / 2, samples.length + 2 * rate);
    await place.until(() => expect(topics()).toContain("hermes/dialogueManager/sessionEnded"));
    expect(topics()).toContain("hermes/error/asr");
    expect(place.lines("voice.failed")).toHaveLength(1);
    expect(place.sent()).toEqual([]);
    await press();
    await frames(0, samples.length + 2 * rate);
    await place.until(() => expect(place.sent()).toEqual([asked]));
  });

  it("a recorder that stalls is shown, started again, and heard again", async () => {
    const source = () => place.voice.view().sources.find(({ name }) => name === "shelf");
    programs.set(
      "arecord",
      `cat ${raw("whole", Int16Array.from([...whole, ...new Int16Array(16_000)]))}; exec sleep 600`,
    );
    await place.until(async () => {
      await place.clock.advance(500);
      expect(source()?.problem).toContain("gave no sound");
    });
    expect(source()).toMatchObject({ state: "silent" });
    await place.until(async () => {
      await place.clock.advance(100);
      expect(await happened("shelf")).toContain("woke");
    });
    expect(source()).not.toHaveProperty("problem");
  });

  it("a place where nothing can be said says so, and answers what is said all the same", async () => {
    const empty = await startVoicePlace({
      models: real.models,
      site: { entities: [], areas: [] },
      sentences: [[]],
      voice: { mqtt: { isEnabled: true } },
    });
    onTestFinished(() => empty.stop());
    await empty.compiled();
    expect(empty.voice.health()).toMatchObject({ status: "degraded" });
    await empty.bus.deliver("edgewise/test/voice/audio/panel", spokenWav);
    await empty.until(() => expect(empty.said()).toEqual(["Sorry, I did not understand that."]));
  });

  it("of 65 sources the last is told to be one too many, and heard when another is gone", async () => {
    const crowded = await startVoicePlace({
      models: real.models,
      site: home,
      voice: { mqtt: { isEnabled: true, sourcesMax: 100, goneMs: 60_000 } },
    });
    onTestFinished(() => crowded.stop());
    await crowded.compiled();
    const piece = writeWav(new Int16Array(1_600), 16_000);
    const send = (name: string, wav: Buffer) => crowded.bus.deliver(`edgewise/test/voice/audio/${name}`, wav);
    for (let number = 1; number <= 65; number += 1) await send(`panel-${number}`, piece);
    await send("panel-65", piece);
    expect(crowded.lines("voice.sourceSurplus").map(({ fields }) => fields.source)).toEqual(["panel-65"]);
    const last = () => crowded.voice.view().sources.find(({ name }) => name === "panel-65");
    expect(last()?.problem).toContain("64 sources");
    expect(crowded.voice.health()).toMatchObject({ status: "degraded" });
    expect(await crowded.observability.metrics.expose()).toContain("edgewise_voice_surplus_sources_total 1");
    await crowded.clock.advance(50_000);
    for (let number = 2; number <= 65; number += 1) await send(`panel-${number}`, piece);
    await crowded.clock.advance(30_000);
    await send("panel-65", spokenWav);
    await crowded.until(() => expect(crowded.sent()).toEqual([asked]));
    expect(last()).not.toHaveProperty("problem");
  });

  it("names and phrases that nobody can pronounce are named, and all else is heard", async () => {
    const { problem } = place.voice.view().grammar;
    expect(problem).toMatch(/λαμπα|λάμπα/);
    expect(problem).toContain(phrase);
    await place.bus.deliver("edgewise/test/voice/audio/panel", spokenWav);
    await place.until(() => expect(place.sent()).toEqual([asked]));
  });
});
