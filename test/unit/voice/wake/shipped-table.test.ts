import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decoderSettingsSchema } from "../../../../src/voice/decoder/settings.ts";
import type { Posteriors } from "../../../../src/voice/ports.ts";
import { wakeSettingsSchema } from "../../../../src/voice/wake/settings.ts";
import { compileWakePhrase } from "../../../../src/voice/wake/wake-phrase.ts";
import { createWakeSpotter } from "../../../../src/voice/wake/wake-spotter.ts";

const manifest = JSON.parse(
  readFileSync(new URL("../../../../models/voice-acoustic/manifest.json", import.meta.url), "utf8"),
);
const labels: string[] = manifest.labels.sound;

/** Each sound for two frames, with a blank between. */
function plainly(sounds: readonly number[], sure: number): Posteriors {
  const said = [0, 0, ...sounds.flatMap((sound) => [sound, sound, 0]), ...Array<number>(10).fill(0)];
  const rest = Math.log((1 - sure) / (labels.length - 1));
  const logProbabilities = new Float32Array(said.length * labels.length).fill(rest);
  for (const [frame, label] of said.entries())
    logProbabilities[frame * labels.length + label] = Math.log(sure);
  return { logProbabilities, frames: said.length };
}

test("the acoustic model that ships brings its own figures for who reads it", () => {
  for (const table of [
    decoderSettingsSchema.parse(manifest.settings.decoder),
    wakeSettingsSchema.parse(manifest.settings.wake),
  ]) {
    expect(table.priors).toHaveLength(labels.length);
  }
  expect(Object.keys(manifest.settings.decoder)).toContain("confidence");
  expect(Object.keys(manifest.settings.wake)).toEqual(
    expect.arrayContaining(["weights", "tail", "thresholdMax"]),
  );
});

test.each([
  ["jarvis", "JH AA R V AH S"],
  ["hey edgewise", "HH EY EH JH W AY Z"],
  ["okay home station", "OW K EY HH OW M S T EY SH AH N"],
])("with it, %s said plainly wakes at any sensitivity, also while it speaks itself", async (text, said) => {
  const sounds = said.split(" ").map((name) => labels.indexOf(name));
  const pronouncer = { pronounce: async () => new Map([["all", [{ sounds, logWeight: 0 }]]]) };
  const phrases = [{ ...(await compileWakePhrase("all", pronouncer)), text }];
  for (const falseAlarmsPerDay of [0.01, 1, 100]) {
    for (const isOwnVoice of [false, true]) {
      const spotter = createWakeSpotter({
        phrases,
        labelCount: labels.length,
        frameMs: 40,
        settings: wakeSettingsSchema.parse(manifest.settings.wake),
        falseAlarmsPerDay,
      });
      expect(spotter.accept(plainly(sounds, 0.95), isOwnVoice)).toHaveLength(1);
    }
  }
});
