import type { Command } from "commander";
import { modelPlaces } from "../../app/model-places.ts";
import { modelsView } from "../../http/views.ts";
import { ModelUnknownError } from "../../inference/registry/errors.ts";
import { readStoppedModels } from "../../inference/registry/stopped-view.ts";
import { type ClientOptions, daemonFor, isLocalDaemon, withClientOptions } from "../client-options.ts";
import { loadFor } from "../config.ts";
import { DaemonUnreachableError } from "../errors.ts";
import { createOutput } from "../output.ts";
import { terminalStyle } from "../style.ts";
import { modelsText, modelText } from "./text.ts";

type Models = ReturnType<typeof modelsView>;

export function registerModelsList(models: Command): void {
  withClientOptions(models.command("list", { isDefault: true }))
    .description("models at hand, and which one answers for each task (the default)")
    .action(async (options: ClientOptions) => {
      const { found, source, timeZone } = await readModels(options);
      const view = { style: terminalStyle(), timeZone, isRunning: source === "daemon" };
      createOutput(options.json ?? false).result(modelsText(found, view), { source, ...found });
    });
  withClientOptions(models.command("show"))
    .argument("<model>", "as ID or ID@VERSION")
    .description("one model: its variants, data and licences, how it runs here, how its shadow agrees")
    .action(async (name: string, options: ClientOptions) => {
      const { found, source, timeZone } = await readModels(options);
      const [id, version] = name.split("@");
      const model = found.models.find(
        (one) => one.id === id && (version === undefined || one.version === version),
      );
      if (!model) throw new ModelUnknownError(`There is no model ${JSON.stringify(name)}.`);
      const task = found.tasks.find((one) => one.task === model.task);
      const view = { style: terminalStyle(), timeZone, isRunning: source === "daemon" };
      createOutput(options.json ?? false).result(modelText(model, task, view), { source, model, task });
    });
}

/** From the daemon, or from the disk while it does not run. */
async function readModels(
  options: ClientOptions,
): Promise<{ found: Models; source: "daemon" | "disk"; timeZone: string | undefined }> {
  const { client, timeZone } = daemonFor(options);
  try {
    return { found: await client.get<Models>("/api/models"), source: "daemon", timeZone };
  } catch (error) {
    if (!(error instanceof DaemonUnreachableError) || !isLocalDaemon(options)) throw error;
    const { config } = loadFor(options);
    const found = modelsView(await readStoppedModels(modelPlaces(config.daemon.dataDirectory)));
    return { found, source: "disk", timeZone };
  }
}
