import { type Command, Option } from "commander";
import { createJudge } from "../anomaly/judge.ts";
import { readPatternNetwork } from "../app/pattern-network.ts";
import { systemClock } from "../core/clock.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "./config.ts";
import { parseBudget } from "./detect/budget.ts";
import { runDetect } from "./detect/run.ts";
import { UsageError } from "./errors.ts";
import { terminalStyle } from "./style.ts";

interface DetectOptions extends ConfigOptions {
  time?: string;
  value?: string[];
  plot?: string;
  budget?: number;
  zone: "utc" | "local";
}

export function registerDetect(program: Command): void {
  withConfigOptions(program.command("detect"))
    .description("judge each row of CSV files by the rows before it: how unusual, what was expected, and why")
    .argument("[files...]", "CSV files, each judged on its own; - is standard input")
    .option("--time <column>", "column that holds the time (default: found by itself)")
    .option("--value <columns...>", "columns to judge, jointly (default: all with numbers)")
    .option("--plot <file.svg>", "draw the series, the expected range and the alarms too")
    .addOption(
      new Option(
        "--budget <alarms>",
        "false alarms that are bearable, such as 2/week or 1/day (default: anomaly.falseAlarmsPerWeek)",
      ).argParser(parseBudget),
    )
    .addOption(
      new Option("--zone <zone>", "zone of times that name none, and of times shown")
        .default("utc")
        .choices(["utc", "local"]),
    )
    .action(async (files: string[], options: DetectOptions) => {
      if (files.length === 0) {
        throw new UsageError(
          "There is no file to judge.",
          "name files before --value, which takes all words behind it; - is standard input",
        );
      }
      const alarmsPerWeek = options.budget ?? loadFor(options).config.anomaly.falseAlarmsPerWeek;
      const network = readPatternNetwork();
      const stopping = new AbortController();
      const stop = () => stopping.abort();
      process.once("SIGINT", stop);
      try {
        await runDetect({
          files,
          time: options.time,
          value: options.value,
          json: options.json ?? false,
          plot: options.plot,
          zone: options.zone,
          openJudge: (columns) => createJudge({ columns, network, alarmsPerWeek }),
          clock: systemClock,
          style: terminalStyle(),
          stdin: process.stdin,
          stdout: process.stdout,
          stderr: process.stderr,
          signal: stopping.signal,
        });
      } finally {
        process.off("SIGINT", stop);
      }
    });
}
