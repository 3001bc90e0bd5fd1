import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createReporter } from "../../../../src/core/events.ts";
import { wyomingConfig } from "../../../../src/voice/wyoming/config.ts";
import { wyomingEvents } from "../../../../src/voice/wyoming/events.ts";
import { message } from "../../../../src/voice/wyoming/message.ts";
import { startWyomingServer, type WyomingServer } from "../../../../src/voice/wyoming/server.ts";
import { createTestObservability } from "../../../support/observability.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";
import { waitFor } from "../../../support/wait-for.ts";
import {
  answerOf,
  chunk,
  connectPeer,
  createFakeBackend,
  plainFormat,
  spoken,
  type TestPeer,
} from "../../../support/wyoming.ts";

const open: (WyomingServer | TestPeer)[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) {
    if ("leave" in each) each.leave();
    else await each.close();
  }
});

async function start(settings: Record<string, unknown> = {}) {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const backend = createFakeBackend();
  const server = await startWyomingServer({
    config: wyomingConfig.parse({ server: { port: 0, ...settings } }).server,
    backend,
    clock,
    reporter: createReporter("voice", wyomingEvents, observability),
  });
  open.unshift(server);
  const join = async () => {
    const peer = await connectPeer({ port: server.port });
    open.unshift(peer);
    return peer;
  };
  const events = () => observability.records.map(({ event }) => event.replace("voice.", ""));
  return { clock, backend, server, join, events, records: observability.records, peer: await join() };
}

const audioStart = message("audio-start", plainFormat);
const audioStop = message("audio-stop");

describe("the Wyoming server", () => {
  it("tells what it offers", async () => {
    const { peer } = await start();
    peer.send(message("describe"));
    const { type, data } = await peer.next();
    expect(type).toBe("info");
    expect(data).toMatchObject({
      asr: [
        {
          name: "edgewise",
          attribution: { name: "edgewise" },
          installed: true,
          version: "0.1.0",
          supports_transcript_streaming: true,
          requires_external_vad: false,
          models: [{ name: "edgewise", languages: ["en"], installed: true, version: "1" }],
        },
      ],
      wake: [{ models: [{ name: "hey_edgewise", phrase: "hey edgewise" }, { name: "computer" }] }],
      intent: [{ models: [{ languages: ["en"] }] }],
      handle: [{ supports_home_control: true, models: [{ languages: ["en"] }] }],
      tts: [],
    });
  });

  it("offers only texts while there is no acoustic model", async () => {
    const { peer, backend } = await start();
    backend.offered.recogniser = undefined;
    peer.send(message("describe"), audioStart);
    expect((await peer.next()).data).toMatchObject({ asr: [], wake: [], handle: [{}] });
    expect(await peer.next()).toMatchObject({ type: "error", data: { code: "voice.refused" } });
    expect(backend.utterances).toEqual([]);
  });

  it("answers pings", async () => {
    const { peer } = await start();
    peer.send(message("ping", { text: "still there?" }));
    expect(await peer.next()).toMatchObject({ type: "pong", data: { text: "still there?" } });
  });

  it("transcribes the sound between start and stop", async () => {
    const { peer, backend } = await start();
    peer.send(message("transcribe", { language: "en" }), audioStart, chunk([0, 1, 2]), chunk([3]), audioStop);
    await waitFor(() => expect(backend.utterances[0]?.state).toBe("ended"));
    const [utterance] = backend.utterances;
    expect(utterance?.samples).toEqual([0, 1, 2, 3]);
    expect(utterance?.request.language).toBe("en");
    utterance?.settle(spoken("turn on the lamp"));
    expect(await peer.next()).toMatchObject({ type: "transcript", data: { text: "turn on the lamp" } });
  });

  it("answers an empty transcript when nothing was understood", async () => {
    const { peer, backend } = await start();
    peer.send(audioStart, chunk([0, 1]), audioStop);
    await waitFor(() => expect(backend.utterances[0]?.state).toBe("ended"));
    backend.utterances[0]?.settle(undefined);
    expect(await peer.next()).toMatchObject({ type: "transcript", data: { text: "" } });
  });

  it("answers an empty transcript when it is asked for one and sent no sound at all", async () => {
    const { peer, backend } = await start();
    peer.send(message("transcribe"), audioStop);
    expect(await peer.next()).toMatchObject({ type: "transcript", data: { text: "" } });
    expect(backend.utterances).toEqual([]);
  });

  it("sends the words as they come, as long as they only grow", async () => {
    const { peer, backend } = await start();
    peer.send(audioStart, chunk([0, 1]));
    await waitFor(() => expect(backend.utterances).toHaveLength(1));
    const [utterance] = backend.utterances;
    for (const text of ["turn", "turn on", "turn off"]) utterance?.request.onPartial(text);
    utterance?.settle(spoken("turn on the lamp"));
    const received = [];
    for (let at = 0; at < 6; at += 1) received.push(await peer.next());
    expect(received.map(({ type, data }) => [type, data.text])).toEqual([
      ["transcript-start", undefined],
      ["transcript-chunk", "turn"],
      ["transcript-chunk", " on"],
      ["transcript-chunk", " the lamp"],
      ["transcript", "turn on the lamp"],
      ["transcript-stop", undefined],
    ]);
  });

  it("answers at the end that is heard, and takes no more of that sound", async () => {
    const { peer, backend } = await start();
    peer.send(audioStart, chunk([0, 1]));
    await waitFor(() => expect(backend.utterances).toHaveLength(1));
    backend.utterances[0]?.settle(spoken("stop"));
    expect(await peer.next()).toMatchObject({ type: "transcript", data: { text: "stop" } });
    peer.send(chunk([2]), audioStop, message("ping"));
    expect((await peer.next()).type).toBe("pong");
    expect(backend.utterances[0]).toMatchObject({ samples: [0, 1], state: "open" });
  });

  it("says so when the sound cannot be transcribed, and works on", async () => {
    const { peer, backend, events } = await start();
    peer.send(audioStart, chunk([0, 1]), audioStop);
    await waitFor(() => expect(backend.utterances[0]?.state).toBe("ended"));
    backend.utterances[0]?.fail(new Error("the model is gone"));
    expect(await peer.next()).toMatchObject({ type: "error", data: { text: "the model is gone" } });
    expect(events()).toContain("requestFailed");
    peer.send(message("ping"));
    expect((await peer.next()).type).toBe("pong");
  });

  it("drops the utterance of a client that vanishes in the middle of a word", async () => {
    const { peer, backend, server, events } = await start();
    peer.send(audioStart, chunk([0, 1, 2]));
    await waitFor(() => expect(backend.utterances[0]?.samples).toHaveLength(3));
    peer.leave();
    await waitFor(() => expect(server.connections).toBe(0));
    expect(backend.utterances[0]?.state).toBe("abandoned");
    expect(events()).toContain("utteranceDropped");
  });

  it("drops an utterance of which no more sound comes, and takes the next", async () => {
    const { peer, backend, clock, events } = await start();
    peer.send(audioStart, chunk([0, 1]), message("ping"));
    await peer.next();
    await clock.advance(15_000);
    expect(await peer.next()).toMatchObject({ type: "error" });
    expect(backend.utterances[0]?.state).toBe("abandoned");
    expect(events()).toContain("utteranceDropped");
    peer.send(chunk([2]), audioStop, audioStart, chunk([0, 3]), audioStop);
    await waitFor(() => expect(backend.utterances[1]?.state).toBe("ended"));
    await clock.advance(15_000);
    backend.utterances[1]?.settle(spoken("stop"));
    expect(await peer.next()).toMatchObject({ type: "transcript", data: { text: "stop" } });
  });

  it("serves clients as satellites that ask for a pipeline, each with a name of its own", async () => {
    const { peer, backend, join } = await start();
    const other = await join();
    const pipeline = message("run-pipeline", { start_stage: "asr", end_stage: "tts" });
    for (const each of [peer, other]) {
      each.send(pipeline, chunk([0, 1]), message("ping"));
      expect((await each.next()).type).toBe("pong");
    }
    expect(backend.satellites.map(({ satellite }) => satellite.source.name)).toEqual([
      "wyoming-127.0.0.1",
      "wyoming-127.0.0.1-2",
    ]);
    backend.satellites[0]?.satellite.heard("stop");
    expect(await peer.next()).toMatchObject({ type: "transcript", data: { text: "stop" } });
    other.leave();
    await waitFor(() => expect(backend.satellites[1]?.told).toEqual(["command", "abandon"]));
  });

  it("takes no more of an utterance than it may be long", async () => {
    const { peer, backend, events } = await start({ utteranceMsMax: 1_000 });
    const second = Array.from({ length: 16_000 }, () => 1);
    peer.send(audioStart, chunk(second.slice(1)), chunk(second), chunk(second), chunk(second), audioStop);
    await waitFor(() => expect(events()).toContain("utteranceTooLong"));
    expect(backend.utterances[0]?.samples.length).toBeLessThan(2 * 16_000);
    expect(backend.utterances[0]?.state).toBe("ended");
  });

  it("reads no more from a client while its sound is worked on", async () => {
    const { peer, backend } = await start();
    let release = () => {};
    backend.accepted = new Promise((resolve) => {
      release = resolve;
    });
    peer.send(audioStart, chunk([0, 1]), chunk([2]), message("ping"));
    await waitFor(() => expect(backend.utterances[0]?.samples).toEqual([0, 1]));
    backend.accepted = undefined;
    release();
    expect((await peer.next()).type).toBe("pong");
    expect(backend.utterances[0]?.samples).toEqual([0, 1, 2]);
  });

  it("believes the chunk where its format is not the one announced, and says so", async () => {
    const { peer, backend, events } = await start();
    const third = chunk(new Array(4_800).fill(1), { rate: 48_000 });
    peer.send(audioStart, third, audioStop, message("ping"));
    await peer.next();
    expect(backend.utterances[0]?.samples).toHaveLength(1_600);
    expect(events()).toContain("formatChanged");
  });

  it("converts sound of any width and of several channels", async () => {
    const { peer, backend } = await start();
    const format = { rate: 8_000, width: 4, channels: 2 };
    const payload = Buffer.alloc(8_000 * 8);
    peer.send(message("audio-start", format), message("audio-chunk", format, payload.subarray(0, 1_001)));
    peer.send(message("audio-chunk", format, payload.subarray(1_001)), audioStop, message("ping"));
    await peer.next();
    expect(backend.utterances[0]?.samples).toHaveLength(16_000);
  });

  it("takes chunks without a start", async () => {
    const { peer, backend } = await start();
    peer.send(chunk([0, 5]), message("ping"));
    await peer.next();
    expect(backend.utterances[0]?.samples).toEqual([0, 5]);
  });

  it.each([
    ["no rate", { width: 2, channels: 1 }],
    ["samples of five bytes", { rate: 16_000, width: 5, channels: 1 }],
    ["no channel", { rate: 16_000, width: 2, channels: 0 }],
    ["an endless rate", { rate: 1e308, width: 2, channels: 1 }],
  ])("closes a connection that announces sound with %s", async (_what, format) => {
    const { peer, events, backend } = await start();
    peer.send(message("audio-start", format));
    await peer.closed;
    expect(events()).toContain("protocolBroken");
    expect(backend.utterances).toEqual([]);
  });

  it("detects phrases by name, with the sender's own time, and goes on", async () => {
    const { peer, backend } = await start();
    peer.send(message("detect", { names: ["hey_edgewise"] }), audioStart);
    peer.send(
      chunk(
        Array.from({ length: 160 }, () => 1),
        { timestamp: 5_000 },
      ),
      message("ping"),
    );
    await peer.next();
    const [watch] = backend.watches;
    expect(watch?.request.phrases).toEqual(["hey edgewise"]);
    watch?.request.onDetection({ phrase: "hey edgewise", atMs: 8 });
    expect(await peer.next()).toMatchObject({
      type: "detection",
      data: { name: "hey_edgewise", timestamp: 5_008 },
    });
    watch?.request.onDetection({ phrase: "hey edgewise", atMs: 9 });
    expect((await peer.next()).type).toBe("detection");
    peer.send(audioStop, message("ping"));
    expect((await peer.next()).type).toBe("pong");
  });

  it("says when the sound ended without the phrase", async () => {
    const { peer, backend } = await start();
    peer.send(message("detect"), audioStart, chunk([0, 1]), audioStop);
    expect((await peer.next()).type).toBe("not-detected");
    expect(backend.watches[0]).toMatchObject({
      state: "ended",
      request: { phrases: ["hey edgewise", "computer"] },
    });
  });

  it("watches anew when a satellite asks again on the same connection", async () => {
    const { peer, backend } = await start();
    peer.send(message("detect"), audioStart, chunk([0, 1]), message("detect"), audioStart, chunk([2]));
    await waitFor(() => expect(backend.watches).toHaveLength(2));
    expect(backend.watches.map(({ state }) => state)).toEqual(["abandoned", "open"]);
  });

  it("refuses to watch for a phrase that it does not have", async () => {
    const { peer, backend } = await start();
    peer.send(
      message("detect", { names: ["ok_nabu"] }),
      audioStart,
      chunk([0, 1]),
      chunk([1]),
      message("ping"),
    );
    const { type, data } = await peer.next();
    expect(type).toBe("error");
    expect((await peer.next()).type).toBe("pong");
    expect(data.text).toMatch(/ok_nabu.*hey_edgewise, computer/);
    expect(backend.watches).toEqual([]);
  });

  it("does what a text says, within its conversation", async () => {
    const { peer, backend } = await start({ areas: { "127.0.0.1": "kitchen" } });
    peer.send(message("transcript", { text: " turn on the lamp ", context: { conversation_id: "c1" } }));
    expect(await peer.next()).toMatchObject({
      type: "handled",
      data: { text: "Okay.", context: { conversation_id: "c1" } },
    });
    expect(backend.texts).toMatchObject([
      { kind: "handle", request: { text: "turn on the lamp", session: "c1", source: { area: "kitchen" } } },
    ]);
  });

  it.each([
    ["asked", "handled"],
    ["answered", "handled"],
    ["refused", "not-handled"],
    ["notUnderstood", "not-handled"],
  ] as const)("answers a text that was %s with %s", async (outcome, type) => {
    const { peer, backend } = await start();
    backend.answer = ({ text }) => Promise.resolve(answerOf(text, outcome, "So."));
    peer.send(message("transcript", { text: "hm" }));
    expect(await peer.next()).toMatchObject({ type, data: { text: "So." } });
  });

  it("tells what a text means without doing it", async () => {
    const { peer, backend } = await start();
    peer.send(message("recognize", { text: "turn on the lamp" }));
    expect(await peer.next()).toMatchObject({
      type: "intent",
      data: { name: "TurnOn", entities: [{ name: "name", value: "lamp" }] },
    });
    backend.answer = ({ text }) => Promise.resolve(answerOf(text, "notUnderstood", "What?"));
    peer.send(message("recognize", { text: "blub" }));
    expect(await peer.next()).toMatchObject({ type: "not-recognized", data: { text: "What?" } });
    expect(backend.texts.map(({ kind }) => kind)).toEqual(["recognise", "recognise"]);
  });

  it("refuses a text that is missing, and more texts than it works on at a time", async () => {
    const { peer, backend } = await start();
    peer.send(message("transcript", { text: 5 }));
    expect((await peer.next()).type).toBe("error");
    backend.answer = () => new Promise(() => {});
    peer.send(...[1, 2, 3, 4, 5].map((at) => message("transcript", { text: `text ${at}` })));
    expect(await peer.next()).toMatchObject({ type: "error", data: { code: "voice.refused" } });
    expect(backend.texts).toHaveLength(4);
  });

  it("passes over messages that it does not know", async () => {
    const { peer } = await start();
    peer.send(message("select-program", { name: "x" }), message("of-the-future", {}, Buffer.from("abc")));
    peer.send(message("ping"));
    expect((await peer.next()).type).toBe("pong");
  });

  it.each([
    ["garbage", Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00])],
    ["HTTP", "GET /metrics HTTP/1.1\r\n\r\n"],
    ["a payload beyond the limit", `{"type":"audio-chunk","payload_length":2000000000}\n`],
  ])("closes a connection that sends %s, and says why", async (_what, bytes) => {
    const { peer, records, join } = await start();
    peer.write(bytes);
    await peer.closed;
    const record = records.find(({ event }) => event === "voice.protocolBroken");
    expect(record?.fields.why).toEqual(expect.any(String));
    const other = await join();
    other.send(message("ping"));
    expect((await other.next()).type).toBe("pong");
  });

  it("tells of a client that leaves within a message, and not of one that leaves between two", async () => {
    const { peer, join, events, server } = await start();
    peer.leave();
    await waitFor(() => expect(server.connections).toBe(0));
    expect(events()).not.toContain("connectionLost");
    const other = await join();
    other.write(`{"type":"audio-chunk","rate":1,"payload_length":100}\nabc`);
    await waitFor(() => expect(server.connections).toBe(1));
    other.socket.end();
    await waitFor(() => expect(events()).toContain("connectionLost"));
  });

  it("closes a connection on which nothing comes", async () => {
    const { peer, clock, events, server } = await start({ idleMs: 60_000 });
    await waitFor(() => expect(server.connections).toBe(1));
    await clock.advance(59_000);
    peer.send(message("ping"));
    await peer.next();
    await clock.advance(59_000);
    expect(server.connections).toBe(1);
    await clock.advance(1_000);
    await peer.closed;
    await waitFor(() => expect(events()).toContain("connectionIdle"));
  });

  it("refuses connections above the limit and from addresses that are not allowed", async () => {
    const full = await start({ connectionsMax: 1 });
    await waitFor(() => expect(full.server.connections).toBe(1));
    const second = await full.join();
    await second.closed;
    expect(full.events()).toContain("serverFull");
    const guarded = await start({ allowedAddresses: ["10.0.0.0/8"] });
    await guarded.peer.closed;
    expect(guarded.events()).toContain("clientRefused");
  });

  it("listens on a Unix socket too, also where one was left behind", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wyoming-"));
    const socket = join(folder, "edgewise.sock");
    const first = await start({ socket });
    const peer = await connectPeer({ path: socket });
    open.unshift(peer);
    peer.send(message("ping"));
    expect((await peer.next()).type).toBe("pong");
    await first.server.close();
    await start({ socket });
    rmSync(folder, { recursive: true, force: true });
  });

  it("says which address is taken", async () => {
    const { server } = await start();
    await expect(start({ port: server.port })).rejects.toThrow(/127\.0\.0\.1:\d+: it is taken/);
  });
});
