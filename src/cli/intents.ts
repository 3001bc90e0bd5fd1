import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import type { Command } from "commander";
import { modelHostVersions, modelKeysDirectory, modelPlaces } from "../app/model-places.ts";
import { commandTask, createEncoder } from "../commands/nano/encoder.ts";
import { evaluateIntents } from "../commands/own-intents/evaluate.ts";
import {
  type LabelledLine,
  readLabelledLines,
  requireIntents,
} from "../commands/own-intents/labelled-lines.ts";
import type { EdgewiseConfig } from "../config/schema.ts";
import { systemClock } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import { type CatalogueModel, findModel, readCatalogue } from "../inference/registry/catalogue.ts";
import { openModel } from "../inference/registry/model-opener.ts";
import { readStoppedModels } from "../inference/registry/stopped-view.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "./config.ts";
import { FileUnreadableError, UsageError } from "./errors.ts";
import { evaluationText, summaryOf } from "./intents/text.ts";
import { createOutput } from "./output.ts";

interface EvalOptions extends ConfigOptions {
  train: string;
  test: string;
  model?: string;
}

export function registerIntents(program: Command): void {
  const intents = program
    .command("intents")
    .description("intents of your own, learnt from example sentences (commands.ownIntents)");
  withConfigOptions(intents.command("eval"))
    .description("learn intents from one file and test them with another, without a daemon")
    .requiredOption("--train <file>", "lines of a text, a tab and its intent; __oos__ is out of scope")
    .requiredOption("--test <file>", "lines to test with, likewise")
    .option("--model <model>", "command model as ID or ID@VERSION (default: the active one)")
    .addHelpText(
      "after",
      [
        "",
        "In-scope accuracy counts a text that was rejected as wrong. With --json one line for each text of the test",
        "({text, gold, intent, score, …}: rejected below a score of 0.5), and one with the summary at the end.",
      ].join("\n"),
    )
    .action(async (options: EvalOptions) => {
      const output = createOutput(options.json ?? false);
      const train = await readLines(options.train);
      requireIntents(train, options.train);
      const test = await readLines(options.test);
      const { config } = loadFor(options);
      output.progress(`learning ${train.length} examples and testing ${test.length} texts …`);
      const { evaluation, model } = await evaluate(train, test, { config, name: options.model });
      output.endProgress();
      if (output.isJson) for (const prediction of evaluation.predictions) output.result("", prediction);
      output.result(evaluationText(evaluation, model), { summary: summaryOf(evaluation, model) });
    });
}

async function readLines(file: string): Promise<LabelledLine[]> {
  let content: string;
  try {
    content = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (error) {
    throw new FileUnreadableError(file, errorMessage(error));
  }
  return readLabelledLines(content, file);
}

/** In an inference host of its own, so that it neither needs a daemon nor disturbs one. */
async function evaluate(
  train: readonly LabelledLine[],
  test: readonly LabelledLine[],
  { config, name }: { config: EdgewiseConfig; name: string | undefined },
) {
  const found = await commandModel(config, name);
  const { source } = await openModel(found, {
    keysDirectory: modelKeysDirectory,
    settings: () => config.inference,
    versions: modelHostVersions(),
  });
  const { withHost } = await import("./models/stopped-registry.ts");
  return withHost(config, async (host) => {
    await host.load(commandTask, source);
    // What is wrong with the model comes with the rejection of the first run, too.
    const encoder = createEncoder({ models: host, onUnusable: () => {} });
    await encoder.start();
    const evaluation = await evaluateIntents(train, test, {
      encoder,
      clock: systemClock,
      pause: () => setImmediate(),
      signal: new AbortController().signal,
    });
    encoder.stop();
    return { evaluation, model: `${source.id}@${source.version}` };
  });
}

/** The named one, or the one that would answer commands. */
async function commandModel(config: EdgewiseConfig, name: string | undefined): Promise<CatalogueModel> {
  const places = modelPlaces(config.daemon.dataDirectory);
  const { tasks } = await readStoppedModels(places);
  const active = tasks.find(({ task }) => task === commandTask)?.active;
  const wanted = name ?? (active && `${active.id}@${active.version}`);
  if (wanted === undefined) {
    throw new UsageError(
      "There is no command model on this device, so nothing can be learnt.",
      "get one with `edgewise models pull URL`, or name one with --model",
    );
  }
  const model = findModel(await readCatalogue(places), wanted);
  const { task } = model.folder.manifest;
  if (task !== commandTask) {
    throw new UsageError(`${wanted} is a model for ${task}, not for commands.`, "name another with --model");
  }
  return model;
}
