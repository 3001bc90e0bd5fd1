import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { decodeSoundFile } from "../../../../src/voice/audio/sound-file.ts";
import { writeWav } from "../../../../src/voice/audio/wav-writer.ts";
import { chunk, pcm16, sineInt16, wavFile } from "../../../support/wav-files.ts";

const folder = mkdtempSync(join(tmpdir(), "edgewise-sound-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(content: Buffer | string): string {
  files += 1;
  const file = join(folder, `${files}.snd`);
  writeFileSync(file, content);
  return file;
}

/** A folder with programs that are shell scripts. */
function programs(scripts: Record<string, string>): string {
  const bin = mkdtempSync(join(folder, "bin-"));
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return `${bin}:/usr/bin:/bin`;
}

const tone = sineInt16(440, 16_000, 20_000);

describe("decodeSoundFile", () => {
  it("gives back what a WAV of 16 kHz holds", async () => {
    const sound = await decodeSoundFile(fileOf(writeWav(tone, 16_000)));
    expect(sound.samples).toHaveLength(tone.length);
    expect(sound).toMatchObject({ isTruncated: false, convertedBy: undefined });
    expect(sound.levels.peakDb).toBeCloseTo(-6, 1);
  });

  it("reads what there is of a truncated one", async () => {
    const sound = await decodeSoundFile(fileOf(writeWav(tone, 16_000).subarray(0, 1_045)));
    expect(sound.samples).toHaveLength(500);
    expect(sound.isTruncated).toBe(true);
  });

  it("reads other formats through the first program that is there", async () => {
    const wav = fileOf(writeWav(tone, 16_000));
    const path = programs({ ffmpeg: `cat "${wav}"` });
    const sound = await decodeSoundFile(fileOf("fLaC…"), { path });
    expect(sound.convertedBy).toBe("ffmpeg");
    expect(sound.samples).toHaveLength(tone.length);
  });

  it("lets a program read a WAV with compressed sound", async () => {
    const wav = fileOf(writeWav(tone, 16_000));
    const path = programs({ ffmpeg: `cat "${wav}"` });
    const adpcm = wavFile({ tag: 17, bits: 4, frameBytes: 256, data: pcm16([1]) });
    expect((await decodeSoundFile(fileOf(adpcm), { path })).convertedBy).toBe("ffmpeg");
  });

  it("says which program to install where there is none", async () => {
    const file = fileOf("OggS…");
    await expect(decodeSoundFile(file, { path: join(folder, "nothing") })).rejects.toMatchObject({
      message: `${file}: it is Ogg (Vorbis, Opus or FLAC), not WAV, which is read through ffmpeg or sox, and neither is installed`,
      hint: expect.stringContaining("apt install ffmpeg"),
    });
  });

  it("passes on what the program complains about", async () => {
    const path = programs({ ffmpeg: "echo 'Invalid data found' >&2; exit 1" });
    await expect(decodeSoundFile(fileOf("garbage"), { path })).rejects.toThrow(
      "ffmpeg cannot read it: Invalid data found",
    );
  });

  it.each([
    ["", "it is nothing: 0 bytes"],
    [chunk("RIFF", Buffer.from("WAVE")), "it is a WAV that ends within its header (truncated)"],
    [wavFile({ data: pcm16([1]), rate: 0 }), "it is a WAV with a sample rate of 0 Hz"],
  ])("names the file and what is wrong with it: case %#", async (content, problem) => {
    const file = fileOf(content);
    await expect(decodeSoundFile(file)).rejects.toThrow(`${file}: ${problem}`);
  });

  it("says that there is no such file", async () => {
    await expect(decodeSoundFile(join(folder, "none.wav"))).rejects.toMatchObject({
      code: "voice.soundFile",
      message: expect.stringContaining("it cannot be read: ENOENT"),
    });
  });
});
