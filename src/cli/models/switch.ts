import type { Command } from "commander";
import type { ModelSwitch } from "../../domain/model-view.ts";
import { taskModelView } from "../../http/views.ts";
import type { ModelRegistry } from "../../inference/registry/service.ts";
import { type ClientOptions, daemonFor, isLocalDaemon, withClientOptions } from "../client-options.ts";
import { loadFor } from "../config.ts";
import { DaemonUnreachableError, UsageError } from "../errors.ts";
import { createOutput } from "../output.ts";
import { nameOf, switchText } from "./text.ts";

type ShadowTask = ReturnType<typeof taskModelView>;

/** The verbs that change which model answers. */
export function registerModelsSwitch(models: Command): void {
  withClientOptions(models.command("activate"))
    .argument("<model>", "as ID or ID@VERSION")
    .description("let a model answer for its task, once it passed its self-test; no restart is needed")
    .action(async (model: string, options: ClientOptions) => {
      const done = await change<ModelSwitch>(options, "/api/models/activate", { model }, (registry) =>
        registry.activate(model),
      );
      createOutput(options.json ?? false).result(switchText(done.value) + done.notice, done.value);
    });
  withClientOptions(models.command("rollback"))
    .argument("<task>", "as `edgewise models list` shows it, e.g. command")
    .description("let the model before answer again, else the bundled one")
    .action(async (task: string, options: ClientOptions) => {
      const done = await change<ModelSwitch>(options, "/api/models/rollback", { task }, (registry) =>
        registry.rollback(task),
      );
      createOutput(options.json ?? false).result(switchText(done.value) + done.notice, done.value);
    });
  withClientOptions(models.command("shadow"))
    .argument("[model]", "as ID or ID@VERSION")
    .option("--end <task>", "end the comparison of this task instead")
    .description(
      "compare a model with the active one on live inputs, before it is activated; it never answers",
    )
    .action(async (model: string | undefined, options: ClientOptions & { end?: string }) => {
      if ((model === undefined) === (options.end === undefined)) {
        throw new UsageError(
          "Either a model or --end TASK is needed.",
          "see `edgewise models shadow --help`",
        );
      }
      const wish = model === undefined ? { task: options.end ?? "" } : { model };
      const done = await change<ShadowTask>(options, "/api/models/shadow", wish, async (registry) =>
        taskModelView(await registry.setShadow(wish)),
      );
      createOutput(options.json ?? false).result(shadowText(done.value) + done.notice, done.value);
    });
}

/** Asks the daemon; while it does not run, the same is done to what it will read at its start. */
async function change<T>(
  options: ClientOptions,
  path: string,
  body: object,
  inItsPlace: (registry: ModelRegistry) => Promise<T>,
): Promise<{ value: T; notice: string }> {
  const { client } = daemonFor(options);
  try {
    return { value: await client.post<T>(path, body), notice: "" };
  } catch (error) {
    if (!(error instanceof DaemonUnreachableError) || !isLocalDaemon(options)) throw error;
  }
  const { config } = loadFor(options);
  // Here, so that asking a daemon does not load what a daemon is made of.
  const { withStoppedRegistry } = await import("./stopped-registry.ts");
  const value = await withStoppedRegistry({ config, url: client.url }, inItsPlace);
  return { value, notice: " The daemon does not run; it takes this up when it starts." };
}

function shadowText({ task, active, shadow }: ShadowTask): string {
  if (!shadow) return `No shadow model sees the inputs of ${task} any more.`;
  const other = active ? ` and is compared with ${nameOf(active)}` : "";
  return `${nameOf(shadow.model)} sees the inputs of ${task}${other}; \`edgewise models list\` tells how often they agree.`;
}
