import { describe, expect, it } from "vitest";
import { createWavReader } from "../../../../src/voice/audio/wav-reader.ts";
import { chunk, pcm16, wavFile } from "../../../support/wav-files.ts";

const data = pcm16([1, -2, 300, -400]);

function read(file: Buffer, pieceBytes = file.length) {
  const reader = createWavReader();
  const sound: Buffer[] = [];
  for (let from = 0; from < file.length; from += pieceBytes) {
    sound.push(Buffer.from(reader.push(file.subarray(from, from + pieceBytes))));
  }
  return { data: Buffer.concat(sound), ...reader.finish(), format: reader.format };
}

describe("createWavReader", () => {
  it("reads the format and the sound", () => {
    expect(read(wavFile({ data, channels: 2, rate: 48_000 }))).toEqual({
      data,
      isTruncated: false,
      format: { encoding: "s16", rate: 48_000, channels: 2 },
    });
  });

  it.each([1, 2, 3, 7, 11, 44, 45])("reads a file that comes in pieces of %i bytes", (pieceBytes) => {
    const file = wavFile({ data, before: [chunk("LIST", Buffer.from("odd"))], after: [chunk("id3 ", data)] });
    expect(read(file, pieceBytes)).toMatchObject({ data, isTruncated: false });
  });

  it("skips chunks of odd size, with and without their padding", () => {
    const padded = chunk("LIST", Buffer.from("abc"));
    const unpadded = padded.subarray(0, 11);
    expect(read(wavFile({ data, before: [padded, padded] })).data).toEqual(data);
    expect(read(wavFile({ data, before: [unpadded, unpadded] })).data).toEqual(data);
  });

  it.each([0, 0xffff_ffff, 0x7fff_ffff, 0x7fff_ffdb])(
    "takes all that follows for sound where the header never got its size (%i)",
    (dataSize) => {
      expect(read(wavFile({ data, dataSize }))).toMatchObject({ data, isTruncated: false });
    },
  );

  it("knows an empty sound from a size that was never written", () => {
    expect(read(wavFile({ data: Buffer.alloc(0) })).data).toHaveLength(0);
    expect(read(wavFile({ data: Buffer.alloc(0), after: [chunk("LIST", data)] })).data).toHaveLength(0);
  });

  it("says that a file ended before its size", () => {
    expect(read(wavFile({ data, dataSize: 1_000 }))).toMatchObject({ data, isTruncated: true });
  });

  it("leaves out what follows the sound", () => {
    expect(read(wavFile({ data, dataSize: 4 })).data).toEqual(data.subarray(0, 4));
  });

  it.each([
    [{ tag: 1, bits: 8 }, "u8"],
    [{ tag: 1, bits: 24 }, "s24"],
    [{ tag: 1, bits: 32 }, "s32"],
    [{ tag: 1, bits: 24, frameBytes: 4 }, "s32"],
    [{ tag: 1, bits: 12, frameBytes: 2 }, "s16"],
    [{ tag: 1, bits: 16, frameBytes: 0 }, "s16"],
    [{ tag: 3, bits: 32 }, "f32"],
    [{ tag: 3, bits: 64 }, "f64"],
    [{ tag: 6, bits: 8 }, "alaw"],
    [{ tag: 7, bits: 8 }, "mulaw"],
    [{ tag: 0xfffe, bits: 16, extension: extensible(1) }, "s16"],
    [{ tag: 0xfffe, bits: 32, extension: extensible(3) }, "f32"],
  ])("reads %j as %s", (parts, encoding) => {
    expect(read(wavFile({ data, ...parts })).format).toEqual({ encoding, rate: 16_000, channels: 1 });
  });

  it.each([
    [Buffer.alloc(0), "nothing: 0 bytes"],
    [Buffer.from("not a wave file"), 'no WAV: it begins with "not "'],
    [Buffer.from("fLaC and so on"), "FLAC, not WAV"],
    [Buffer.from("ID3\u0004"), "MP3, not WAV"],
    [chunk("RIFF", Buffer.from("AVI LIST")), 'a RIFF file with "AVI " in it, not WAVE'],
    [Buffer.from("RIFF"), "a WAV that ends within its header (truncated)"],
    [wavFile({ data }).subarray(0, 30), "a WAV that ends within its header (truncated)"],
    [wavFile({ data }).subarray(0, 36), "a WAV that ends before its sound (no `data` chunk)"],
    [wavFile({ data, before: [chunk("data", data)] }), "the sound comes before its format"],
    [wavFile({ data, rate: 7_999 }), "a WAV with a sample rate of 7999 Hz (8000 to 192000 can be read)"],
    [wavFile({ data, rate: 767_999 }), "a WAV with a sample rate of 767999 Hz"],
    [wavFile({ data, rate: 0 }), "a WAV with a sample rate of 0 Hz (8000 to 192000 can be read)"],
    [wavFile({ data, channels: 0, frameBytes: 2 }), "a WAV with 0 channels (1 to 64 can be read)"],
    [wavFile({ data, tag: 17, bits: 4 }), "a WAV with compressed sound (IMA ADPCM)"],
    [wavFile({ data, tag: 4_711 }), "a WAV with compressed sound (format tag 4711)"],
    [wavFile({ data, bits: 40, frameBytes: 5 }), "a WAV with 40-bit PCM samples"],
    [wavFile({ data, tag: 3, bits: 16 }), "a WAV with 16-bit floating-point samples"],
  ])("says what is wrong with a file: case %#", (file, problem) => {
    expect(() => read(file)).toThrow(problem);
  });

  it("gives up on a header that does not end, without keeping it", () => {
    const reader = createWavReader();
    const endless = chunk("LIST", Buffer.alloc(65_536), 0xffff_0000);
    reader.push(chunk("RIFF", Buffer.concat([Buffer.from("WAVE"), endless])));
    expect(() => {
      for (let piece = 0; piece < 20; piece += 1) reader.push(Buffer.alloc(65_536));
    }).toThrow("a WAV without sound in its first 1048576 bytes");
  });
});

function extensible(tag: number): Buffer {
  const extension = Buffer.alloc(24);
  extension.writeUInt16LE(22, 0);
  extension.writeUInt16LE(tag, 8);
  return extension;
}
