import { resolve } from "node:path";
import type { Command } from "commander";
import { checkDatabase, type DatabaseCheck } from "../../store/file/check.ts";
import { sayBytes } from "../bytes.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "../config.ts";
import { createOutput } from "../output.ts";
import { safeText } from "../style.ts";
import { databaseFile } from "./database-file.ts";

interface CheckOptions extends ConfigOptions {
  quick?: boolean;
}

export function registerStoreCheck(store: Command): void {
  withConfigOptions(store.command("check"))
    .argument("[file]", "a database; that of the configuration when left out")
    .option("--quick", "leave out whether indexes and tables agree")
    .description(
      "read the whole database and say what is damaged, also while the daemon runs; exit code 1 if so",
    )
    .action((file: string | undefined, options: CheckOptions) => {
      const path = file === undefined ? databaseFile(loadFor(options).config) : resolve(file);
      const output = createOutput(options.json ?? false);
      output.progress(`reading ${path} …`);
      const check = checkDatabase(path, { isQuick: options.quick ?? false });
      output.endProgress();
      output.result(checkText(path, check), { path, ...check });
      if (!check.isSound) process.exitCode = 1;
    });
}

function checkText(path: string, { isSound, problems, schema, bytes, freeBytes }: DatabaseCheck): string {
  const about = `${sayBytes(bytes)}, ${sayBytes(freeBytes)} of them free${schema === undefined ? "" : `, schema ${schema}`}`;
  if (isSound) return `${path} is sound (${about}).`;
  const lines = problems.map((problem) => `  ${safeText(problem)}`);
  return [
    `${path} is damaged (${about}):`,
    ...lines,
    `→ \`edgewise store salvage ${path} --to NEW\` reads back what is left`,
  ].join("\n");
}
