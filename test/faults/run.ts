import { parseArgs } from "node:util";
import { droppingDiskProblem } from "./power-cut/disk/dropping-disk.ts";
import { cutDaemon, cutEngine } from "./power-cut/power-cut.ts";
import { type Focus, focuses, type Sabotage, sabotages } from "./power-cut/protocol.ts";
import { judge } from "./voice-soak/verdict.ts";
import { soakVoice } from "./voice-soak/voice-soak.ts";

/**
 * `npm run faults -- power-cut [--level engine|daemon] [--seed N] [--kills N] [--focus NAME]... [--sabotage NAME]
 * [--drop-unflushed]`: prints its table, and ends
 * with 1 when anything broke the promise.
 *
 * `npm run faults -- voice-soak [--seed N] [--hours N] [--minutes N] [--speech FOLDER]`: two days of sound through the daemon as
 * fast as it hears, or as much as `--minutes` allow; ends with 1 when memory grows or a command is lost at the end.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    level: { type: "string", default: "engine" },
    seed: { type: "string", default: "1" },
    kills: { type: "string", default: "200" },
    focus: { type: "string", multiple: true },
    sabotage: { type: "string" },
    "drop-unflushed": { type: "boolean", default: false },
    hours: { type: "string", default: "48" },
    minutes: { type: "string", default: "600" },
    speech: { type: "string" },
  },
});
const [name = "power-cut"] = positionals;
const runs: Readonly<Record<string, () => Promise<void>>> = { "power-cut": cutPower, "voice-soak": soak };
const run = Object.hasOwn(runs, name) ? runs[name] : undefined;
if (!run) fail(`There is no fault run ${name}; there are: ${Object.keys(runs).join(", ")}`);
await run();

async function cutPower(): Promise<void> {
  for (const focus of values.focus ?? []) {
    if (!focuses.some((known) => known === focus))
      fail(`There is no focus ${focus}; there are: ${focuses.join(", ")}`);
  }
  if (values.sabotage !== undefined && !sabotages.some((known) => known === values.sabotage)) {
    fail(`There is no sabotage ${values.sabotage}; there are: ${sabotages.join(", ")}`);
  }
  const problem = values["drop-unflushed"] ? droppingDiskProblem() : undefined;
  if (problem !== undefined) fail(`A disk that drops what was not flushed cannot be made here: ${problem}`);
  let told = 0;
  const report = await (values.level === "daemon" ? cutDaemon : cutEngine)({
    seed: Number(values.seed),
    kills: Number(values.kills),
    focuses: values.focus as Focus[] | undefined,
    sabotage: values.sabotage as Sabotage | undefined,
    dropsUnflushed: values["drop-unflushed"],
    onProgress(soFar) {
      if (soFar.kills % 100 === 0)
        process.stderr.write(`${soFar.kills} kills, ${soFar.violations} violations\n`);
      for (const detail of soFar.details.slice(told)) process.stderr.write(`${detail}\n`);
      told = soFar.details.length;
    },
  });
  for (const detail of report.details.slice(told)) process.stderr.write(`${detail}\n`);
  process.stdout.write(`${report.table()}\n`);
  process.exitCode = report.violations === 0 ? 0 : 1;
}

async function soak(): Promise<void> {
  const report = await soakVoice({
    hoursMax: Number(values.hours),
    minutesMax: Number(values.minutes),
    seed: Number(values.seed),
    speechFolder: values.speech,
    onProgress: ({ hours, seconds, sample }) =>
      process.stderr.write(`${JSON.stringify({ ...sample, hours, seconds: Math.round(seconds) })}\n`),
  });
  const { lines, isGood } = judge(report);
  process.stdout.write(`${lines.join("\n")}\n`);
  process.exitCode = isGood ? 0 : 1;
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
