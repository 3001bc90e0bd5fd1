import type { LoadedView, ModelName, ModelView } from "../../domain/model-view.ts";
import type { ModelStatus } from "../model-source.ts";
import type { CatalogueModel } from "./catalogue.ts";
import { isSameModel } from "./state.ts";

/** Which models play which part for a task. */
export interface TaskRoles {
  active: ModelName | undefined;
  previous: ModelName | undefined;
  shadow: ModelName | undefined;
}

export function modelView(
  { origin, folder: { directory, manifest } }: CatalogueModel,
  roles: TaskRoles | undefined,
): ModelView {
  const sizes = new Map(manifest.files.map(({ path, bytes }) => [path, bytes]));
  const { id, version, task, languages, description, licence, data, parameters } = manifest;
  return {
    id,
    version,
    task,
    origin,
    directory,
    languages,
    description,
    licence,
    data,
    parameters,
    bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
    keyId: manifest.signature?.keyId,
    variants: manifest.variants.map(({ name, file, metrics, latencyMs }) => ({
      name,
      file,
      bytes: sizes.get(file) ?? 0,
      metrics,
      latencyMs,
    })),
    labelCounts: Object.fromEntries(
      Object.entries(manifest.labels).map(([name, labels]) => [name, labels.length]),
    ),
    roles: (["active", "previous", "shadow"] as const).filter(
      (role) => roles?.[role] !== undefined && isSameModel(roles[role], manifest),
    ),
  };
}

export function loadedView(status: ModelStatus | undefined): LoadedView | undefined {
  if (!status) return undefined;
  const { state, problem, variant, provider, latencyMs, loadMs, memoryBytes, runs, failures } = status;
  const candidates = status.candidates.map((one) => ({ ...one }));
  return { state, problem, variant, provider, latencyMs, loadMs, memoryBytes, runs, failures, candidates };
}
