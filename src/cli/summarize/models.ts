import { modelHostVersions, modelKeysDirectory, modelPlaces } from "../../app/model-places.ts";
import type { EdgewiseConfig } from "../../config/schema.ts";
import { errorMessage } from "../../core/errors.ts";
import type { ModelRunner } from "../../domain/ports.ts";
import { findModel, readCatalogue } from "../../inference/registry/catalogue.ts";
import { openModel } from "../../inference/registry/model-opener.ts";
import { readStoppedModels } from "../../inference/registry/stopped-view.ts";

/**
 * Runs `work` with the model that would answer for `task`, in an inference host of its own, so that it neither needs a
 * daemon nor disturbs one. Without such a model, or when it cannot be loaded, `work` gets none and is told why.
 */
export async function withTaskModel<T>(
  config: EdgewiseConfig,
  task: string,
  work: (models: ModelRunner | undefined, problem: string | undefined) => Promise<T>,
): Promise<T> {
  const places = modelPlaces(config.daemon.dataDirectory);
  const { tasks } = await readStoppedModels(places);
  const active = tasks.find((one) => one.task === task)?.active;
  if (active === undefined) return work(undefined, `there is no model for ${task} on this device`);
  const { source } = await openModel(
    findModel(await readCatalogue(places), `${active.id}@${active.version}`),
    {
      keysDirectory: modelKeysDirectory,
      settings: () => config.inference,
      versions: modelHostVersions(),
    },
  );
  const { withHost } = await import("../models/stopped-registry.ts");
  return withHost(config, async (host) => {
    let problem: string | undefined;
    try {
      await host.load(task, source);
    } catch (error) {
      problem = errorMessage(error);
    }
    return problem === undefined ? work(host, undefined) : work(undefined, problem);
  });
}
