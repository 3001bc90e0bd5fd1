import { readFile, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { type Command, Option } from "commander";
import { systemClock } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import { summaryTask } from "../summaries/nano/nano-writer.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "./config.ts";
import { EmptyInputError, FileTooLargeError, FileUnreadableError } from "./errors.ts";
import { createOutput } from "./output.ts";
import { terminalStyle } from "./style.ts";
import { createWriter, factsIn } from "./summarize/facts.ts";
import { lookAtLog } from "./summarize/log.ts";
import { withTaskModel } from "./summarize/models.ts";
import { summarisedText } from "./summarize/print.ts";
import { type InputKind, inputKinds, recognise } from "./summarize/recognise.ts";
import type { Summarised } from "./summarize/summarised.ts";
import { condenseText, textTask } from "./summarize/text.ts";

interface SummarizeOptions extends ConfigOptions {
  as?: InputKind;
  style: Summarised["style"];
  zone: "local" | "utc";
}

/** Larger inputs are no excerpts. */
const bytesMax = 16 * 1_048_576;

export function registerSummarize(program: Command): void {
  withConfigOptions(program.command("summarize").alias("summarise"))
    .description("say in a few sentences what facts, a log excerpt or a text tell, without a daemon")
    .argument("<file>", "facts as JSON, a log excerpt or a text; - is standard input")
    .addOption(
      new Option("--as <kind>", "what the file is (default: told by its content)").choices([...inputKinds]),
    )
    .addOption(
      new Option("--style <style>", "alert: one line for a phone; explanation: a sentence; report: several")
        .choices(["alert", "explanation", "report"])
        .default("report"),
    )
    .addOption(
      new Option("--zone <zone>", "zone of log times that name none")
        .choices(["utc", "local"])
        .default("local"),
    )
    .action(async (file: string, options: SummarizeOptions) => {
      const output = createOutput(options.json ?? false);
      const content = await readInput(file, process.stdin);
      const { config } = loadFor(options);
      const { timeZone } = config.daemon;
      const found = await summarise(content, { ...options, file, config, timeZone });
      output.result(summarisedText(found, { timeZone, style: terminalStyle() }), found);
    });
}

type Run = Omit<SummarizeOptions, "config"> & {
  file: string;
  config: ReturnType<typeof loadFor>["config"];
  timeZone: string | undefined;
};

async function summarise(content: string, run: Run): Promise<Summarised> {
  const { file, config, style } = run;
  if (content.trim() === "") throw new EmptyInputError(file);
  const input = run.as ?? recognise(content);
  const name = file === "-" ? "standard input" : file;
  // Before a model is loaded, so that a bad file is told at once.
  const given = input === "facts" ? factsIn(content, name, config) : undefined;
  return withTaskModel(config, input === "text" ? textTask : summaryTask, async (models, problem) => {
    const startMs = systemClock.monotonicMs();
    const elapsedMs = () => Math.round((systemClock.monotonicMs() - startMs) * 10) / 10;
    if (input === "text") {
      const { digest, said } = await condenseText(content, { file, style, models });
      const summaries = [{ text: said, writer: digest.method, facts: undefined }];
      return {
        input,
        style,
        summaries,
        text: digest,
        remarks: problem === undefined ? [] : [`Without the model: ${problem}.`],
        elapsedMs: elapsedMs(),
      };
    }
    const writer = createWriter(config, models, run.timeZone);
    const write = async (facts: Parameters<typeof writer.summarise>[0]) => {
      const summary = await writer.summarise(facts, style);
      return { text: summary.text, writer: summary.writer, facts };
    };
    if (given !== undefined) {
      return { input, style, summaries: [await write(given)], remarks: [], elapsedMs: elapsedMs() };
    }
    const look = await lookAtLog(content, { ...run, now: systemClock.now() });
    const summaries: Summarised["summaries"][number][] = [];
    for (const incident of look.incidents.slice(0, incidentsMax))
      summaries.push(await write(writer.factsOf(incident)));
    if (summaries.length === 0) summaries.push({ text: look.quiet, writer: "count", facts: undefined });
    const more = look.incidents.length - incidentsMax;
    const remarks = more > 0 ? [...look.remarks, `${more} more incidents are not shown.`] : look.remarks;
    return { input, style, summaries, log: look.read, remarks, elapsedMs: elapsedMs() };
  });
}

const incidentsMax = 20;

async function readInput(file: string, stdin: Readable): Promise<string> {
  let bytes: Buffer;
  try {
    if (file !== "-") {
      if ((await stat(file)).size > bytesMax) throw new FileTooLargeError(file, bytesMax);
      bytes = await readFile(file);
    } else {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of stdin) {
        size += (chunk as Buffer).length;
        if (size > bytesMax) throw new FileTooLargeError("standard input", bytesMax);
        chunks.push(chunk as Buffer);
      }
      bytes = Buffer.concat(chunks);
    }
  } catch (error) {
    if (error instanceof FileTooLargeError) throw error;
    throw new FileUnreadableError(file, errorMessage(error));
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Logs of old devices: every byte is a character of Latin-1.
    return bytes.toString("latin1");
  }
}
