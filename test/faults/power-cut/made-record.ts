import { createHash } from "node:crypto";
import type { Envelope, RecordClass } from "../../../src/domain/envelope.ts";
import { sampleSchema } from "../../../src/domain/rollup-body.ts";

/**
 * Records that are a pure function of the seed, the stream and their number in it: whoever sees one again knows without
 * a table whether it is whole, and an id tells which record it is.
 */
export interface MadeStream {
  name: string;
  class: RecordClass;
  /** Comes from files (`queue-file.ts`) and is never appended. */
  isImported?: true;
}

/** Two streams of what is many, one of the rest, and those of files. */
export const madeStreams: readonly MadeStream[] = [
  { name: "kitchen/command", class: "command" },
  { name: "garden/command", class: "command" },
  { name: "incidents", class: "incident" },
  { name: "summaries", class: "summary" },
  { name: "anomalies", class: "anomaly" },
  { name: "gateway/log", class: "log" },
  { name: "router/log", class: "log" },
  { name: "rollups", class: "rollup" },
  { name: "field/1:temperature", class: "sample" },
  { name: "field/2:temperature", class: "sample" },
  { name: "barn/log", class: "log", isImported: true },
  { name: "barn/1:temperature", class: "sample", isImported: true },
];
export const appendedStreams = [...madeStreams.keys()].filter((stream) => !madeStreams[stream]?.isImported);
export const importedStreams = [...madeStreams.keys()].filter((stream) => madeStreams[stream]?.isImported);

/** Crockford's alphabet, as in a ULID. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const streamShift = 2 ** 32;

export function madeId(seed: number, stream: number, number: number): string {
  let head = "";
  // 50 bits: 5 of the stream (from bit 32) and 32 of the number.
  for (let rest = stream * streamShift + number, place = 0; place < 10; place += 1) {
    head = alphabet.charAt(rest % 32) + head;
    rest = Math.floor(rest / 32);
  }
  const hash = createHash("sha1").update(`${seed}/${stream}/${number}`).digest();
  let tail = "";
  for (let place = 0; place < 16; place += 1) tail += alphabet.charAt((hash[place] ?? 0) % 32);
  return head + tail;
}

/** Which record an id names, or undefined for one that is not ours. */
export function readMadeId(seed: number, id: string): { stream: number; number: number } | undefined {
  let code = 0;
  for (const character of id.slice(0, 10)) code = code * 32 + alphabet.indexOf(character);
  const stream = Math.floor(code / streamShift);
  const number = code % streamShift;
  return id === madeId(seed, stream, number) ? { stream, number } : undefined;
}

/** The value of a sample is its number, so that an aggregate tells which samples it counts. */
export function madeBody(seed: number, stream: number, number: number): string {
  const hash = createHash("sha256").update(`${seed}:${stream}:${number}`).digest("hex");
  const kind = Number.parseInt(hash.slice(0, 2), 16);
  // Mostly small as samples are, some of some kilobytes, a few over many pages.
  const repeats = kind < 200 ? 0 : kind < 250 ? kind - 190 : 800;
  const pad = hash.repeat(repeats);
  const { name = "", class: recordClass } = madeStreams[stream] ?? {};
  if (recordClass === "sample") {
    return JSON.stringify({ schema: sampleSchema, series: { id: name }, value: number, pad });
  }
  return JSON.stringify({ number, value: Number.parseInt(hash.slice(2, 10), 16) / 1e4, pad });
}

export function madeRecord(
  seed: number,
  stream: number,
  number: number,
  times: Pick<Envelope, "at" | "clock"> & { monotonicMs: number },
): Envelope {
  const { name, class: recordClass } = madeStreams[stream] as MadeStream;
  return {
    id: madeId(seed, stream, number),
    class: recordClass,
    stream: name,
    ...times,
    body: madeBody(seed, stream, number),
  };
}
