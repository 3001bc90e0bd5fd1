import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { createReporter } from "../../src/core/events.ts";
import { largerConfig } from "../../src/voice/larger/config.ts";
import { largerEvents } from "../../src/voice/larger/events.ts";
import { createLargerRecogniser } from "../../src/voice/larger/larger-recogniser.ts";
import { speakConfig } from "../../src/voice/speak/config.ts";
import { createSynthesiser } from "../../src/voice/speak/synthesiser.ts";
import { wyomingConfig } from "../../src/voice/wyoming/config.ts";
import { wyomingEvents } from "../../src/voice/wyoming/events.ts";
import { createSatellites } from "../../src/voice/wyoming/satellites.ts";
import { startWyomingServer } from "../../src/voice/wyoming/server.ts";
import { createTestObservability } from "../support/observability.ts";
import { waitFor } from "../support/wait-for.ts";
import { answerOf, createFakeBackend, spoken } from "../support/wyoming.ts";

/** A Python with the package `wyoming`, 1.6 or newer (pip install wyoming). */
const python = process.env.EDGEWISE_TEST_PYTHON ?? "python3";
const hasPackage = spawnSync(python, ["-c", "from wyoming.asr import TranscriptChunk"]).status === 0;
const script = fileURLToPath(new URL("../support/wyoming-peer.py", import.meta.url));

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function observe() {
  const observability = createTestObservability(systemClock);
  return { observability, reporter: createReporter("voice", wyomingEvents, observability) };
}

/** Runs the package's server; `lines` is what it tells. */
async function startPackage() {
  const child: ChildProcess = spawn(python, [script, "server", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  cleanups.push(() => child.kill("SIGKILL"));
  const lines: Record<string, unknown>[] = [];
  if (!child.stdout) throw new Error("no output");
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line)));
  await waitFor(() => expect(lines).toHaveLength(1));
  const types = () => lines.flatMap(({ type }) => (typeof type === "string" ? [type] : []));
  return { url: `tcp://127.0.0.1:${lines[0]?.listening}`, lines, types };
}

describe.skipIf(!hasPackage)("with the Wyoming protocol's own package", () => {
  it("edgewise is a server that its client understands", async () => {
    const backend = createFakeBackend();
    backend.answer = ({ text }) =>
      Promise.resolve(
        text === "blub" ? answerOf(text, "notUnderstood", "What?") : answerOf(text, "done", "Okay."),
      );
    const { transcribe, detect } = backend;
    backend.transcribe = (request) => {
      const input = transcribe(request);
      return {
        ...input,
        end() {
          input.end();
          request.onPartial("turn on");
          backend.utterances.at(-1)?.settle(spoken("turn on the lamp"));
        },
      };
    };
    backend.detect = (request) => {
      const input = detect(request);
      let samples = 0;
      return {
        ...input,
        accept(more) {
          samples += more.length;
          if (samples > 16_000 && samples - more.length <= 16_000)
            request.onDetection({ phrase: request.phrases[0] ?? "", atMs: 1_000 });
          return input.accept(more);
        },
      };
    };
    const server = await startWyomingServer({
      config: wyomingConfig.parse({ server: { port: 0 } }).server,
      backend,
      clock: systemClock,
      reporter: observe().reporter,
    });
    cleanups.push(() => server.close());
    const { stdout } = await promisify(execFile)(python, [
      script,
      "client",
      `tcp://127.0.0.1:${server.port}`,
    ]);
    expect(JSON.parse(stdout)).toEqual({
      asr: [["edgewise", ["en"], true]],
      asrStreams: [true],
      wake: [
        ["hey_edgewise", "hey edgewise"],
        ["computer", "computer"],
      ],
      handle: [["edgewise", true]],
      intent: ["edgewise"],
      pong: "there?",
      transcript: "turn on the lamp",
      streamed: "turn on the lamp",
      intentFound: ["TurnOn", { name: "lamp" }],
      notRecognized: "What?",
      handled: ["Okay.", { conversation_id: "c1" }],
      notHandled: "What?",
      detection: ["hey_edgewise", 1_000],
      notDetected: true,
      unknownPhrase: expect.stringContaining("ok_nabu"),
    });
    expect(backend.utterances[0]?.samples).toHaveLength(16_000);
  });

  it("edgewise is the server of its satellite", async () => {
    const station = await startPackage();
    const backend = createFakeBackend();
    const satellites = createSatellites({
      config: [{ name: "hall", url: station.url, area: "hall" }],
      backend,
      clock: systemClock,
      random: Math.random,
      reporter: observe().reporter,
    });
    cleanups.unshift(() => satellites.stop());
    satellites.start();
    await waitFor(() => expect(backend.satellites[0]?.samples).toHaveLength(8_000));
    const [attached] = backend.satellites;
    expect(attached?.told).toEqual(["wake"]);
    attached?.satellite.woke("hey edgewise");
    attached?.satellite.listening();
    attached?.satellite.speechStarted();
    attached?.satellite.speechStopped();
    attached?.satellite.heard("turn on the lamp");
    attached?.satellite.saying("Okay.");
    await attached?.satellite.play(
      { samples: new Int16Array(2_205), rate: 22_050 },
      new AbortController().signal,
    );
    satellites.pause(true);
    await waitFor(() => expect(station.types()).toContain("pause-satellite"));
    expect(station.types().filter((type) => type !== "ping")).toEqual([
      "describe",
      "run-satellite",
      "detection",
      "transcribe",
      "voice-started",
      "voice-stopped",
      "transcript",
      "synthesize",
      "audio-start",
      "audio-stop",
      "pause-satellite",
    ]);
    expect(station.lines).toContainEqual({ samples: 2_205 });
  });

  it("edgewise uses its recogniser and its synthesiser", async () => {
    const { url, lines } = await startPackage();
    const { observability } = observe();
    const larger = createLargerRecogniser({
      config: largerConfig.parse({ recogniser: "wyoming", url }),
      clock: systemClock,
      random: Math.random,
      reporter: createReporter("voice", largerEvents, observability),
    });
    expect(await larger.ask(new Int16Array(5_000))).toBe("turn on the lamp");
    expect(lines).toContainEqual({ samples: 5_000 });
    const synthesise = createSynthesiser({
      config: speakConfig.parse({ synthesiser: "wyoming", url }),
      clock: systemClock,
      environment: {},
    });
    const sound = await synthesise?.("Okay.", new AbortController().signal);
    expect(sound).toMatchObject({ rate: 22_050 });
    expect(sound?.samples).toHaveLength(5_512);
  });
});
