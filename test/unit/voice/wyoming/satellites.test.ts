import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createReporter } from "../../../../src/core/events.ts";
import { wyomingEvents } from "../../../../src/voice/wyoming/events.ts";
import { message } from "../../../../src/voice/wyoming/message.ts";
import { createSatellites, type Satellites } from "../../../../src/voice/wyoming/satellites.ts";
import { createTestObservability } from "../../../support/observability.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";
import { waitFor } from "../../../support/wait-for.ts";
import { chunk, createFakeBackend, peerOf, plainFormat, type TestPeer } from "../../../support/wyoming.ts";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A satellite that waits for its server. */
async function startStation() {
  const waiting: ((peer: TestPeer) => void)[] = [];
  const server: Server = createServer((socket) => {
    cleanups.unshift(() => void socket.destroy());
    waiting.shift()?.(peerOf(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    url: `tcp://127.0.0.1:${port}`,
    called: () => new Promise<TestPeer>((resolve) => waiting.push(resolve)),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function connect() {
  const station = await startStation();
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const backend = createFakeBackend();
  const satellites: Satellites = createSatellites({
    config: [{ name: "bath", url: station.url, area: "bathroom" }],
    backend,
    clock,
    random: () => 0,
    reporter: createReporter("voice", wyomingEvents, observability),
  });
  cleanups.unshift(() => satellites.stop());
  const called = station.called();
  satellites.start();
  const peer = await called;
  expect((await peer.next()).type).toBe("describe");
  expect((await peer.next()).type).toBe("run-satellite");
  await waitFor(() => expect(backend.satellites).toHaveLength(1));
  const [attached] = backend.satellites;
  if (!attached) throw new Error("no satellite");
  const events = () => observability.records.map(({ event }) => event.replace("voice.", ""));
  return { station, clock, backend, satellites, peer, attached, events };
}

const pipeline = (start: string) => message("run-pipeline", { start_stage: start, end_stage: "tts" });

describe("the satellites that edgewise connects to", () => {
  /** Sound that comes in pieces of 100 ms, each of so many samples that are announced as 16 kHz. */
  async function stream(
    { peer, clock }: Awaited<ReturnType<typeof connect>>,
    samples: number,
    pieces: number,
  ) {
    for (let count = 0; count < pieces; count += 1) {
      peer.send(chunk(new Array(samples).fill(0)), message("ping"));
      let answer = await peer.next();
      while (answer.type !== "pong") answer = await peer.next();
      await clock.advance(100);
    }
  }

  it.each([
    ["three times as much", 4_800, "it looks like 48000 Hz"],
    ["half as much", 800, "it looks like 8000 Hz"],
  ])(
    "are told to announce a wrong rate where they send %s sound as time passes, until they do not",
    async (_, samples, guess) => {
      const place = await connect();
      place.peer.send(pipeline("wake"));
      await stream(place, samples, 115);
      expect(place.attached.told.at(-1)).toContain(guess);
      expect(place.events()).toContain("satelliteRateDoubtful");
      await stream(place, 1_600, 205);
      expect(place.attached.told.at(-1)).toBe("no doubt");
    },
  );

  it("may send what they kept at once, and one utterance after the other", async () => {
    const place = await connect();
    for (let utterance = 0; utterance < 8; utterance += 1) {
      place.peer.send(pipeline("asr"), chunk(new Array(16_000).fill(0)), chunk(new Array(16_000).fill(0)));
      await stream(place, 1_600, 30);
      place.peer.send(message("audio-stop"));
      await place.clock.advance(5_000);
    }
    expect(place.events()).not.toContain("satelliteRateDoubtful");
  });

  it("take a command from the wake phrase to the reply", async () => {
    const { peer, attached } = await connect();
    expect(attached.satellite.source).toEqual({ name: "bath", area: "bathroom" });
    peer.send(pipeline("wake"), chunk([0, 1, 2]), chunk([3]), message("ping"));
    expect((await peer.next()).type).toBe("pong");
    expect(attached).toMatchObject({ told: ["wake"], samples: [0, 1, 2, 3] });
    const { satellite } = attached;
    satellite.woke("hey edgewise");
    satellite.listening();
    satellite.speechStarted();
    satellite.speechStopped();
    satellite.heard("turn on the lamp");
    satellite.saying("Okay.");
    const types = [];
    for (let at = 0; at < 6; at += 1) types.push((await peer.next()).type);
    expect(types).toEqual([
      "detection",
      "transcribe",
      "voice-started",
      "voice-stopped",
      "transcript",
      "synthesize",
    ]);
    const samples = Int16Array.from({ length: 1_500 }, (_, at) => at);
    const played = satellite.play({ samples, rate: 22_050 }, new AbortController().signal);
    expect(await peer.next()).toMatchObject({
      type: "audio-start",
      data: { rate: 22_050, width: 2, channels: 1 },
    });
    const sound = [];
    for (let next = await peer.next(); next.type !== "audio-stop"; next = await peer.next()) {
      for (let at = 0; at < (next.payload?.length ?? 0); at += 2) sound.push(next.payload?.readInt16LE(at));
    }
    expect(sound).toEqual([...samples]);
    peer.send(message("played"));
    await played;
  });

  it("go on to listen after a transcript when they stream always", async () => {
    const { peer, attached } = await connect();
    peer.send(pipeline("wake"), chunk([0, 1]), message("ping"));
    await peer.next();
    attached.satellite.heard("stop");
    await peer.next();
    peer.send(chunk([2]), message("ping"));
    await peer.next();
    expect(attached).toMatchObject({ told: ["wake"], samples: [0, 1, 2] });
  });

  it("that wake by themselves begin with the command", async () => {
    const { peer, attached } = await connect();
    peer.send(message("detection", { name: "ok_nabu" }), pipeline("asr"), chunk([0, 1]), message("ping"));
    await peer.next();
    expect(attached.told).toEqual(["command ok_nabu"]);
    attached.satellite.failed("nothing was said");
    expect(await peer.next()).toMatchObject({ type: "error", data: { text: "nothing was said" } });
    peer.send(chunk([2]), message("ping"));
    await peer.next();
    expect(attached).toMatchObject({ told: ["command ok_nabu", "end"], samples: [0, 1] });
  });

  it("that send sound after a detection without asking for a pipeline are heard too", async () => {
    const { peer, attached } = await connect();
    peer.send(message("detection", { name: "ok_nabu" }), message("audio-start", plainFormat), chunk([0, 4]));
    await waitFor(() => expect(attached.samples).toEqual([0, 4]));
    expect(attached.told).toEqual(["command ok_nabu"]);
  });

  it("are not heard before they say what the sound is for", async () => {
    const { peer, attached } = await connect();
    peer.send(chunk([0, 1]), pipeline("tts"), message("ping"));
    expect(await peer.next()).toMatchObject({ type: "error", data: { code: "voice.refused" } });
    await peer.next();
    expect(attached).toMatchObject({ told: [], samples: [] });
  });

  it("drop a command half said when they vanish, and are called again", async () => {
    const { peer, attached, events, clock, station, backend, satellites } = await connect();
    peer.send(pipeline("asr"), chunk([0, 1]), message("ping"));
    await peer.next();
    const called = station.called();
    peer.leave();
    await waitFor(() => expect(events()).toContain("satelliteLost"));
    expect(attached.told).toEqual(["command", "abandon"]);
    expect(events()).toContain("utteranceDropped");
    expect(satellites.states()).toEqual([{ name: "bath", state: "connecting" }]);
    await clock.advance(1_000);
    await called;
    await waitFor(() => expect(backend.satellites).toHaveLength(2));
  });

  it("that cannot be reached are said to be so", async () => {
    const { peer, events, clock, station, satellites } = await connect();
    peer.leave();
    await station.close();
    await waitFor(() => expect(events()).toContain("satelliteLost"));
    await clock.advance(1_000);
    await waitFor(() => expect(events()).toContain("satelliteUnreachable"));
    expect(satellites.states()).toEqual([{ name: "bath", state: "unreachable" }]);
  });

  it("count as gone when they answer no ping", async () => {
    const { peer, events, clock } = await connect();
    await clock.advance(2_000);
    expect((await peer.next()).type).toBe("ping");
    peer.send(message("pong"), message("ping"));
    await peer.next();
    await clock.advance(14_000);
    expect(events()).not.toContain("satelliteLost");
    await clock.advance(2_000);
    await waitFor(() => expect(events()).toContain("satelliteLost"));
  });

  it("are paused while muted", async () => {
    const { peer, satellites } = await connect();
    satellites.pause(true);
    expect((await peer.next()).type).toBe("pause-satellite");
    expect(satellites.states()).toEqual([{ name: "bath", state: "paused" }]);
    satellites.pause(false, "kitchen");
    satellites.pause(false, "bath");
    expect((await peer.next()).type).toBe("run-satellite");
  });

  it("get a reply only a little ahead of its playing, so that it can be stopped", async () => {
    const { peer, attached, clock } = await connect();
    const abort = new AbortController();
    const samples = new Int16Array(10 * 16_000);
    const played = attached.satellite.play({ samples, rate: 16_000 }, abort.signal);
    for (let at = 0; at < 10; at += 1) await clock.advance(1);
    abort.abort();
    await played;
    let bytes = 0;
    for (let next = await peer.next(); next.type !== "audio-stop"; next = await peer.next()) {
      bytes += next.payload?.length ?? 0;
    }
    expect(bytes / 2 / 16_000).toBeLessThan(0.6);
  });
});
