import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readVersion } from "./version.ts";

/** Models shipped with the program lie beside its package.json, two folders up both in `src` and in `dist`. */
export const bundledModels = fileURLToPath(new URL("../../models/", import.meta.url));

/** Where models and the keys of their publishers are. */
export function modelPlaces(dataDirectory: string): { bundled: string; pulled: string } {
  return { bundled: bundledModels, pulled: join(resolve(dataDirectory), "models") };
}

export const modelKeysDirectory = join(bundledModels, "keys");

/** What a model's `minimum` is compared with. */
export function modelHostVersions(): { edgewise: string; node: string } {
  return { edgewise: readVersion(), node: process.versions.node };
}

/** The pronouncing dictionary of the voice part. */
export const voiceDictionaryFile = join(bundledModels, "voice-dictionary", "dictionary.bin");
