import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createRandom } from "../../src/simulate/engine/random.ts";
import { repositoryRoot } from "../support/daemon.ts";
import { printFigure } from "./figure.ts";
import { type Accuracy, accuracyOf } from "./logs/accuracy.ts";
import { generatedLog, type LabelledLog, randomWords, readLoghub } from "./logs/corpora.ts";

const systems = ["Android", "Apache", "HDFS", "HPC", "Linux", "Mac", "OpenSSH", "Zookeeper"];
const generatedLines = 150_000;
const generatedTemplates = 400;

/** More passes where a few take too short a time to measure. */
const fastTimes = 25;

/** Who mines: in a process of its own, one after the other. */
interface Miner {
  name: string;
  run(input: string, passes: number, output: string): Measured;
}

interface Measured {
  /** Of processor time, so that other work on the machine does not count. */
  linesPerSecond: number;
  grownBytes: number;
}

interface Speed {
  log: string;
  lines: number;
  measured: Measured[];
}

/**
 * Log templates: grouping and parsing accuracy on eight systems of loghub, lines a second and memory on these logs
 * repeated, on a generated log and on random words, beside drain3 in the same run. `EDGEWISE_BENCH_LOGS` is the folder
 * of loghub (default `../shared/data/logs/loghub`); drain3 is run by the Python of EDGEWISE_BENCH_PYTHON (default `python3`) and
 * left out, with a line on standard error, where that has none. The tables go to `test/bench/results/logs.md`.
 */
export async function runLogs(): Promise<void> {
  const folder = resolve(repositoryRoot, process.env.EDGEWISE_BENCH_LOGS ?? "../shared/data/logs/loghub");
  if (!existsSync(folder)) {
    process.stderr.write(`There is no folder ${folder}; set EDGEWISE_BENCH_LOGS to that of loghub.\n`);
    process.exitCode = 2;
    return;
  }
  const directory = await mkdtemp(join(tmpdir(), "edgewise-bench-logs-"));
  try {
    const miners = availableMiners();
    const logs = systems.map((system) => readLoghub(folder, system));
    const accuracies = new Map<string, Accuracy[]>();
    for (const log of logs) accuracies.set(log.name, await accuraciesOf(miners, log, directory));
    const speeds = await speedsOf(miners, logs, directory);
    print(miners, accuracies, speeds);
    const report = reportOf(miners, accuracies, speeds);
    process.stderr.write(report);
    const target = join(repositoryRoot, "test", "bench", "results");
    await mkdir(target, { recursive: true });
    await writeFile(join(target, "logs.md"), report);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function accuraciesOf(
  miners: readonly Miner[],
  log: LabelledLog,
  directory: string,
): Promise<Accuracy[]> {
  const input = join(directory, "accuracy.log");
  const output = join(directory, "accuracy.tsv");
  await writeFile(input, log.messages.map((message) => `${message}\n`).join(""));
  const accuracies: Accuracy[] = [];
  for (const miner of miners) {
    miner.run(input, 1, output);
    const rows = (await readFile(output, "utf8")).split("\n").slice(0, -1);
    const ids = rows.map((row) => row.slice(0, row.indexOf("\t")));
    const texts = rows.map((row) => row.slice(row.indexOf("\t") + 1));
    accuracies.push(accuracyOf(log, { ids, texts }));
  }
  return accuracies;
}

async function speedsOf(
  miners: readonly Miner[],
  logs: readonly LabelledLog[],
  directory: string,
): Promise<Speed[]> {
  const seeds = join(repositoryRoot, "models", "train", "logs", "seeds");
  const generated = generatedLog(seeds, {
    random: createRandom(1),
    lineCount: generatedLines,
    templateCount: generatedTemplates,
  });
  const inputs: readonly [string, readonly string[], number][] = [
    ["eight systems, repeated", logs.flatMap(({ messages }) => messages), 2],
    ["generated, first pass", generated.messages, 1],
    ["random words, first pass", randomWords(createRandom(2), 3_000), 1],
  ];
  const speeds: Speed[] = [];
  for (const [log, messages, passes] of inputs) {
    const input = join(directory, "speed.log");
    await writeFile(input, messages.map((message) => `${message}\n`).join(""));
    speeds.push({
      log,
      lines: messages.length * Math.max(1, passes - 1),
      measured: miners.map((miner) =>
        miner.run(input, miner.name === "edgewise" && passes > 1 ? fastTimes * passes : passes, ""),
      ),
    });
  }
  return speeds;
}

function availableMiners(): Miner[] {
  const script = fileURLToPath(new URL("./logs/mine.js", import.meta.url));
  const edgewise: Miner = {
    name: "edgewise",
    run: (...args) => measured(process.execPath, [script, ...args.map(String)], args[0]),
  };
  const { EDGEWISE_BENCH_PYTHON: python = "python3" } = process.env;
  const drain = join(repositoryRoot, "test", "bench", "logs", "drain.py");
  const found = spawnSync(python, ["-c", "import drain3"], { encoding: "utf8" });
  if (found.status !== 0) {
    const reason = found.error?.message ?? found.stderr.trim().split("\n").at(-1);
    process.stderr.write(
      `No drain3: ${python} cannot run it (${reason}); ` +
        "`pip install drain3` and name that interpreter in EDGEWISE_BENCH_PYTHON\n",
    );
    return [edgewise];
  }
  const drainMiner = (name: string, kind: string): Miner => ({
    name,
    run: (...args) => measured(python, [drain, ...args.map(String), kind], args[0]),
  });
  return [edgewise, drainMiner("drain3", "plain"), drainMiner("drain3 with masks", "masked")];
}

function measured(program: string, args: readonly string[], input: string): Measured {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 2 ** 24 });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${stderr}`);
  const { seconds, timedPasses, grown } = JSON.parse(stdout) as Record<
    "seconds" | "timedPasses" | "grown",
    number
  >;
  return { linesPerSecond: (lineCount(input) * timedPasses) / seconds, grownBytes: grown };
}

function lineCount(file: string): number {
  const { stdout } = spawnSync("wc", ["-l", file], { encoding: "utf8" });
  return Number.parseInt(stdout, 10);
}

function print(
  miners: readonly Miner[],
  accuracies: ReadonlyMap<string, readonly Accuracy[]>,
  speeds: readonly Speed[],
): void {
  for (const [index, { name }] of miners.entries()) {
    printFigure(
      "logs",
      `${name}, grouping accuracy, mean of eight systems`,
      meanOf(accuracies, index, "grouping"),
      "share",
    );
    printFigure(
      "logs",
      `${name}, parsing accuracy, mean of eight systems`,
      meanOf(accuracies, index, "parsing"),
      "share",
    );
    for (const { log, measured } of speeds) {
      printFigure("logs", `${name}, ${log}`, measured[index]?.linesPerSecond ?? Number.NaN, "lines/s");
      printFigure("logs", `${name}, ${log}, growth`, (measured[index]?.grownBytes ?? Number.NaN) / 1e6, "MB");
    }
  }
}

function meanOf(
  accuracies: ReadonlyMap<string, readonly Accuracy[]>,
  miner: number,
  measure: keyof Accuracy,
): number {
  const values = [...accuracies.values()].map((each) => each[miner]?.[measure] ?? Number.NaN);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function reportOf(
  miners: readonly Miner[],
  accuracies: ReadonlyMap<string, readonly Accuracy[]>,
  speeds: readonly Speed[],
): string {
  const names = miners.map(({ name }) => name);
  const measures = [
    ["grouping", "Grouping accuracy: lines whose group is exactly a labelled one."],
    ["parsing", "Parsing accuracy: lines whose template is the labelled one to the letter."],
    ["parsingOfWords", "Parsing accuracy of words: the same, a token with a variable part being one."],
  ] as const;
  const tables = measures.map(([measure, title]) =>
    [
      `## ${title}`,
      "",
      row(["system", ...names]),
      row(["---", ...names.map(() => "---:")]),
      ...[...accuracies].map(([system, each]) =>
        row([system, ...each.map((one) => one[measure].toFixed(3))]),
      ),
      row(["mean", ...names.map((_, index) => meanOf(accuracies, index, measure).toFixed(3))]),
    ].join("\n"),
  );
  const speedRows = speeds.map(({ log, lines, measured }) =>
    row([
      log,
      lines.toLocaleString("en"),
      ...measured.map(({ linesPerSecond, grownBytes }) => {
        const rate = Math.round(linesPerSecond / 1000).toLocaleString("en");
        return `${rate} k/s, ${(grownBytes / 1e6).toFixed(0)} MB`;
      }),
      (measured[0] && measured[1]
        ? measured[0].linesPerSecond / measured[1].linesPerSecond
        : Number.NaN
      ).toFixed(1),
    ]),
  );
  return `# Log templates

Made by \`npm run bench -- logs\`. One setting for all systems; each line is seen once, then named again by what is known at the end. Speed is in lines a second of processor time on one core, memory by how much the process grew while it mined; repeated logs without their first pass.

${tables.join("\n\n")}

## Speed and memory

${row(["log", "lines", ...names, "edgewise to drain3"])}
${row(["---", "---:", ...names.map(() => "---:"), "---:"])}
${speedRows.join("\n")}
`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
