import { type FileHandle, open, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "../../core/atomic-file.ts";
import type { Random } from "../../core/backoff.ts";
import { fullJitterDelayMs } from "../../core/backoff.ts";
import { type Clock, sleep } from "../../core/clock.ts";
import {
  DownloadWrongError,
  PullTimedOutError,
  RemoteUnreachableError,
  translateDiskFailure,
} from "./errors.ts";
import { sha256Of } from "./model-folder.ts";
import type { Remote } from "./remote.ts";

/**
 * One file of a model, from wherever an earlier attempt stopped.
 *
 * 1. The bytes lie in `<sha256>.part` until they are the whole file with that sha256; what comes over its size ends it.
 * 2. An attempt without a byte for `stallMs` is given up; `attemptsMax` in a row without progress give the file up.
 * 3. A file that was put together from several attempts and is wrong is fetched once more as a whole.
 */
export interface DownloadOptions {
  remote: Remote;
  file: { path: string; bytes: number; sha256: string };
  /** Folder for the unfinished file. */
  partial: string;
  clock: Clock;
  random: Random;
  signal: AbortSignal;
  /** Bytes of this file on the disk so far. */
  onBytes(count: number): void;
  /** An attempt failed and another follows. */
  onRetry(error: RemoteUnreachableError): void;
}

const attemptsMax = 5;
export const stallMs = 30_000;
const backoff = { baseMs: 1_000, maxMs: 20_000 };

/** Resolves with the path of the finished, verified file that still lies in `partial`. */
export async function downloadFile(options: DownloadOptions): Promise<string> {
  const { file, partial } = options;
  const target = join(partial, `${file.sha256}.part`);
  let isPieced = (await sizeOf(target)) > 0;
  for (;;) {
    isPieced = (await fetchAll(options, target)) || isPieced;
    const digest = await sha256Of(target);
    if (digest === file.sha256) return target;
    await rm(target, { force: true });
    await rm(validatorFile(target), { force: true });
    if (!isPieced) throw new DownloadWrongError(file.path, `its sha256 is ${digest}, not ${file.sha256}`);
    isPieced = false;
  }
}

/** Until the file has all its bytes. Answers whether it took more than one attempt. */
async function fetchAll(options: DownloadOptions, target: string): Promise<boolean> {
  const { file, signal, clock, random } = options;
  let failures = 0;
  let isPieced = false;
  for (;;) {
    const before = await sizeOf(target);
    try {
      await fetchRest(options, target, before);
      return isPieced;
    } catch (error) {
      if (!(error instanceof RemoteUnreachableError) || signal.aborted) throw error;
      const after = await sizeOf(target);
      failures = after > before ? 1 : failures + 1;
      if (failures >= attemptsMax) throw error;
      isPieced = after > 0;
      options.onBytes(Math.min(after, file.bytes));
      options.onRetry(error);
      await sleep(clock, fullJitterDelayMs(failures, { ...backoff, random }), signal);
      throwIfTimedOut(signal);
    }
  }
}

/** The time for the whole pull is over, or the person gave it up. */
export function throwIfTimedOut(signal: AbortSignal): void {
  if (signal.reason instanceof PullTimedOutError) throw signal.reason;
  signal.throwIfAborted();
}

async function fetchRest(options: DownloadOptions, target: string, have: number): Promise<void> {
  const { file, remote, signal } = options;
  // Equal sizes need no more bytes; a longer one is rubbish of an earlier version of the server's file.
  if (have === file.bytes && have > 0) return;
  const offset = have < file.bytes ? have : 0;
  const stall = createStall(options);
  try {
    const found = await remote.open(file.path, {
      offset,
      validator: offset > 0 ? await readValidator(target) : undefined,
      signal: stall.signal,
    });
    const handle = await open(target, found.offset > 0 ? "r+" : "w");
    try {
      if (found.validator === undefined) await rm(validatorFile(target), { force: true });
      else await writeFileAtomically(validatorFile(target), found.validator);
      await append(options, handle, found, stall);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throwIfTimedOut(signal);
    if (stall.signal.aborted) throw new RemoteUnreachableError(hostOf(remote), new Error("it went silent"));
    throw translateDiskFailure(error, target);
  } finally {
    stall.end();
  }
}

async function append(
  { file, remote, onBytes }: DownloadOptions,
  handle: FileHandle,
  found: { offset: number; chunks: AsyncIterable<Uint8Array> },
  stall: Stall,
): Promise<void> {
  let position = found.offset;
  for await (const chunk of found.chunks) {
    stall.progress();
    if (position + chunk.length > file.bytes) {
      throw new DownloadWrongError(file.path, `it is longer than the ${file.bytes} bytes of the manifest`);
    }
    await writeAll(handle, chunk, position);
    position += chunk.length;
    onBytes(position);
  }
  if (position < file.bytes) {
    throw new RemoteUnreachableError(
      hostOf(remote),
      new Error(`it ended after ${position} of ${file.bytes} bytes`),
    );
  }
}

/** One write may take less than it was given when the disk is nearly full. */
async function writeAll(handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}

interface Stall {
  readonly signal: AbortSignal;
  progress(): void;
  end(): void;
}

/** Aborts after `stallMs` without progress, and with the signal of the whole. */
function createStall({ clock, signal }: DownloadOptions): Stall {
  const controller = new AbortController();
  const abort = () => controller.abort();
  let cancel = clock.after(stallMs, abort);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return {
    signal: controller.signal,
    progress() {
      cancel();
      cancel = clock.after(stallMs, abort);
    },
    end() {
      cancel();
      signal.removeEventListener("abort", abort);
    },
  };
}

function validatorFile(target: string): string {
  return `${target}.etag`;
}

async function readValidator(target: string): Promise<string | undefined> {
  try {
    return await readFile(validatorFile(target), "utf8");
  } catch {
    // Without it the rest is asked for all the same: the sha256 tells whether the pieces belong together.
    return undefined;
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw translateDiskFailure(error, file);
  }
}

function hostOf(remote: Remote): string {
  return new URL(remote.url).host || remote.url;
}
