import type { Command } from "commander";
import { registerStoreBackup } from "./store/backup.ts";
import { registerStoreCheck } from "./store/check.ts";
import { registerStoreSalvage } from "./store/salvage.ts";

export function registerStore(program: Command): void {
  const store = program
    .command("store")
    .description(
      "the database of this device: back it up, check it, and read back what is left of a damaged one",
    )
    .addHelpText(
      "after",
      "\nAll of it works on this machine's disk. backup and check may be used while the daemon runs: they read beside it.",
    );
  registerStoreBackup(store);
  registerStoreCheck(store);
  registerStoreSalvage(store);
}
