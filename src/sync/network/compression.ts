import { promisify } from "node:util";
import * as zlib from "node:zlib";

export const compressions = ["none", "gzip", "zstd"] as const;
export type Compression = (typeof compressions)[number];

/** Below this neither saves more than the packet it is in. */
const compressedBytesMin = 1_024;

type Compress = (plain: Buffer) => Promise<Buffer>;

/** Node has zstd from 22.15 and 23.8 on (nodejs.org/api/zlib.html#zlibzstdcompressbuffer-options-callback). */
const zstdCompress = (zlib as { zstdCompress?: typeof zlib.gzip }).zstdCompress;

const compressors: Readonly<Record<Exclude<Compression, "none">, Compress | undefined>> = {
  gzip: promisify<Buffer, Buffer>(zlib.gzip),
  zstd: zstdCompress && promisify<Buffer, Buffer>(zstdCompress),
};

/** Why this Node cannot do it and what to do; undefined when it can. */
export function compressionProblem(compression: Compression): string | undefined {
  if (compression === "none" || compressors[compression]) return undefined;
  return `Node ${process.versions.node} has no ${compression}, which came with Node 22.15; use gzip, or a newer Node`;
}

export interface Compressed {
  body: Buffer;
  /** What a `Content-Encoding` header says of it; undefined: as it was. */
  encoding: Exclude<Compression, "none"> | undefined;
}

/** Compresses what is worth it. Rejects when this Node cannot ({@link compressionProblem}), or on a bug. */
export async function compress(plain: Buffer, compression: Compression): Promise<Compressed> {
  if (compression === "none" || plain.length < compressedBytesMin)
    return { body: plain, encoding: undefined };
  const compressor = compressors[compression];
  if (!compressor) throw new Error(compressionProblem(compression));
  return { body: await compressor(plain), encoding: compression };
}
