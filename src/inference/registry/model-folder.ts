import { createHash } from "node:crypto";
import { lstat, open } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "../../core/errors.ts";
import type { ModelSource, SelfTestCase } from "../model-source.ts";
import { ManifestInvalidError, ModelDamagedError } from "./errors.ts";
import {
  type Manifest,
  type ManifestDocument,
  manifestBytesMax,
  manifestFile,
  parseManifest,
} from "./manifest.ts";
import { parseSelfTest, selfTestBytesMax } from "./self-test.ts";

/** A folder with a manifest that holds in itself; its files have not been looked at. */
export interface ModelFolder extends ManifestDocument {
  /** Absolute. */
  directory: string;
}

/** Longest text file of a model that its task's code may read, such as a vocabulary. */
const textBytesMax = 16 * 1024 * 1024;

/** Throws {@link ManifestInvalidError}, or {@link ModelDamagedError} when there is no manifest to read. */
export async function readModelFolder(directory: string): Promise<ModelFolder> {
  const file = join(directory, manifestFile);
  const bytes = await readSmallFile(file, manifestBytesMax, file);
  return { directory, ...parseManifest(bytes.toString("utf8"), file) };
}

/**
 * Whether every file is there with the bytes that the manifest promises, and the self-test can be read.
 * Throws {@link ModelDamagedError} or {@link ManifestInvalidError}; resolves with the model, ready to be opened.
 */
export async function verifyModel(folder: ModelFolder, signal?: AbortSignal): Promise<ModelSource> {
  for (const file of folder.manifest.files) {
    signal?.throwIfAborted();
    await verifyFile(folder.directory, file);
  }
  return toSource(folder, await readSelfTest(folder));
}

type ListedFile = Manifest["files"][number];

/** Throws {@link ModelDamagedError} for a file that is not what is listed. */
export async function verifyFile(directory: string, { path, bytes, sha256 }: ListedFile): Promise<void> {
  const file = join(directory, path);
  const found = await sizeOf(file);
  if (found !== bytes) {
    throw new ModelDamagedError(`${file} has ${found} bytes; its manifest says ${bytes}.`);
  }
  const digest = await sha256Of(file);
  if (digest !== sha256) {
    throw new ModelDamagedError(
      `${file} has another content than its manifest says (sha256 ${digest}, not ${sha256}).`,
    );
  }
}

/** A link could lead out of the folder, and a pipe would never end: only plain files count. */
async function sizeOf(file: string): Promise<number> {
  try {
    const stat = await lstat(file);
    if (stat.isFile()) return stat.size;
  } catch (error) {
    throw unreadable(file, error);
  }
  throw new ModelDamagedError(`${file} is no plain file.`);
}

/** Streamed: a model may be larger than the memory left. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    const handle = await open(file, "r");
    // The stream closes the handle, whether it ends or fails.
    for await (const chunk of handle.createReadStream({ highWaterMark: 256 * 1024 })) hash.update(chunk);
  } catch (error) {
    throw unreadable(file, error);
  }
  return hash.digest("hex");
}

async function readSmallFile(file: string, bytesMax: number, where: string): Promise<Buffer> {
  const size = await sizeOf(file);
  if (size > bytesMax) {
    throw new ManifestInvalidError(where, [
      { path: "", found: `${size} bytes`, allowed: `at most ${bytesMax} bytes` },
    ]);
  }
  try {
    const handle = await open(file, "r");
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): ModelDamagedError {
  const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
  return new ModelDamagedError(
    isMissing ? `${file} is missing.` : `${file} cannot be read (${errorMessage(error)}).`,
    { cause: error },
  );
}

async function readSelfTest({ directory, manifest }: ModelFolder): Promise<SelfTestCase[]> {
  if (manifest.selfTest === undefined) return [];
  const file = join(directory, manifest.selfTest);
  const bytes = await readSmallFile(file, selfTestBytesMax, file);
  return parseSelfTest(bytes.toString("utf8"), manifest, file);
}

function toSource(folder: ModelFolder, selfTest: SelfTestCase[]): ModelSource {
  const { directory, manifest } = folder;
  const { id, version, task, inputs, outputs, labels, settings, batch } = manifest;
  return {
    directory,
    id,
    version,
    task,
    variants: manifest.variants.map(({ name, file, providers }) => ({
      name,
      file,
      ...(providers === undefined ? {} : { providers }),
    })),
    inputs,
    outputs,
    ...(batch === undefined ? {} : { batch }),
    labels,
    settings,
    selfTest,
    readText: (path) => readListedText(folder, path),
  };
}

/** Checked again: it may be read long after the model was verified. */
async function readListedText({ directory, manifest }: ModelFolder, path: string): Promise<string> {
  const model = `${manifest.id}@${manifest.version}`;
  const listed = manifest.files.find((file) => file.path === path);
  if (!listed) throw new ModelDamagedError(`The model ${model} lists no file ${JSON.stringify(path)}.`);
  const file = join(directory, path);
  const bytes = await readSmallFile(file, textBytesMax, file);
  if (createHash("sha256").update(bytes).digest("hex") !== listed.sha256) {
    throw new ModelDamagedError(`${file} has another content than its manifest says.`);
  }
  return bytes.toString("utf8");
}
