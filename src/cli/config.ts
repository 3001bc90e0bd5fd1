import type { Command } from "commander";
import { loadUsable, prepareCommands } from "../app/orders/load-usable.ts";
import { configReference } from "../config/docs.ts";
import { configJsonSchema } from "../config/json-schema.ts";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import { metricsReference } from "../config/metrics-docs.ts";
import type { Ordered } from "../config/ordered.ts";
import { redact } from "../config/redact.ts";
import { edgewiseConfig } from "../config/schema.ts";
import { createOutput } from "./output.ts";

/** Options of every verb that reads the configuration. */
export interface ConfigOptions {
  config?: string;
  set?: string[];
  json?: boolean;
}

/** Adds `--config`, `--set` and `--json` to a verb. */
export function withConfigOptions(command: Command): Command {
  return command
    .option(
      "-c, --config <file>",
      "configuration file (default: $EDGEWISE_CONFIG, else /etc/edgewise/edgewise.yaml)",
    )
    .option("-s, --set <setting=value...>", "override one setting, e.g. --set bus.broker.port=1884")
    .option("--json", "print JSON");
}

/** `ordered`: what orders have set, in place of what is in their file. */
export function loadFor(options: ConfigOptions, ordered?: Ordered): LoadedConfig {
  return loadConfig({ file: options.config, flags: options.set ?? [], environment: process.env, ordered });
}

export function checkConfig(options: ConfigOptions): void {
  const loaded = loadUsable((ordered) => loadFor(options, ordered));
  const { config, files, ordered } = loaded;
  prepareCommands(loaded);
  const output = createOutput(options.json ?? false);
  const read = files.length > 0 ? files.join(", ") : "no files; all defaults";
  const leftOut = ordered.reason === undefined ? "" : `\nWhat was ordered is left out:\n${ordered.reason}`;
  output.result(`The configuration is valid (${read}).${leftOut}`, {
    isValid: true,
    files,
    ordered: ordered.status,
    orderedProblem: ordered.reason,
    config: redact(edgewiseConfig, config),
  });
}

export function registerConfig(program: Command): void {
  const command = program.command("config").description("check, document and print the configuration");
  withConfigOptions(command.command("check"))
    .description("validate the configuration and list everything wrong with it")
    .action((options: ConfigOptions) => checkConfig(options));
  command
    .command("docs")
    .description("print the reference of every setting as Markdown")
    .option("--metrics", "the reference of metrics and log events instead")
    .action((options: { metrics?: boolean }) => {
      process.stdout.write(`${options.metrics ? metricsReference() : configReference()}\n`);
    });
  command
    .command("schema")
    .description("print the JSON Schema of the configuration file, for editors")
    .action(() => {
      process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    });
}

/** `edgewise check`, short for `edgewise config check`. */
export function registerCheck(program: Command): void {
  withConfigOptions(program.command("check"))
    .description("short for `config check`")
    .action((options: ConfigOptions) => checkConfig(options));
}
