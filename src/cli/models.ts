import type { Command } from "commander";
import { registerModelsBench } from "./models/bench.ts";
import { registerModelsList } from "./models/list.ts";
import { registerModelsPull } from "./models/pull.ts";
import { registerModelsSign } from "./models/sign.ts";
import { registerModelsSwitch } from "./models/switch.ts";
import { registerModelsVerify } from "./models/verify.ts";

export function registerModels(program: Command): void {
  const models = program
    .command("models")
    .description("the models on this device: what they are, which one answers, and getting others")
    .addHelpText(
      "after",
      [
        "",
        "A model is named ID or ID@VERSION; without a version the newest one at hand is meant.",
        "pull, verify, bench and sign work on this machine's disk; the others ask the running daemon, and change",
        "the disk in its place when it does not run.",
      ].join("\n"),
    );
  registerModelsList(models);
  registerModelsVerify(models);
  registerModelsPull(models);
  registerModelsSwitch(models);
  registerModelsBench(models);
  registerModelsSign(models);
}
