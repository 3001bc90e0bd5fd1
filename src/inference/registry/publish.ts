import type { KeyObject } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { writeFileAtomically } from "../../core/atomic-file.ts";
import { errorMessage } from "../../core/errors.ts";
import { ManifestInvalidError, ModelDamagedError, translateDiskFailure } from "./errors.ts";
import { type Manifest, manifestFile, parseManifest } from "./manifest.ts";
import { readModelFolder, sha256Of, verifyModel } from "./model-folder.ts";
import { signManifest } from "./signature.ts";

/**
 * Makes the folder a model that can be published: every file in it with its size and sha256 goes into `files` of its
 * manifest, and the whole is signed. Without a key an old signature goes, since it fits no more.
 * Throws {@link ManifestInvalidError} before anything is written.
 */
export async function publishModel(
  directory: string,
  key: { privateKey: KeyObject; keyId: string } | undefined,
): Promise<Manifest> {
  const file = join(directory, manifestFile);
  const { signature: _old, ...draft } = await readDraft(file);
  const unsigned = { ...draft, files: await listFiles(directory) };
  parseManifest(JSON.stringify(unsigned), file);
  const finished = key
    ? { ...unsigned, signature: signManifest(unsigned, key.privateKey, key.keyId) }
    : unsigned;
  try {
    await writeFileAtomically(file, `${JSON.stringify(finished, undefined, 2)}\n`);
  } catch (error) {
    throw translateDiskFailure(error, file);
  }
  const folder = await readModelFolder(directory);
  await verifyModel(folder);
  return folder.manifest;
}

/** Anything that is an object: `files` may be missing or of an earlier build. */
async function readDraft(file: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new ModelDamagedError(`${file} cannot be read (${errorMessage(error)}).`, {
      hint: "write a manifest.json first; docs/models.md describes it",
      cause: error,
    });
  }
  const value = parseJson(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new ManifestInvalidError(file, [{ path: "", found: "something else", allowed: "one JSON object" }]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function listFiles(directory: string): Promise<Manifest["files"]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => path !== manifestFile && !path.split("/").some((name) => name.startsWith(".")))
    .sort();
  return Promise.all(
    paths.map(async (path) => ({
      path,
      bytes: (await stat(join(directory, path))).size,
      sha256: await sha256Of(join(directory, path)),
    })),
  );
}
