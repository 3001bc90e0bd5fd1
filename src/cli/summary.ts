import type { Command } from "commander";
import type { digestView } from "../http/views.ts";
import { type ClientOptions, daemonFor, withClientOptions } from "./client-options.ts";
import { UsageError } from "./errors.ts";
import { createOutput } from "./output.ts";
import { safeText } from "./style.ts";

interface SummaryOptions extends ClientOptions {
  day?: boolean;
  week?: boolean;
}

export function registerSummary(program: Command): void {
  withClientOptions(program.command("summary"))
    .description("what was unusual in the last 24 hours or seven days, as the daemon tells it now")
    .option("--day", "the last 24 hours (the default)")
    .option("--week", "the last seven days, with what came again and again and what to check")
    .action(async (options: SummaryOptions) => {
      if (options.day && options.week) {
        throw new UsageError("--day and --week do not go together.", "give one of them");
      }
      const { client } = daemonFor(options);
      const query = { span: options.week ? "week" : "day" };
      const found = await client.get<ReturnType<typeof digestView>>("/api/summary", { query });
      createOutput(options.json ?? false).result(safeText(found.text), found);
    });
}
