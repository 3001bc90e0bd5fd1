import { mkdir, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncDirectory, withFile } from "../../core/atomic-file.ts";
import type { Random } from "../../core/backoff.ts";
import { canonicalJson } from "../../core/canonical-json.ts";
import type { Clock } from "../../core/clock.ts";
import { EdgewiseError } from "../../core/errors.ts";
import type { Reach } from "../../core/reach.ts";
import { acceptUnsigned } from "./acceptance.ts";
import { downloadFile, stallMs, throwIfTimedOut } from "./download.ts";
import {
  ManifestInvalidError,
  ModelDiskFullError,
  ModelTooLargeError,
  PullTimedOutError,
  RemoteUnreachableError,
  translateDiskFailure,
  VersionTakenError,
} from "./errors.ts";
import {
  type Manifest,
  type ManifestDocument,
  manifestBytesMax,
  manifestFile,
  parseManifest,
} from "./manifest.ts";
import { readModelFolder, verifyFile, verifyModel } from "./model-folder.ts";
import { createRemote, type Remote } from "./remote.ts";
import { checkSignature, type Trust, type TrustedKey } from "./signature.ts";
import { modelName } from "./state.ts";
import { type HostVersions, requireVersions } from "./versions.ts";

/**
 * Brings a model onto the device.
 *
 * 1. What is not verified is not visible: everything lies in `<id>/.<version>.partial/` until one rename.
 * 2. A power cut at any moment leaves the whole model or none; the next pull goes on with what is there.
 * 3. Limits: `bytesMax` for all files, `timeoutMs` for the whole, 2 MiB for the manifest.
 * 4. One pull at a time: the caller holds a lock.
 */
export interface PullOptions {
  /** Of a manifest.json, or of its folder. */
  url: string;
  /** Where the model may come from, when it is somebody afar who has named it. */
  reach?: Reach;
  /** `<dataDirectory>/models`. */
  directory: string;
  keys: readonly TrustedKey[];
  isUnsignedAllowed: boolean;
  versions: HostVersions;
  bytesMax: number;
  timeoutMs: number;
  clock: Clock;
  random: Random;
  signal?: AbortSignal;
  onStart?(manifest: Manifest, bytes: number): void;
  /** Bytes that are here of the bytes of the model. */
  onProgress?(done: number): void;
  onRetry?(error: EdgewiseError): void;
}

export interface PullResult {
  manifest: Manifest;
  directory: string;
  trust: Trust;
  /** Of all files. */
  bytes: number;
  /** It was here already, and whole. */
  wasHere: boolean;
}

export async function pullModel(options: PullOptions): Promise<PullResult> {
  const time = new AbortController();
  const cancel = options.clock.after(options.timeoutMs, () =>
    time.abort(new PullTimedOutError(options.timeoutMs)),
  );
  const giveUp = () => time.abort(options.signal?.reason);
  if (options.signal?.aborted) giveUp();
  options.signal?.addEventListener("abort", giveUp, { once: true });
  try {
    return await pull(options, createRemote(options.url, options.reach), time.signal);
  } catch (error) {
    throwIfTimedOut(time.signal);
    throw translateDiskFailure(error, options.directory);
  } finally {
    cancel();
    options.signal?.removeEventListener("abort", giveUp);
  }
}

async function pull(options: PullOptions, remote: Remote, signal: AbortSignal): Promise<PullResult> {
  const text = await fetchManifest(options, remote, signal);
  const document = parseManifest(text, `${remote.url}${manifestFile}`);
  const { manifest } = document;
  const trust = checkSignature(document.signed, options);
  requireVersions(manifest, options.versions);
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > options.bytesMax) throw new ModelTooLargeError(modelName(manifest), bytes, options.bytesMax);
  const directory = join(options.directory, manifest.id, manifest.version);
  options.onStart?.(manifest, bytes);
  const result = { manifest, directory, trust, bytes };
  if (await isHere(directory, document)) {
    if (trust.status === "unsigned") await acceptUnsigned(directory, text);
    await rm(partialOf(directory), { recursive: true, force: true });
    return { ...result, wasHere: true };
  }
  await fetchFiles({ ...options, remote, signal, directory, manifest, bytes });
  await becomeVisible({ directory, text, trust });
  return { ...result, wasHere: false };
}

/** A pulled folder that is damaged counts as not being here: it is replaced. */
async function isHere(directory: string, { signed }: ManifestDocument): Promise<boolean> {
  try {
    const folder = await readModelFolder(directory);
    await verifyModel(folder);
    if (canonicalJson(folder.signed) !== canonicalJson(signed)) {
      throw new VersionTakenError(modelName(folder.manifest));
    }
    return true;
  } catch (error) {
    if (error instanceof VersionTakenError || !(error instanceof EdgewiseError)) throw error;
    return false;
  }
}

async function fetchManifest(options: PullOptions, remote: Remote, signal: AbortSignal): Promise<string> {
  const stalled = new AbortController();
  const stop = () => stalled.abort();
  const cancel = options.clock.after(stallMs, stop);
  signal.addEventListener("abort", stop, { once: true });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    const found = await remote.open(manifestFile, {
      offset: 0,
      validator: undefined,
      signal: stalled.signal,
    });
    for await (const chunk of found.chunks) {
      bytes += chunk.length;
      if (bytes > manifestBytesMax) {
        throw new ManifestInvalidError(`${remote.url}${manifestFile}`, [
          { path: "", found: "more", allowed: `at most ${manifestBytesMax} bytes` },
        ]);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throwIfTimedOut(signal);
    if (stalled.signal.aborted) throw new RemoteUnreachableError(remote.url, new Error("it went silent"));
    throw error;
  } finally {
    cancel();
    signal.removeEventListener("abort", stop);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** All files into the tree inside the partial folder; those that are there and right are not fetched again. */
async function fetchFiles(
  options: PullOptions & {
    remote: Remote;
    signal: AbortSignal;
    directory: string;
    manifest: Manifest;
    bytes: number;
  },
): Promise<void> {
  const { directory, manifest, onProgress, onRetry } = options;
  const partial = partialOf(directory);
  const tree = join(partial, "tree");
  await mkdir(tree, { recursive: true });
  await requireRoom(partial, options.bytes - (await bytesIn(partial)));
  let finished = 0;
  for (const file of manifest.files) {
    throwIfTimedOut(options.signal);
    const target = join(tree, file.path);
    if (!(await isRight(tree, file))) {
      const part = await downloadFile({
        ...options,
        file,
        partial,
        onBytes: (count) => onProgress?.(finished + count),
        onRetry: (error) => onRetry?.(error),
      });
      await mkdir(dirname(target), { recursive: true });
      await rename(part, target);
    }
    finished += file.bytes;
    onProgress?.(finished);
  }
}

async function isRight(tree: string, file: Manifest["files"][number]): Promise<boolean> {
  try {
    await verifyFile(tree, file);
    return true;
  } catch (error) {
    if (error instanceof EdgewiseError) return false;
    throw error;
  }
}

/** The manifest goes in last; then the tree as a whole is verified, is on the disk, and gets its name. */
async function becomeVisible(found: { directory: string; text: string; trust: Trust }): Promise<void> {
  const { directory, text, trust } = found;
  const partial = partialOf(directory);
  const tree = join(partial, "tree");
  await withFile(join(tree, manifestFile), "w", async (handle) => {
    await handle.writeFile(text, "utf8");
    await handle.sync();
  });
  await verifyModel(await readModelFolder(tree));
  await syncTree(tree);
  if (trust.status === "unsigned") await acceptUnsigned(directory, text);
  // A damaged folder of this version goes first: a cut between the two leaves none of it, and the next pull goes on.
  await rm(directory, { recursive: true, force: true });
  await rename(tree, directory);
  await syncDirectory(dirname(directory));
  await syncDirectory(dirname(dirname(directory)));
  await rm(partial, { recursive: true, force: true });
}

/** The folders too: a file that is on the disk has no name until its folder is. The files were synced when written. */
async function syncTree(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncTree(join(directory, entry.name));
  }
  await syncDirectory(directory);
}

function partialOf(directory: string): string {
  const version = directory.slice(dirname(directory).length + 1);
  return join(dirname(directory), `.${version}.partial`);
}

async function bytesIn(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

/** Left free on the disk beside the model: the database needs room to live. */
const reserveBytes = 16 * 1024 * 1024;

async function requireRoom(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (free >= bytes + reserveBytes) return;
  throw new ModelDiskFullError(
    directory,
    `it needs ${bytes} bytes and ${reserveBytes} to spare, and ${free} are free`,
  );
}
