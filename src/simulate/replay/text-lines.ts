import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { ReplayFormatError, ReplayUnreadableError } from "./errors.ts";

export interface TextLine {
  text: string;
  /** From 1. */
  number: number;
}

/** Longest line, in characters: only one is in memory at a time. */
const lineLengthMax = 1_048_576;

/** The lines of a file, one after the other, in constant memory. Ends early and quietly when `signal` aborts. */
export async function* readLines(file: string, signal?: AbortSignal): AsyncGenerator<TextLine> {
  let rest = "";
  let number = 0;
  for await (const chunk of readChunks(file, signal)) {
    const text = rest + chunk;
    let from = 0;
    for (let end = text.indexOf("\n", from); end >= 0; end = text.indexOf("\n", from)) {
      number += 1;
      yield { text: withoutReturn(text.slice(from, end)), number };
      from = end + 1;
    }
    rest = text.slice(from);
    if (rest.length > lineLengthMax) {
      const problem = `the line is longer than ${lineLengthMax} characters`;
      throw new ReplayFormatError({ file, line: number + 1, problem, hint: "is it a text file?" });
    }
  }
  // Cut off by the abort, the rest is no line.
  if (rest !== "" && !signal?.aborted) yield { text: withoutReturn(rest), number: number + 1 };
}

/** The text of a file in pieces, its byte order mark left out. */
export function readChunks(file: string, signal?: AbortSignal): AsyncGenerator<string> {
  return readTextStream(createReadStream(file, { highWaterMark: 65_536 }), file, signal);
}

/**
 * The text of a stream of bytes in pieces, its byte order mark left out; `file` is what it is called in errors. Ends
 * early and quietly when `signal` aborts, also while it waits for more.
 */
export async function* readTextStream(
  stream: Readable,
  file: string,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  stream.setEncoding("utf8");
  const stop = () => stream.destroy();
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  let isFirst = true;
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      if (signal?.aborted) return;
      yield isFirst ? chunk.replace(/^\ufeff/, "") : chunk;
      isFirst = false;
    }
  } catch (error) {
    // A stream that was destroyed while it was waited for ends with an error of its own.
    if (signal?.aborted) return;
    throw isSystemError(error) ? new ReplayUnreadableError(file, error) : error;
  } finally {
    signal?.removeEventListener("abort", stop);
    stream.destroy();
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
