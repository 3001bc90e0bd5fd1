import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { writeWav } from "../../../../src/voice/audio/wav-writer.ts";
import { speakConfig } from "../../../../src/voice/speak/config.ts";
import { createSynthesiser, synthesiserProblem } from "../../../../src/voice/speak/synthesiser.ts";
import { message } from "../../../../src/voice/wyoming/message.ts";
import { waitFor } from "../../../support/wait-for.ts";
import { peerOf, type TestPeer } from "../../../support/wyoming.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const never = new AbortController().signal;

function synthesiser(settings: Record<string, unknown>) {
  const made = createSynthesiser({
    config: speakConfig.parse(settings),
    clock: systemClock,
    environment: { PATH: process.env.PATH ?? "", EDGEWISE_HTTP_TOKEN: "secret" },
  });
  if (!made) throw new Error("no synthesiser");
  return made;
}

/** What a program prints that gives a WAV of 8-bit samples, with the size that writers into a pipe put. */
function printedHead(dataBytes: number): string {
  const head = writeWav(new Int16Array(0), 22_050);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.writeUInt32LE(dataBytes, 40);
  return `printf '${Array.from(head, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")}'`;
}

const program = (script: string) => ["sh", "-c", script];
const waits = program("exec sleep 60");
/** Tells what it was given, as samples. */
const tellInput = program(
  `${printedHead(0x7ffff000)}; cat; printf '%s|%s' "$0" "\${EDGEWISE_HTTP_TOKEN:-none}"`,
);
const told = (samples: Int16Array) =>
  Buffer.from(Array.from(samples, (at) => at / 256 + 128)).toString("utf8");

async function startVoice(serve: (peer: TestPeer) => void): Promise<string> {
  const server = createServer((socket) => serve(peerOf(socket)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => void server.close());
  const address = server.address();
  return `tcp://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

describe("a synthesiser", () => {
  it("that is a program gets the text on standard input, and none of the daemon's secrets", async () => {
    const sound = await synthesiser({ synthesiser: "command", command: tellInput })("Okay; $(id)", never);
    expect(sound.rate).toBe(22_050);
    expect(told(sound.samples)).toBe("Okay; $(id)\nsh|none");
  });

  it("that is a program gets the text as an argument where it asks for it, as it is", async () => {
    const synthesise = synthesiser({ synthesiser: "command", command: [...tellInput, "say {text}"] });
    const sound = await synthesise("`id` $& 'quoted'", never);
    expect(told(sound.samples)).toBe("say `id` $& 'quoted'|none");
  });

  it.each([
    ["{text}", "-w/tmp/anything", " -w/tmp/anything"],
    ["{text}.", "--wave=/tmp/x", " --wave=/tmp/x."],
    ["{text}", "It is -3 degrees.", "It is -3 degrees."],
    ["say {text}", "-w/tmp/x", "say -w/tmp/x"],
  ])("that is a program and asks for %s is not given %s as an option", async (argument, text, given) => {
    const synthesise = synthesiser({ synthesiser: "command", command: [...tellInput, argument] });
    expect(told((await synthesise(text, never)).samples)).toBe(`${given}|none`);
  });

  it.each([
    ["is not installed", ["edgewise-no-such-program"], /it is not installed/],
    ["fails", program("echo no such voice >&2; exit 3"), /code 3: no such voice/],
    ["gives no sound", program(printedHead(0)), /no sound/],
    ["gives something else", program("echo hello world, this is no WAV"), /no WAV/],
    ["gives nothing", program(":"), /nothing/],
  ])("that %s is said so", async (_what, command, reason) => {
    const synthesise = synthesiser({ synthesiser: "command", command });
    await expect(synthesise("Okay.", never)).rejects.toThrow(reason);
  });

  it("that takes too long is stopped", async () => {
    const synthesise = synthesiser({ synthesiser: "command", command: waits, timeoutMs: 100 });
    await expect(synthesise("Okay.", never)).rejects.toThrow(/longer than 100 ms/);
  });

  it("that takes too long is stopped with all that it has started", async () => {
    const folder = mkdtempSync(join(tmpdir(), "edgewise-"));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const wrapper = program(`sleep 60 & echo $! > ${folder}/started; wait | cat`);
    const synthesise = synthesiser({ synthesiser: "command", command: wrapper, timeoutMs: 500 });
    await expect(synthesise("Okay.", never)).rejects.toThrow(/longer than 500 ms/);
    const started = Number(readFileSync(join(folder, "started"), "utf8"));
    // Killed, it is gone or waits to be collected.
    const isRunning = () => {
      try {
        return !/^State:\s+Z/m.test(readFileSync(`/proc/${started}/status`, "utf8"));
      } catch {
        return false;
      }
    };
    await waitFor(() => expect(isRunning()).toBe(false));
  });

  it("is stopped with what it was for", async () => {
    const stop = new AbortController();
    const speech = synthesiser({ synthesiser: "command", command: waits })("Okay.", stop.signal);
    stop.abort();
    await expect(speech).rejects.toThrow(/stopped/);
  });

  it("that is a Wyoming server gives its sound as it is", async () => {
    const asked: unknown[] = [];
    const url = await startVoice((peer) => {
      void peer.next().then(({ data }) => {
        asked.push(data);
        const format = { rate: 22_050, width: 2, channels: 1 };
        peer.send(message("audio-start", format));
        peer.send(message("audio-chunk", format, Buffer.from([1, 0, 2])));
        peer.send(message("audio-chunk", format, Buffer.from([0, 3, 0])), message("audio-stop"));
      });
    });
    const synthesise = synthesiser({ synthesiser: "wyoming", url, voice: "en_GB-alan-low" });
    expect(await synthesise("Okay.", never)).toEqual({ rate: 22_050, samples: Int16Array.of(1, 2, 3) });
    expect(asked).toEqual([{ text: "Okay.", voice: { name: "en_GB-alan-low" } }]);
  });

  it.each([
    [
      "answers with an error",
      (peer: TestPeer) => peer.send(message("error", { text: "no voice" })),
      /no voice/,
    ],
    ["leaves", (peer: TestPeer) => peer.leave(), /left|ECONNRESET|closed/],
    ["gives no sound", (peer: TestPeer) => peer.send(message("audio-stop")), /no sound/],
    ["talks something else", (peer: TestPeer) => peer.write("SSH-2.0-x\r\n"), /not JSON/],
    ["never answers", () => {}, /no answer within 200 ms/],
  ])("that is a Wyoming server and %s is said so", async (_what, serve, reason) => {
    const url = await startVoice((peer) => {
      peer.next().then(
        () => serve(peer),
        () => {},
      );
    });
    const synthesise = synthesiser({ synthesiser: "wyoming", url, timeoutMs: 200 });
    await expect(synthesise("Okay.", never)).rejects.toThrow(reason);
  });

  it("that cannot be reached is said so", async () => {
    const synthesise = synthesiser({ synthesiser: "wyoming", url: "tcp://127.0.0.1:1" });
    await expect(synthesise("Okay.", never)).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)/);
  });

  it("is none by default, and needs what belongs to it", () => {
    const options = { clock: systemClock, environment: {} };
    expect(createSynthesiser({ config: speakConfig.parse({}), ...options })).toBeUndefined();
    expect(synthesiserProblem(speakConfig.parse({}))).toBeUndefined();
    expect(synthesiserProblem(speakConfig.parse({ synthesiser: "wyoming" }))).toMatch(/url/);
    expect(synthesiserProblem(speakConfig.parse({ synthesiser: "command" }))).toMatch(/command/);
  });
});
