import { deflateSync, inflateSync } from "node:zlib";

/** What the detectors learnt of one series. */
export interface LearntMemory {
  memory: Float64Array;
  /** How long the series has been watched, over restarts; milliseconds. */
  learntMs: number;
  /** Names of the states by value, for an enumeration. */
  states: readonly string[];
  /** Where two singles lie in each number: from and to, exclusive. */
  packed?: readonly (readonly [from: number, to: number])[];
}

/**
 * What was learnt in as few bytes as it takes: the numbers and the names of states, deflated.
 *
 * Numbers that are no integers keep 36 of their 52 bits of fraction: a relative error below 2e-11, far below what any
 * sensor tells, while times, counts, infinities and zeros stay exact. Zlib's checksum tells a damaged body from a whole
 * one. A numeric series of ten days takes 6.7 kB of 14.4 (of which patterns are 13.4), one on/off 0.17 kB of 0.6.
 */
export function encodeMemory({ memory, learntMs, states, packed = [] }: LearntMemory): Uint8Array {
  const numbers = new Float64Array(memory.length + 1);
  numbers.set(memory);
  numbers[memory.length] = learntMs;
  shorten(numbers);
  for (const [from, to] of packed) numbers.set(memory.subarray(from, to), from);
  const plain = Buffer.concat([new Uint8Array(numbers.buffer), writeNames(states)]);
  // A copy of its own size: what crosses to the store's thread is copied with all of its buffer.
  return new Uint8Array(deflateSync(plain));
}

/** The inverse for a memory of `fields` numbers; undefined when the body is damaged or of another size. */
export function decodeMemory(body: Uint8Array, fields: number): LearntMemory | undefined {
  const bytes = (fields + 1) * Float64Array.BYTES_PER_ELEMENT;
  try {
    const plain = inflateSync(body, { maxOutputLength: bytes + namesBytesMax });
    if (plain.length < bytes) return undefined;
    // A copy, because the numbers must lie at a multiple of eight.
    const numbers = new Float64Array(new Uint8Array(plain.subarray(0, bytes)).buffer);
    const states = readNames(plain.subarray(bytes).toString());
    const learntMs = numbers[fields] as number;
    if (states === undefined || !(learntMs >= 0)) return undefined;
    return { memory: numbers.subarray(0, fields), learntMs, states };
  } catch {
    // Zlib's and JSON's errors all say the same: these are not the bytes that were written.
    return undefined;
  }
}

const namesBytesMax = 64 * 1024;

/** Clears the lowest 16 bits of every number that is no integer. The machines edgewise runs on are little-endian. */
function shorten(numbers: Float64Array): void {
  const quarters = new Uint16Array(numbers.buffer);
  for (let index = 0; index < numbers.length; index += 1) {
    const value = numbers[index] as number;
    if (Number.isFinite(value) && !Number.isInteger(value)) quarters[4 * index] = 0;
  }
}

/** Names for which there is no room are left empty, so that the others keep their places. */
function writeNames(names: readonly string[]): Buffer {
  if (names.length === 0) return Buffer.alloc(0);
  const whole = Buffer.from(JSON.stringify(names));
  if (whole.length <= namesBytesMax) return whole;
  let room = namesBytesMax - JSON.stringify(names.map(() => "")).length;
  const fitting = names.map((name) => {
    const bytes = Buffer.byteLength(JSON.stringify(name)) - 2;
    if (bytes > room) return "";
    room -= bytes;
    return name;
  });
  return Buffer.from(JSON.stringify(fitting));
}

function readNames(text: string): string[] | undefined {
  if (text === "") return [];
  const names: unknown = JSON.parse(text);
  return Array.isArray(names) && names.every((name) => typeof name === "string") ? names : undefined;
}
