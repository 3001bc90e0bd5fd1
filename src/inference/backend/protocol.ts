import type { Tensor, Tensors } from "../../domain/inference.ts";
import { BackendLostError } from "../errors.ts";
import type { TensorShape } from "../model-source.ts";
import { arrayTypes, elementCount } from "../shapes.ts";

/**
 * The contract with out-of-process backends, as docs/backend-contract.md tells it to their authors. Limits:
 * 1. A frame is at most `frameBytesMax`, its header at most `headerBytesMax`, it carries at most `tensorsMax` tensors.
 * 2. Whatever breaks a rule ends the connection with an error that names the rule.
 */
export const protocolVersion = 1;
export const frameBytesMax = 256 * 1024 * 1024;
export const headerBytesMax = 64 * 1024;
const tensorsMax = 64;
const rankMax = 8;

/** From edgewise to a backend. */
export type BackendRequest =
  | { type: "hello"; protocol: number; client: string }
  | { type: "load"; id: number; path: string }
  | { type: "run"; id: number; session: number }
  | { type: "unload"; id: number; session: number };

/** From a backend to edgewise. `error` without `id` is about the connection and ends it. */
export type BackendReply =
  | { type: "hello"; protocol: number; name: string; version: string }
  | {
      type: "loaded";
      id: number;
      session: number;
      inputs: readonly TensorShape[];
      outputs: readonly TensorShape[];
      memoryBytes?: number;
    }
  | { type: "ran"; id: number }
  | { type: "unloaded"; id: number }
  | { type: "error"; id?: number; code: BackendErrorCode; message: string };

export type BackendErrorCode = "protocol" | "unsupported" | "badModel" | "badInput" | "failed";

/** A message with the tensors that came or go with it. */
export interface Frame<Header> {
  header: Header;
  tensors: Tensors;
}

/** One frame: length of the rest, length of the header (both uint32 little-endian), header as JSON, raw tensors. */
export function encodeFrame(
  header: BackendRequest | BackendReply,
  tensors: Tensors = {},
): Buffer<ArrayBuffer>[] {
  const entries = Object.entries(tensors);
  const described = entries.map(([name, { type, dims }]) => ({ name, type, dims }));
  const text = Buffer.from(JSON.stringify(entries.length > 0 ? { ...header, tensors: described } : header));
  const raw = entries.map(([, { data }]) =>
    Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
  );
  const bytes = 4 + text.length + raw.reduce((sum, { length }) => sum + length, 0);
  if (bytes > frameBytesMax)
    throw new BackendLostError(`a message of ${bytes} bytes is above the contract's limit`);
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(bytes, 0);
  lengths.writeUInt32LE(text.length, 4);
  return [lengths, text, ...raw];
}

/** Puts frames together from the pieces in which a socket gives them. Throws `inference.backendLost`. */
export function createFrameReader<Header extends BackendRequest | BackendReply>(): {
  push(chunk: Buffer): Frame<Header>[];
} {
  let pieces: Buffer[] = [];
  let heldBytes = 0;
  return {
    push(chunk) {
      pieces.push(chunk);
      heldBytes += chunk.length;
      const frames: Frame<Header>[] = [];
      // Joined only when a frame is whole: a large one comes in thousands of pieces.
      for (let needed = neededBytes(pieces, heldBytes); heldBytes >= needed; ) {
        const joined = Buffer.concat(pieces);
        frames.push(decodeFrame<Header>(joined.subarray(4, needed)));
        pieces = joined.length > needed ? [joined.subarray(needed)] : [];
        heldBytes -= needed;
        needed = neededBytes(pieces, heldBytes);
      }
      return frames;
    },
  };
}

/** Bytes of the next frame; more than any frame has while its length is not there yet. */
function neededBytes(pieces: Buffer[], heldBytes: number): number {
  if (heldBytes < 4) return Number.POSITIVE_INFINITY;
  const first = pieces[0] as Buffer;
  const bytes = (first.length >= 4 ? first : Buffer.concat(pieces)).readUInt32LE(0);
  if (bytes < 4 || bytes > frameBytesMax) broken(`a frame of ${bytes} bytes`);
  return 4 + bytes;
}

function decodeFrame<Header>(body: Buffer): Frame<Header> {
  const headerBytes = body.readUInt32LE(0);
  if (headerBytes > headerBytesMax || 4 + headerBytes > body.length)
    broken(`a header of ${headerBytes} bytes`);
  let header: Header & { type?: unknown; tensors?: unknown };
  try {
    header = JSON.parse(body.toString("utf8", 4, 4 + headerBytes)) as typeof header;
  } catch (error) {
    throw new BackendLostError("the contract was broken: the header of a frame is not JSON", {
      cause: error,
    });
  }
  if (typeof header !== "object" || header === null || typeof header.type !== "string")
    broken("a header without a type");
  const { tensors: described = [], ...rest } = header;
  return { header: rest as Header, tensors: decodeTensors(described, body.subarray(4 + headerBytes)) };
}

function decodeTensors(described: unknown, raw: Buffer): Tensors {
  if (!Array.isArray(described) || described.length > tensorsMax) return broken("a bad list of tensors");
  const tensors: Record<string, Tensor> = {};
  let offset = 0;
  for (const item of described as unknown[]) {
    const { name, type, dims } = (item ?? {}) as { name?: unknown; type?: unknown; dims?: unknown };
    if (typeof name !== "string" || !isElementType(type) || !isDims(dims)) return broken("a bad tensor");
    const ArrayType = arrayTypes[type];
    const bytes = elementCount(dims) * ArrayType.BYTES_PER_ELEMENT;
    if (offset + bytes > raw.length) return broken(`${name} has fewer bytes than its dims say`);
    // A copy begins at 0 of its own memory, as a typed array needs it aligned.
    const copy = new Uint8Array(bytes);
    copy.set(raw.subarray(offset, offset + bytes));
    tensors[name] = { type, dims, data: new ArrayType(copy.buffer) } as Tensor;
    offset += bytes;
  }
  if (offset !== raw.length) broken(`${raw.length - offset} bytes after the last tensor`);
  return tensors;
}

function isElementType(type: unknown): type is Tensor["type"] {
  return typeof type === "string" && Object.hasOwn(arrayTypes, type);
}

function isDims(dims: unknown): dims is number[] {
  return (
    Array.isArray(dims) &&
    dims.length <= rankMax &&
    dims.every((size) => Number.isInteger(size) && size >= 0) &&
    elementCount(dims as number[]) <= frameBytesMax
  );
}

function broken(what: string): never {
  throw new BackendLostError(`the contract was broken: ${what}`);
}
