import { modelHostVersions, modelKeysDirectory, modelPlaces } from "../../app/model-places.ts";
import type { EdgewiseConfig } from "../../config/schema.ts";
import { errorMessage } from "../../core/errors.ts";
import type { ModelRunner } from "../../domain/ports.ts";
import { findModel, readCatalogue } from "../../inference/registry/catalogue.ts";
import { openModel } from "../../inference/registry/model-opener.ts";
import { readStoppedModels } from "../../inference/registry/stopped-view.ts";
import { withHost } from "../models/stopped-registry.ts";

/**
 * Runs `work` with the models that would answer for `tasks`, in an inference host of its own, so that it neither needs a daemon
 * nor disturbs one. A task without a usable model has none; `problems` says why.
 */
export async function withModels<T>(
  config: EdgewiseConfig,
  tasks: readonly string[],
  work: (models: ModelRunner, problems: readonly string[]) => Promise<T>,
): Promise<T> {
  const places = modelPlaces(config.daemon.dataDirectory);
  const found = await readStoppedModels(places);
  const catalogue = await readCatalogue(places);
  const problems: string[] = [];
  return withHost(config, async (host) => {
    for (const task of tasks) {
      const active = found.tasks.find((one) => one.task === task)?.active;
      if (!active) {
        problems.push(`there is no model for ${task} on this device`);
        continue;
      }
      try {
        const { source } = await openModel(findModel(catalogue, `${active.id}@${active.version}`), {
          keysDirectory: modelKeysDirectory,
          settings: () => config.inference,
          versions: modelHostVersions(),
        });
        await host.load(task, source);
      } catch (error) {
        problems.push(errorMessage(error));
      }
    }
    return work(host, problems);
  });
}
