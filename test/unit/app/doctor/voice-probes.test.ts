import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createVoiceProbes } from "../../../../src/app/doctor/voice-probes.ts";
import { createReporter } from "../../../../src/core/events.ts";
import { writeWav } from "../../../../src/voice/audio/wav-writer.ts";
import { microphoneConfig } from "../../../../src/voice/capture/config.ts";
import { largerConfig } from "../../../../src/voice/larger/config.ts";
import { speakConfig } from "../../../../src/voice/speak/config.ts";
import { wyomingConfig } from "../../../../src/voice/wyoming/config.ts";
import { wyomingEvents } from "../../../../src/voice/wyoming/events.ts";
import { startWyomingServer } from "../../../../src/voice/wyoming/server.ts";
import { createFakePrograms, type FakePrograms } from "../../../support/fake-programs.ts";
import { createTestObservability } from "../../../support/observability.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";
import { createFakeBackend } from "../../../support/wyoming.ts";

let programs: FakePrograms;
const closing: (() => unknown)[] = [];
beforeEach(() => {
  programs = createFakePrograms();
});
afterEach(async () => {
  programs.restore();
  for (const close of closing.splice(0)) await close();
});

function probes() {
  const hearing = () => Promise.reject(new Error("not asked here"));
  return createVoiceProbes({ hearing, environment: { PATH: programs.path } });
}

async function listen(says: string): Promise<number> {
  const server: Server = createServer((socket) => socket.on("error", () => {}).end(says));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** Nothing listens there any more. */
async function closedPort(): Promise<number> {
  const port = await listen("");
  await closing.pop()?.();
  return port;
}

describe("the doctor's look at what records", () => {
  it("names the card, and the default where there could be one", async () => {
    programs.set("arecord", "echo 'card 1: Device [USB PnP], device 0: USB Audio [USB Audio]'");
    const named = microphoneConfig.parse({ device: "usb pnp" });
    expect(await probes().recorder(named)).toBe(
      "arecord records USB PnP, USB Audio (plughw:CARD=Device,DEV=0)",
    );
    expect(await probes().recorder(microphoneConfig.parse({}))).toBe(
      "arecord records the system's default device",
    );
  });

  it("says that nothing is connected where ALSA knows no card and no name", async () => {
    programs.set("arecord", "echo null");
    await expect(probes().recorder(microphoneConfig.parse({}))).rejects.toThrow(/no microphone is connected/);
  });
});

describe("the doctor's look at what speaks", () => {
  it("has the synthesiser make sound", async () => {
    const octal = [...writeWav(new Int16Array(8_000).fill(3), 16_000).subarray(0, 44)]
      .map((byte) => `\\${byte.toString(8).padStart(3, "0")}`)
      .join("");
    const script = `cat >/dev/null; printf '${octal}'; head -c 16000 /dev/zero`;
    const config = speakConfig.parse({ synthesiser: "command", command: ["sh", "-c", script] });
    expect(await probes().synthesis(config)).toBe(0.5);
  });

  it("says what is missing", async () => {
    const config = speakConfig.parse({ synthesiser: "command", command: ["no-such-voice"] });
    await expect(probes().synthesis(config)).rejects.toThrow(/no-such-voice: it is not installed/);
    await expect(probes().synthesis(speakConfig.parse({ synthesiser: "wyoming" }))).rejects.toThrow(/url/);
    expect(await probes().isInstalled("no-such-player")).toBe(false);
    expect(await probes().isInstalled("/bin/sh")).toBe(true);
  });
});

describe("the doctor's look at Wyoming", () => {
  it("tells an edgewise from another program, and from one that says nothing of itself", async () => {
    const clock = createVirtualClock();
    const server = await startWyomingServer({
      config: wyomingConfig.parse({ server: { port: 0 } }).server,
      backend: createFakeBackend(),
      clock,
      reporter: createReporter("voice", wyomingEvents, createTestObservability(clock)),
    });
    closing.push(() => server.close());
    const found = async (port: number) => probes().wyomingServer(`tcp://127.0.0.1:${port}`);
    expect(await found(server.port)).toBe("edgewise");
    expect(await found(await listen('{"type":"info","data":{"asr":[{"name":"faster-whisper"}]}}\n'))).toBe(
      "other",
    );
    expect(await found(await listen("SSH-2.0-OpenSSH\r\n"))).toBe("other");
  });

  it("reaches satellites, or says that it cannot", async () => {
    await probes().reachPeer(`tcp://127.0.0.1:${await listen("")}`, 10_700);
    await expect(probes().reachPeer(`tcp://127.0.0.1:${await closedPort()}`, 10_700)).rejects.toThrow(
      /cannot be reached/,
    );
  });
});

describe("the doctor's look at the larger recogniser", () => {
  const reach = (settings: object) => probes().reachLarger(largerConfig.parse(settings));

  it("connects to it, by either protocol", async () => {
    const port = await listen("");
    await reach({ recogniser: "wyoming", url: `tcp://127.0.0.1:${port}` });
    await reach({ recogniser: "openai", url: `http://127.0.0.1:${port}/v1` });
  });

  it("says why no sound would go there", async () => {
    await expect(reach({ recogniser: "openai", url: "https://8.8.8.8" })).rejects.toThrow(/not in a local/);
    await expect(reach({ recogniser: "wyoming" })).rejects.toThrow(/voice\.larger\.url/);
    const port = await closedPort();
    await expect(reach({ recogniser: "openai", url: `http://127.0.0.1:${port}` })).rejects.toThrow(
      /cannot be reached/,
    );
  });
});
