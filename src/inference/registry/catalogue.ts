import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { EdgewiseError, errorMessage } from "../../core/errors.ts";
import { ModelUnknownError } from "./errors.ts";
import { type ModelFolder, readModelFolder } from "./model-folder.ts";
import { type ModelReference, modelName } from "./state.ts";
import { compareVersions } from "./versions.ts";

/**
 * The models at hand: bundled ones in `<bundled>/<id>/`, pulled ones in `<pulled>/<id>/<version>/`. Names that start
 * with a dot are downloads under way and not seen. At most `modelsMax` folders are looked at.
 */
export interface Places {
  bundled: string;
  pulled: string;
}

export interface CatalogueModel {
  origin: "bundled" | "pulled";
  folder: ModelFolder;
}

/** A folder where a model should be and none can be read. */
interface UnreadableModel {
  directory: string;
  reason: string;
}

export interface Catalogue {
  /** By id, then the newest version first. */
  models: CatalogueModel[];
  unreadable: UnreadableModel[];
}

const modelsMax = 500;

/** Where a task is served in several languages and none was chosen. */
export const standardLanguage = "en";

/**
 * Beside the bundled models: the keys of publishers, what the demo says, lists of words and sentences, and in a
 * checkout the code that trains.
 */
const others = new Set(["keys", "demo-voice", "train", "voice-dictionary", "warning-sentences"]);

/** Reads the manifests of all models; their files are not looked at. */
export async function readCatalogue(places: Places): Promise<Catalogue> {
  const catalogue: Catalogue = { models: [], unreadable: [] };
  const foldersIn = async (directory: string) => {
    const found = await listFolders(directory);
    if (typeof found !== "string") return found;
    catalogue.unreadable.push({ directory, reason: found });
    return [];
  };
  const bundled = (await foldersIn(places.bundled)).map((name) => ({
    origin: "bundled" as const,
    directory: join(places.bundled, name),
    expected: { id: name },
  }));
  const pulled = [];
  for (const id of await foldersIn(places.pulled)) {
    for (const version of await foldersIn(join(places.pulled, id))) {
      pulled.push({
        origin: "pulled" as const,
        directory: join(places.pulled, id, version),
        expected: { id, version },
      });
    }
  }
  for (const { origin, directory, expected } of [...bundled, ...pulled].slice(0, modelsMax)) {
    const read = await readOne(directory, expected);
    if (typeof read === "string") catalogue.unreadable.push({ directory, reason: read });
    else catalogue.models.push({ origin, folder: read });
  }
  catalogue.models.sort((a, b) => compare(a, b));
  return catalogue;
}

function compare({ folder: a }: CatalogueModel, { folder: b }: CatalogueModel): number {
  if (a.manifest.id !== b.manifest.id) return a.manifest.id < b.manifest.id ? -1 : 1;
  return compareVersions(b.manifest.version, a.manifest.version);
}

/** Folders of models, without hidden ones, in order of name; none where there is no folder; a text when it cannot be read. */
async function listFolders(directory: string): Promise<string[] | string> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    return `${directory} cannot be read (${errorMessage(error)}).`;
  }
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !others.has(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** What was read, or why not. A folder must be named like the model in it, or another could pass for it. */
async function readOne(
  directory: string,
  expected: { id: string; version?: string },
): Promise<ModelFolder | string> {
  try {
    const folder = await readModelFolder(directory);
    const { id, version } = folder.manifest;
    if (id !== expected.id || (expected.version !== undefined && version !== expected.version)) {
      return `${directory} holds the model ${modelName({ id, version })}; the folder has to be named like it.`;
    }
    return folder;
  } catch (error) {
    if (error instanceof EdgewiseError) return errorMessage(error);
    throw error;
  }
}

/**
 * The model that `text` names: `id@version`, or `id` for its newest version. A pulled one comes before a bundled one
 * of the same version. Throws {@link ModelUnknownError}.
 */
export function findModel(catalogue: Catalogue, text: string): CatalogueModel {
  const [id, version, ...rest] = text.split("@");
  const ofId = catalogue.models.filter(({ folder }) => folder.manifest.id === id);
  const newest = ofId[0];
  if (rest.length > 0 || newest === undefined) {
    const ids = [...new Set(catalogue.models.map(({ folder }) => folder.manifest.id))];
    throw new ModelUnknownError(
      `There is no model ${JSON.stringify(text)}.`,
      ids.length === 0
        ? "no model is at hand: `edgewise models pull URL` gets one"
        : `at hand: ${ids.join(", ")}`,
    );
  }
  const wanted = version ?? newest.folder.manifest.version;
  const found = ofId.filter(({ folder }) => folder.manifest.version === wanted);
  const best = found.find(({ origin }) => origin === "pulled") ?? found[0];
  if (best) return best;
  const versions = ofId.map(({ folder }) => folder.manifest.version);
  throw new ModelUnknownError(
    `There is no version ${JSON.stringify(wanted)} of the model ${id}.`,
    `at hand: ${[...new Set(versions)].join(", ")}`,
  );
}

/** The exact model of the state, or undefined when it is gone or cannot be read. */
export function lookUp(catalogue: Catalogue, { id, version }: ModelReference): CatalogueModel | undefined {
  const found = catalogue.models.filter(
    ({ folder: { manifest } }) => manifest.id === id && manifest.version === version,
  );
  return found.find(({ origin }) => origin === "pulled") ?? found[0];
}

/** The bundled model of a task: for one in several languages that of `language`, else the first by id. */
export function bundledFor(catalogue: Catalogue, task: string, language: string): CatalogueModel | undefined {
  const bundled = catalogue.models.filter(
    ({ origin, folder }) => origin === "bundled" && folder.manifest.task === task,
  );
  return bundled.find(({ folder }) => folder.manifest.languages.includes(language)) ?? bundled[0];
}
