import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import type { Envelope, RecordClass } from "../../domain/envelope.ts";
import { ByteReader, ByteWriter } from "../history/rollups/bytes.ts";

/**
 * Many records of one class as one piece of bytes.
 *
 * Columns, not rows: ids beside ids and bodies beside bodies deflate to a fraction of what single records do, and a
 * claim that only looks for free streams need not touch the bodies. Layout: format byte, CRC-32 of all that follows
 * (begun from the key, so that a block in the wrong place is damage too), then, deflated if that is shorter:
 * numbers (lengths, times, flags), then the text of ids, streams and bodies.
 *
 * Lengths count UTF-16 units, so a column is decoded in one go and cut as a string. A time of the monotonic clock is
 * rounded to a millisecond.
 */

const formatPlain = 1;
const formatDeflated = 2;
const headBytes = 5;
/** Below this deflate costs more time than it saves space. */
const deflateFromBytes = 160;
/** The quickest level: of sensor records it makes a fifth, the best level a sixth in four times the time. */
const deflateLevel = 1;

const flagSynced = 1;
const flagMonotonic = 2;

/** A block as it is claimed from: columns by index of the record. */
export interface BlockColumns {
  readonly count: number;
  readonly ids: readonly string[];
  readonly streams: readonly string[];
  record(index: number, recordClass: RecordClass): Envelope;
  /** Bytes of the body as UTF-8. */
  bodyBytes(index: number): number;
}

export function encodeBlock(records: readonly Envelope[], key: number): Buffer {
  const numbers = new ByteWriter();
  numbers.unsigned(records.length);
  const streams = new Map<string, number>();
  for (const { stream } of records) if (!streams.has(stream)) streams.set(stream, streams.size);
  numbers.unsigned(streams.size);
  for (const stream of streams.keys()) numbers.unsigned(stream.length);
  if (streams.size > 1) for (const { stream } of records) numbers.unsigned(streams.get(stream) as number);
  writeLengths(numbers, records, ({ id }) => id.length);
  writeLengths(numbers, records, ({ body }) => body.length);
  writeFlags(numbers, records);
  writeTimes(numbers, records);
  const texts = [
    records.map(({ id }) => id).join(""),
    [...streams.keys()].join(""),
    records.map(({ body }) => body).join(""),
  ].map((text) => Buffer.from(text));
  for (const { length } of texts) numbers.unsigned(length);
  return seal(numbers.view(), texts, key);
}

function writeLengths(
  numbers: ByteWriter,
  records: readonly Envelope[],
  lengthOf: (record: Envelope) => number,
): void {
  const [first] = records;
  const same = first ? lengthOf(first) : 0;
  const areSame = records.every((record) => lengthOf(record) === same);
  // 0 says that lengths follow; a length that all have is written once, as one more than it is.
  numbers.unsigned(areSame ? same + 1 : 0);
  if (!areSame) for (const record of records) numbers.unsigned(lengthOf(record));
}

function writeFlags(numbers: ByteWriter, records: readonly Envelope[]): void {
  for (const { clock, monotonicMs } of records) {
    numbers.byte((clock === "synced" ? flagSynced : 0) | (monotonicMs === undefined ? 0 : flagMonotonic));
  }
}

/** Differences of whole milliseconds where all times are such, else the numbers as they are. */
function writeTimes(numbers: ByteWriter, records: readonly Envelope[]): void {
  const areWhole = records.every(({ at }) => Number.isSafeInteger(at) && Math.abs(at) < 2 ** 50);
  numbers.byte(areWhole ? 1 : 0);
  let before = 0;
  for (const { at } of records) {
    if (areWhole) numbers.signed(at - before);
    else for (const byte of new Uint8Array(Float64Array.of(at).buffer)) numbers.byte(byte);
    before = at;
  }
  before = 0;
  for (const { monotonicMs } of records) {
    if (monotonicMs === undefined) continue;
    const whole = Math.round(monotonicMs);
    numbers.signed(whole - before);
    before = whole;
  }
}

function seal(numbers: Uint8Array, texts: readonly Buffer[], key: number): Buffer {
  const length = new ByteWriter();
  length.unsigned(numbers.length);
  const plain = Buffer.concat([length.view(), numbers, ...texts]);
  const deflated =
    plain.length >= deflateFromBytes ? deflateRawSync(plain, { level: deflateLevel }) : undefined;
  const isDeflated = deflated !== undefined && deflated.length < plain.length;
  const content = isDeflated ? deflated : plain;
  const sealed = Buffer.allocUnsafe(headBytes + content.length);
  sealed[0] = isDeflated ? formatDeflated : formatPlain;
  sealed.writeUInt32LE(checksum(content, key), 1);
  sealed.set(content, headBytes);
  return sealed;
}

function checksum(content: Uint8Array, key: number): number {
  return crc32(content, key % 2 ** 32);
}

/** The records of a block. Throws a `RangeError` that says what is wrong with a damaged one. */
export function decodeBlock(sealed: Uint8Array, key: number, contentBytesMax: number): BlockColumns {
  const plain = unseal(sealed, key, contentBytesMax);
  const whole = new ByteReader(plain);
  const numbersLength = whole.unsigned();
  const numbers = whole.section(numbersLength);
  const textAt = plain.length - whole.remaining;
  const count = numbers.unsigned();
  if (count > plain.length) throw new RangeError(`the block claims ${count} records`);
  const streamLengths = Array.from({ length: numbers.unsigned() }, () => numbers.unsigned());
  const streamIndex = new Uint32Array(count);
  if (streamLengths.length > 1) for (let at = 0; at < count; at += 1) streamIndex[at] = numbers.unsigned();
  const idLengths = readLengths(numbers, count);
  const bodyLengths = readLengths(numbers, count);
  const flags = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) flags[at] = numbers.byte();
  const times = readTimes(numbers, flags);
  const texts = readTexts(plain, textAt, [numbers.unsigned(), numbers.unsigned(), numbers.unsigned()]);
  const ids = cut(texts[0], idLengths);
  const dictionary = cut(texts[1], streamLengths);
  const bodies = cut(texts[2], bodyLengths);
  const streams = Array.from(streamIndex, (index) => dictionary[index] ?? "");
  return {
    count,
    ids,
    streams,
    bodyBytes: (index) => Buffer.byteLength(bodies[index] as string),
    record(index, recordClass) {
      const flag = flags[index] as number;
      const id = ids[index] as string;
      const stream = streams[index] as string;
      const at = times.at[index] as number;
      const clock = flag & flagSynced ? "synced" : "unsynced";
      const body = bodies[index] as string;
      if (!(flag & flagMonotonic)) return { id, class: recordClass, stream, at, clock, body };
      const monotonicMs = times.monotonicMs[index] as number;
      return { id, class: recordClass, stream, at, clock, monotonicMs, body };
    },
  };
}

function unseal(sealed: Uint8Array, key: number, contentBytesMax: number): Uint8Array {
  if (sealed.length < headBytes) throw new RangeError(`the block has ${sealed.length} bytes`);
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const content = bytes.subarray(headBytes);
  if (bytes.readUInt32LE(1) !== checksum(content, key)) throw new RangeError("the block's checksum is wrong");
  if (bytes[0] === formatPlain) return content;
  if (bytes[0] !== formatDeflated) throw new RangeError(`the block has the unknown format ${bytes[0]}`);
  try {
    return inflateRawSync(content, { maxOutputLength: contentBytesMax });
  } catch (error) {
    throw new RangeError(`the block cannot be inflated: ${(error as Error).message}`);
  }
}

function readLengths(numbers: ByteReader, count: number): ArrayLike<number> {
  const same = numbers.unsigned();
  const lengths = new Uint32Array(count);
  if (same > 0) return lengths.fill(same - 1);
  for (let at = 0; at < count; at += 1) lengths[at] = numbers.unsigned();
  return lengths;
}

function readTimes(numbers: ByteReader, flags: Uint8Array): { at: Float64Array; monotonicMs: Float64Array } {
  const at = new Float64Array(flags.length);
  const monotonicMs = new Float64Array(flags.length);
  const areWhole = numbers.byte() === 1;
  const bytes = new Uint8Array(at.buffer);
  let before = 0;
  for (let index = 0; index < at.length; index += 1) {
    if (areWhole) {
      before += numbers.signed();
      at[index] = before;
    } else {
      for (let byte = 0; byte < 8; byte += 1) bytes[index * 8 + byte] = numbers.byte();
    }
  }
  before = 0;
  for (const [index, flag] of flags.entries()) {
    if (!(flag & flagMonotonic)) continue;
    before += numbers.signed();
    monotonicMs[index] = before;
  }
  return { at, monotonicMs };
}

function readTexts(plain: Uint8Array, from: number, lengths: [number, number, number]) {
  const bytes = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength);
  let at = from;
  return lengths.map((length) => {
    at += length;
    if (at > bytes.length) throw new RangeError("the block's texts end too early");
    return bytes.toString("utf8", at - length, at);
  }) as [string, string, string];
}

function cut(text: string, lengths: ArrayLike<number>): string[] {
  let at = 0;
  return Array.from(lengths, (length) => {
    at += length;
    return text.substring(at - length, at);
  });
}
