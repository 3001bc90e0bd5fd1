import { type Command, InvalidArgumentError, Option } from "commander";
import { systemClock } from "../core/clock.ts";
import { topicProblem } from "../domain/topic.ts";
import { replayFormats } from "../simulate/replay/record.ts";
import { withClientOptions } from "./client-options.ts";
import { loadFor } from "./config.ts";
import { UsageError } from "./errors.ts";
import { parseLength } from "./moments.ts";
import { createOutput } from "./output.ts";
import { lookAtFiles } from "./replay/look-files.ts";
import { publishFiles } from "./replay/publish-files.ts";
import type { ReplayVerbOptions } from "./replay/run.ts";

export function registerReplay(program: Command): void {
  const collect = (value: string, before: string[] | undefined) => [...(before ?? []), value];
  withClientOptions(program.command("replay"))
    .description("publish recorded series and logs (CSV, JSON, numbers, text) as if they happened now")
    .argument("<files...>", "files, merged by time; each becomes a topic below the prefix")
    .option("--local", "publish nothing: say what the daemon would have said, on the times of the data")
    .option("--evidence", "with --local, the evidence of each incident too")
    .addOption(
      new Option(
        "--speed <factor>",
        "times as fast as it happened, or max: as fast as the broker acknowledges",
      )
        .default(Number.POSITIVE_INFINITY, "max")
        .argParser(parseSpeed),
    )
    .addOption(
      new Option(
        "--times <how>",
        "shift: moved so that the last record is now; keep: as in the file; arrival: none",
      )
        .default("shift")
        .choices(["shift", "keep", "arrival"]),
    )
    .option("--topic-prefix <topic>", "first levels of the topics", "replay")
    .option("--time <column>", "column or field that holds the time (default: found by itself)")
    .option("--value <column>", "take only this column or field; may be repeated", collect)
    .option("--skip <column>", "leave this column or field out; may be repeated", collect)
    .addOption(
      new Option(
        "--interval <length>",
        "time between records of files without times, e.g. 500ms (default: 1s)",
      ).argParser(parseLength),
    )
    .addOption(
      new Option("--zone <zone>", "zone of times that name none").default("utc").choices(["utc", "local"]),
    )
    .addOption(
      new Option("--format <format>", "format of the files (default: told from them)").choices([
        ...replayFormats,
      ]),
    )
    .option("--skip-bad-lines", "leave lines out that cannot be read, counted, instead of stopping")
    .option("--broker <url>", "MQTT broker to publish to (default: that of the configuration)")
    .action(async (files: string[], options: ReplayVerbOptions) => {
      const problem = topicProblem(options.topicPrefix);
      if (problem) throw new UsageError(`--topic-prefix: ${problem}.`, "give plain levels such as lab/line1");
      if (/^(?:edgewise(?:\/|$)|\$)/.test(options.topicPrefix)) {
        throw new UsageError(
          `--topic-prefix: nothing is read from ${options.topicPrefix}, which is for edgewise's or the broker's own topics.`,
          "give other levels such as lab/line1",
        );
      }
      const { config } = loadFor(options);
      const stopping = new AbortController();
      const stop = () => stopping.abort();
      process.once("SIGINT", stop);
      try {
        await (options.local ? lookAtFiles : publishFiles)({
          files,
          options,
          config,
          clock: systemClock,
          output: createOutput(options.json ?? false),
          signal: stopping.signal,
        });
      } finally {
        process.off("SIGINT", stop);
      }
    });
}

function parseSpeed(text: string): number {
  if (text === "max") return Number.POSITIVE_INFINITY;
  const speed = /^\d+(?:\.\d+)?x?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (speed > 0 && speed <= 1e9) return speed;
  throw new InvalidArgumentError(
    "It has to be max, or a number such as 1 (as it happened) or 60 (an hour a minute).",
  );
}
