/** WAV files that programs do write, put together by hand. */
export interface WavParts {
  tag?: number;
  channels?: number;
  rate?: number;
  bits?: number;
  frameBytes?: number;
  data: Buffer;
  /** What the header says of the data's length; its own when absent. */
  dataSize?: number;
  /** Extends the `fmt ` chunk. */
  extension?: Buffer;
  before?: readonly Buffer[];
  after?: readonly Buffer[];
}

export function wavFile(parts: WavParts): Buffer {
  const { tag = 1, channels = 1, rate = 16_000, bits = 16, data, extension = Buffer.alloc(0) } = parts;
  const frameBytes = parts.frameBytes ?? (channels * bits) / 8;
  const format = Buffer.alloc(16);
  format.writeUInt16LE(tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * frameBytes, 8);
  format.writeUInt16LE(frameBytes, 12);
  format.writeUInt16LE(bits, 14);
  const body = Buffer.concat([
    Buffer.from("WAVE"),
    ...(parts.before ?? []),
    chunk("fmt ", Buffer.concat([format, extension])),
    chunk("data", data, parts.dataSize),
    ...(parts.after ?? []),
  ]);
  return chunk("RIFF", body);
}

export function chunk(name: string, body: Buffer, size = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, "latin1");
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** 16-bit little-endian bytes. */
export function pcm16(values: Iterable<number>): Buffer {
  const samples = Int16Array.from(values);
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** A sine of half of full scale, as 16-bit samples. */
export function sineInt16(hertz: number, rate: number, count: number, amplitude = 0.5): Int16Array {
  return Int16Array.from({ length: count }, (_, at) =>
    Math.round(amplitude * 32_767 * Math.sin((2 * Math.PI * hertz * at) / rate)),
  );
}
