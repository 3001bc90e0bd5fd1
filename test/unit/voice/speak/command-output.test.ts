import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { createCommandOutput } from "../../../../src/voice/speak/command-output.ts";
import { readWav } from "../../../../src/voice/speak/read-wav.ts";

const sound = { samples: Int16Array.of(0, 100, -100, 7), rate: 22_050 };

function output(script: string) {
  return createCommandOutput({
    name: "here",
    commandLine: ["sh", "-c", script],
    clock: systemClock,
    environment: { PATH: process.env.PATH },
  });
}

it("plays WAV through a program", async () => {
  const folder = mkdtempSync(join(tmpdir(), "edgewise-"));
  await output(`cat > ${folder}/played.wav`).play(sound, new AbortController().signal);
  expect(readWav(readFileSync(join(folder, "played.wav")))).toEqual(sound);
  rmSync(folder, { recursive: true });
});

it("is done when it was told to stop", async () => {
  const stop = new AbortController();
  const playing = output("exec sleep 60").play(sound, stop.signal);
  stop.abort();
  await expect(playing).resolves.toBeUndefined();
});

it("is done when it was told to stop, though what it has started holds on", async () => {
  const stop = new AbortController();
  const playing = output("cat | sleep 60").play(sound, stop.signal);
  stop.abort();
  await expect(playing).resolves.toBeUndefined();
});

it("says why it could not play", async () => {
  const playing = output("echo no such device >&2; exit 1").play(sound, new AbortController().signal);
  await expect(playing).rejects.toThrow(/sh: it ended with code 1: no such device/);
});
