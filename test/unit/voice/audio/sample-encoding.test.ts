import { describe, expect, it } from "vitest";
import { createSampleReader, type SampleEncoding } from "../../../../src/voice/audio/sample-encoding.ts";

function read(encoding: SampleEncoding, bytes: number[] | Buffer, channels = 1): number[] {
  return [...createSampleReader({ encoding, rate: 16_000, channels }).push(Buffer.from(bytes))];
}

describe("createSampleReader", () => {
  it("reads whole numbers of every width, lowest byte first", () => {
    expect(read("u8", [0, 128, 255])).toEqual([-1, 0, Math.fround(127 / 128)]);
    expect(read("s16", [0, 0x80, 0, 0x40])).toEqual([-1, 0.5]);
    expect(read("s24", [0, 0, 0x80, 0, 0, 0x40, 0xff, 0xff, 0xff])).toEqual([-1, 0.5, -1 / 8_388_608]);
    expect(read("s32", [0, 0, 0, 0x80, 0, 0, 0, 0x20])).toEqual([-1, 0.25]);
  });

  it("reads floating point, holds it at full scale and takes what is no number for silence", () => {
    const bytes = Buffer.alloc(20);
    for (const [at, value] of [0.25, 3, -3, Number.NaN, Number.NEGATIVE_INFINITY].entries()) {
      bytes.writeFloatLE(value, 4 * at);
    }
    expect(read("f32", bytes)).toEqual([0.25, 1, -1, 0, -1]);
    const doubles = Buffer.alloc(8);
    doubles.writeDoubleLE(-0.5);
    expect(read("f64", doubles)).toEqual([-0.5]);
  });

  // The ends and the middle of the tables in ITU-T G.711.
  it("reads G.711", () => {
    expect(read("mulaw", [0x00, 0x80, 0xff, 0x7f]).map((value) => value * 32_768)).toEqual([
      -32_124, 32_124, 0, 0,
    ]);
    expect(read("alaw", [0x2a, 0xaa, 0xd5, 0x55]).map((value) => value * 32_768)).toEqual([
      -32_256, 32_256, 8, -8,
    ]);
  });

  it("puts frames that are cut in two together again and counts what never became one", () => {
    const reader = createSampleReader({ encoding: "s16", rate: 16_000, channels: 2 });
    expect([...reader.push(Buffer.from([0, 0x40, 0]))]).toEqual([]);
    expect([...reader.push(Buffer.from([0x20, 0, 0x10, 1]))]).toEqual([0.5, 0.25]);
    expect(reader.finish()).toBe(3);
    expect([...reader.push(Buffer.from([0, 0x40, 0, 0x20]))]).toEqual([0.5, 0.25]);
  });
});
