import { WyomingProtocolError } from "./errors.ts";
import { isTable, type WyomingMessage } from "./message.ts";

/** What one message may hold, in bytes. */
export interface MessageLimits {
  headerBytesMax: number;
  dataBytesMax: number;
  payloadBytesMax: number;
}

export const usualLimits: MessageLimits = {
  headerBytesMax: 65_536,
  dataBytesMax: 1_048_576,
  payloadBytesMax: 1_048_576,
};

const typeLengthMax = 100;

/**
 * Messages out of a stream of bytes, however it is cut.
 *
 * Limits and invariants:
 * 1. It never holds more than one message's limits and the piece that came last.
 * 2. A length is checked when it is announced, before anything of that length is gathered.
 * 3. After an error it must not be used again: where the next message begins is not known.
 */
export class MessageParser {
  #limits: MessageLimits;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #header: Header | undefined;

  constructor(limits: MessageLimits = usualLimits) {
    this.#limits = limits;
  }

  /** Whether bytes of a message that is not complete are held. */
  get isWithinMessage(): boolean {
    return this.#header !== undefined || this.#bytes > 0;
  }

  push(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#bytes += piece.length;
  }

  /**
   * The next complete message, or undefined when more bytes are needed.
   * @throws WyomingProtocolError when the bytes are no message, or one beyond the limits
   */
  next(): WyomingMessage | undefined {
    this.#header ??= this.#takeHeader();
    const header = this.#header;
    if (!header || this.#bytes < header.dataBytes + header.payloadBytes) return undefined;
    this.#header = undefined;
    const more = header.dataBytes > 0 ? readTable(this.#take(header.dataBytes), "data") : {};
    const payload = header.payloadBytes > 0 ? this.#take(header.payloadBytes) : undefined;
    return { type: header.type, data: { ...header.data, ...more }, payload };
  }

  #takeHeader(): Header | undefined {
    if (this.#bytes === 0) return undefined;
    const held = this.#joined();
    const end = held.subarray(0, this.#limits.headerBytesMax + 1).indexOf(0x0a);
    if (end >= 0) return readHeader(this.#take(end + 1).subarray(0, end), this.#limits);
    if (held.length > this.#limits.headerBytesMax) {
      throw new WyomingProtocolError(`a header is longer than ${this.#limits.headerBytesMax} bytes`);
    }
    // What does not begin a JSON object never becomes a header: no need to gather it up to the limit.
    if (held[0] !== 0x7b && held[0] !== 0x20) throw new WyomingProtocolError("a message begins with no JSON");
    return undefined;
  }

  #take(bytes: number): Buffer {
    const held = this.#joined();
    const rest = held.subarray(bytes);
    this.#pieces = rest.length > 0 ? [rest] : [];
    this.#bytes -= bytes;
    return held.subarray(0, bytes);
  }

  #joined(): Buffer {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0] ?? Buffer.alloc(0);
  }
}

interface Header {
  type: string;
  data: Record<string, unknown>;
  dataBytes: number;
  payloadBytes: number;
}

function readHeader(line: Buffer, limits: MessageLimits): Header {
  const header = readTable(line, "header");
  const { type, data } = header;
  if (typeof type !== "string" || type === "" || type.length > typeLengthMax) {
    throw new WyomingProtocolError("a header has no type");
  }
  if (data !== undefined && data !== null && !isTable(data)) {
    throw new WyomingProtocolError(`the data of "${type}" are not an object`);
  }
  return {
    type,
    data: isTable(data) ? data : {},
    dataBytes: readLength(header, "data_length", limits.dataBytesMax),
    payloadBytes: readLength(header, "payload_length", limits.payloadBytesMax),
  };
}

function readTable(bytes: Buffer, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new WyomingProtocolError(`a message's ${what} is not JSON`);
  }
  if (!isTable(value)) throw new WyomingProtocolError(`a message's ${what} is not a JSON object`);
  return value;
}

function readLength(header: Record<string, unknown>, key: string, bytesMax: number): number {
  const value = header[key] ?? 0;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new WyomingProtocolError(`the ${key} of "${String(header.type)}" is no length`);
  }
  if (value > bytesMax) {
    throw new WyomingProtocolError(
      `the ${key} of "${String(header.type)}" is ${value}; at most ${bytesMax} bytes are taken`,
    );
  }
  return value;
}
