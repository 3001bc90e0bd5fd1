import { resolve } from "node:path";
import type { Command } from "commander";
import { systemClock } from "../../core/clock.ts";
import { type Salvage, salvageDatabase } from "../../store/file/database.ts";
import { sayCount } from "../../text/say-list.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "../config.ts";
import { createOutput } from "../output.ts";
import { newFile } from "./database-file.ts";

interface SalvageOptions extends ConfigOptions {
  to?: string;
}

export function registerStoreSalvage(store: Command): void {
  withConfigOptions(store.command("salvage"))
    .argument(
      "<file>",
      "a damaged database, such as the edgewise.db.corrupt-… that the daemon set aside; it is only read",
    )
    .option("--to <file>", "the database to make (default: <file>.salvaged)")
    .description(
      "read everything that can be read of a damaged database into a new one; exit code 1 if some was lost",
    )
    .addHelpText(
      "after",
      "\nTo go on with it: stop the daemon, put the new file in the place of edgewise.db in daemon.dataDirectory, remove\n" +
        "edgewise.db-wal and edgewise.db-shm beside it, and start the daemon.",
    )
    .action((file: string, options: SalvageOptions) => {
      const from = resolve(file);
      const to = newFile(options.to ?? `${from}.salvaged`);
      const output = createOutput(options.json ?? false);
      output.progress(`reading ${from} …`);
      const salvage = salvageDatabase(from, to, loadFor(options).config.store, {
        now: systemClock.now(),
      });
      output.endProgress();
      const isWhole = salvage.tables.every((table) => table.isWhole);
      output.result(salvageText(from, salvage), { from, isWhole, ...salvage });
      if (!isWhole) process.exitCode = 1;
    });
}

function salvageText(from: string, { path, tables, lostRecords }: Salvage): string {
  const lines = tables
    .filter(({ rows, isWhole }) => rows > 0 || !isWhole)
    .map(
      ({ table, rows, isWhole }) =>
        `  ${table}: ${sayCount(rows, "row")}${isWhole ? "" : ", the rest is lost"}`,
    );
  if (lostRecords > 0)
    lines.push(
      `  at most ${sayCount(lostRecords, "queued record")} could not be read; gap records tell the sinks`,
    );
  return [`${path} holds what could be read of ${from}:`, ...lines].join("\n");
}
