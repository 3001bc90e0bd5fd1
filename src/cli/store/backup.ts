import type { Command } from "commander";
import { backUp } from "../../store/file/backup.ts";
import { sayBytes } from "../bytes.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "../config.ts";
import { createOutput } from "../output.ts";
import { databaseFile, newFile } from "./database-file.ts";

export function registerStoreBackup(store: Command): void {
  withConfigOptions(store.command("backup"))
    .argument("<file>", "the file to make; one that is there is not written over")
    .description(
      "copy the database as it is at this moment into one checked file, also while the daemon writes",
    )
    .addHelpText(
      "after",
      "\nTo go back to it: stop the daemon, put the file in the place of edgewise.db in daemon.dataDirectory, remove\n" +
        "edgewise.db-wal and edgewise.db-shm beside it, and start the daemon. What was queued then and sent since is sent again\n" +
        "under its id.",
    )
    .action(async (file: string, options: ConfigOptions) => {
      const { config } = loadFor(options);
      const from = databaseFile(config);
      const output = createOutput(options.json ?? false);
      output.progress(`copying ${from} …`);
      const backup = await backUp(from, newFile(file)).finally(output.endProgress);
      const text = `${backup.path} holds ${from} (${sayBytes(backup.bytes)}, schema ${backup.schema}), checked.`;
      output.result(text, { from, ...backup });
    });
}
