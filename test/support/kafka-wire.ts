import { gunzipSync } from "node:zlib";

/** Just enough of Kafka's wire format for a double of a broker (kafka.apache.org/protocol). */
export class WireReader {
  #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int8(): number {
    this.#at += 1;
    return this.#bytes.readInt8(this.#at - 1);
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  int64(): bigint {
    this.#at += 8;
    return this.#bytes.readBigInt64BE(this.#at - 8);
  }

  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#at);
      this.#at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  /** Zigzag; small numbers only. */
  varint(): number {
    const value = this.unsignedVarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A zigzag number of up to ten bytes, read over. */
  skipVarlong(): void {
    while (this.#bytes.readUInt8(this.#at) >= 0x80) this.#at += 1;
    this.#at += 1;
  }

  take(length: number): Buffer {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  rest(): Buffer {
    return this.#bytes.subarray(this.#at);
  }

  string(): string | undefined {
    const length = this.int16();
    return length < 0 ? undefined : this.take(length).toString("utf8");
  }

  compactString(): string {
    return this.take(this.unsignedVarint() - 1).toString("utf8");
  }

  /** Tagged fields of the flexible versions, of which none is used here. */
  tags(): void {
    this.unsignedVarint();
  }

  list<T>(count: number, read: () => T): T[] {
    return Array.from({ length: count }, read);
  }
}

export interface WireRecord {
  key: string;
  value: Buffer;
  headers: ReadonlyMap<string, string>;
}

export interface WireBatch {
  producerId: bigint;
  firstSequence: number;
  records: WireRecord[];
}

/** A record batch of version 2 (kafka.apache.org/documentation/#recordbatch). */
export function readRecordBatch(bytes: Buffer): WireBatch {
  const reader = new WireReader(bytes);
  reader.take(8 + 4 + 4 + 1 + 4);
  const attributes = reader.int16();
  reader.take(4 + 8 + 8);
  const producerId = reader.int64();
  reader.int16();
  const firstSequence = reader.int32();
  const count = reader.int32();
  const compression = attributes & 7;
  if (compression > 1) throw new Error(`this double knows gzip only, not compression ${compression}`);
  const records = new WireReader(compression === 1 ? gunzipSync(reader.rest()) : reader.rest());
  return { producerId, firstSequence, records: records.list(count, () => readRecord(records)) };
}

function readRecord(reader: WireReader): WireRecord {
  reader.varint();
  reader.int8();
  reader.skipVarlong();
  reader.varint();
  const key = reader.take(reader.varint()).toString("utf8");
  const value = reader.take(reader.varint());
  const headers = reader.list(reader.varint(), () => {
    const name = reader.take(reader.varint()).toString("utf8");
    return [name, reader.take(reader.varint()).toString("utf8")] as const;
  });
  return { key, value, headers: new Map(headers) };
}

export class WireWriter {
  #parts: Buffer[] = [];

  int8(value: number): this {
    return this.bytes(Buffer.from([value & 0xff]));
  }

  int16(value: number): this {
    const part = Buffer.alloc(2);
    part.writeInt16BE(value);
    return this.bytes(part);
  }

  int32(value: number): this {
    const part = Buffer.alloc(4);
    part.writeInt32BE(value);
    return this.bytes(part);
  }

  int64(value: bigint): this {
    const part = Buffer.alloc(8);
    part.writeBigInt64BE(value);
    return this.bytes(part);
  }

  unsignedVarint(value: number): this {
    const bytes: number[] = [];
    let left = value;
    for (; left >= 0x80; left >>>= 7) bytes.push((left & 0x7f) | 0x80);
    return this.bytes(Buffer.from([...bytes, left]));
  }

  compactString(value: string | undefined): this {
    if (value === undefined) return this.unsignedVarint(0);
    const part = Buffer.from(value);
    return this.unsignedVarint(part.length + 1).bytes(part);
  }

  string(value: string | undefined): this {
    if (value === undefined) return this.int16(-1);
    const part = Buffer.from(value);
    return this.int16(part.length).bytes(part);
  }

  compactList<T>(items: readonly T[], write: (item: T) => void): this {
    this.unsignedVarint(items.length + 1);
    for (const item of items) write(item);
    return this;
  }

  list<T>(items: readonly T[], write: (item: T) => void): this {
    this.int32(items.length);
    for (const item of items) write(item);
    return this;
  }

  tags(): this {
    return this.unsignedVarint(0);
  }

  bytes(part: Buffer): this {
    this.#parts.push(part);
    return this;
  }

  /** With its length before it. */
  frame(): Buffer {
    const body = Buffer.concat(this.#parts);
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length);
    return Buffer.concat([length, body]);
  }
}
