import { type Command, Option } from "commander";
import { systemClock } from "../core/clock.ts";
import { parseLog } from "./logs/parse.ts";

interface ParseOptions {
  json?: boolean;
  bare?: boolean;
  templates?: boolean;
  zone: "utc" | "local";
}

export function registerLogs(program: Command): void {
  const logs = program.command("logs").description("what log lines have in common");
  logs
    .command("parse")
    .description("print for each line of a log the id and the text of its template")
    .argument("<file>", "text log in any of the formats that the daemon reads; - is standard input")
    .option("--json", "one JSON object a line, with parameters, severity and time")
    .option("--bare", "the lines are messages without a header (time, host, level)")
    .option("--templates", "end with all templates and their number of lines")
    .addOption(
      new Option("--zone <zone>", "zone of times that name none").default("local").choices(["utc", "local"]),
    )
    .action(async (file: string, options: ParseOptions) => {
      await parseLog({
        file,
        isBare: options.bare ?? false,
        isJson: options.json ?? false,
        withTemplates: options.templates ?? false,
        zone: options.zone,
        nowMs: systemClock.now(),
        stdin: process.stdin,
        stdout: process.stdout,
        signal: new AbortController().signal,
      });
    });
}
