import { closeSync, openSync, readSync } from "node:fs";
import { errorMessage } from "../core/errors.ts";

/** Bytes asked for at a time: a pipe, such as `--config <(…)`, gives no size beforehand. */
const chunkBytes = 64 * 1024;

/**
 * A whole file as text, without its byte order mark. Throws an `Error` in words when it cannot be read, has more
 * than `bytesMax` bytes (no more than that are read) or is not UTF-8.
 */
export function readTextFile(file: string, bytesMax: number): string {
  const bytes = readBytes(file, bytesMax + 1);
  if (bytes.length > bytesMax) throw new Error(`it has more than ${bytesMax} bytes`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("it is not UTF-8 text");
  }
}

/** Undefined when there is no such file. */
export function readTextFileIfThere(file: string, bytesMax: number): string | undefined {
  try {
    return readTextFile(file, bytesMax);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Why a file could not be read, in few words. */
export function fileProblem(error: unknown): string {
  return isMissing(error) ? "there is no such file" : errorMessage(error).replace(/^[A-Z]+: /, "");
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function readBytes(file: string, countMax: number): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const chunks: Buffer[] = [];
    for (let count = 0; count < countMax; ) {
      const chunk = Buffer.alloc(Math.min(chunkBytes, countMax - count));
      const read = readSync(descriptor, chunk);
      if (read === 0) break;
      chunks.push(chunk.subarray(0, read));
      count += read;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(descriptor);
  }
}
