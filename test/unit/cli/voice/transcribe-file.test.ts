import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { transcribeFile } from "../../../../src/cli/voice/transcribe-file.ts";
import { writeWav } from "../../../../src/voice/audio/wav-writer.ts";
import type { HearingDecoder } from "../../../../src/voice/hearing/ports.ts";
import { fakeModel, soundOf } from "../../voice/hearing/fake-hearing.ts";

const folder = mkdtempSync(join(tmpdir(), "edgewise-transcribe-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Any sound at all is `text` here: reading a file changes the loudness by which the fake model tells letters. */
function anyDecoder(text: string | undefined): HearingDecoder {
  let frames = 0;
  return {
    accept(posteriors) {
      for (let at = 0; at < posteriors.logProbabilities.length; at += 27) {
        if ((posteriors.logProbabilities[at] as number) < Math.log(0.5)) frames += 1;
      }
    },
    partial: () => "",
    isComplete: false,
    isFinal: false,
    finish() {
      if (frames === 0) return { heard: "nothing" };
      if (text === undefined) return { heard: "other" };
      return { heard: "sentence", spoken: { text, confidence: 0.9, words: [], alternatives: [] } };
    },
  };
}

function tools() {
  return {
    model: fakeModel(),
    decoder: () => anyDecoder("lampon"),
    understand: (text: string) =>
      text === "lampon" ? { intent: "turnOn", slots: { name: "lamp" } } : undefined,
    remarks: [],
  };
}

function fileOf(name: string, content: Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe("a file as one utterance", () => {
  test("has the text, its meaning and its length", async () => {
    const file = fileOf("said.wav", writeWav(soundOf("....llaammpp......oonn"), 16_000));
    const found = await transcribeFile(file, tools());
    expect(found).toMatchObject({
      file,
      heard: "sentence",
      spoken: { text: "lampon" },
      meaning: { intent: "turnOn", slots: { name: "lamp" } },
      remarks: [],
    });
    expect(found.seconds).toBeCloseTo(22 * 0.04, 2);
  });

  test("says that there was nothing, or nothing that can be said", async () => {
    const silent = fileOf("silent.wav", writeWav(soundOf("...................."), 16_000));
    expect(await transcribeFile(silent, tools())).toMatchObject({ heard: "nothing", spoken: undefined });
    const other = fileOf("other.wav", writeWav(soundOf("...qquuaacckk......."), 16_000));
    const unknown = { ...tools(), decoder: () => anyDecoder(undefined) };
    expect(await transcribeFile(other, unknown)).toMatchObject({ heard: "other", meaning: undefined });
  });

  test("is heard as far as it goes when it is cut off, and that is told", async () => {
    const whole = writeWav(soundOf("....llaammppoonn................"), 16_000);
    const file = fileOf("cut.wav", whole.subarray(0, whole.length - 10_001));
    const found = await transcribeFile(file, tools());
    expect(found.spoken?.text).toBe("lampon");
    expect(found.remarks.join()).toMatch(/ends before its header says/);
  });

  test("is an error when it is no sound or not there", async () => {
    await expect(transcribeFile(join(folder, "none.wav"), tools())).rejects.toThrow(/none\.wav/);
    const text = fileOf("text.wav", Buffer.from("turn on the lamp"));
    await expect(transcribeFile(text, tools())).rejects.toMatchObject({ code: "voice.soundFile" });
  });
});
