import { type ScenarioName, scenarioNames } from "../../src/simulate/scenario.ts";
import { type JudgedFault, runSite, type SiteRun } from "../unit/simulate/site-run.ts";
import { printFigure } from "./figure.ts";
import { storms } from "./incidents/storms.ts";

const seedsUsual = 10;
const daysUsual = 7;
const startAt = Date.UTC(2026, 2, 2);

/**
 * Simulated weeks of all sites with faults that nobody tells the detectors of: whether each is found, in how many
 * incidents, whether alert and explanation name its cause, and how many incidents are about nothing.
 * `EDGEWISE_BENCH_SEEDS` is how many weeks of each site (10), `EDGEWISE_BENCH_FIRST_SEED` the first of them (1).
 */
export async function runIncidents(): Promise<void> {
  const count = Number(process.env.EDGEWISE_BENCH_SEEDS ?? seedsUsual);
  const first = Number(process.env.EDGEWISE_BENCH_FIRST_SEED ?? 1);
  const all: SiteRun[] = [];
  for (const site of scenarioNames) {
    const runs = Array.from({ length: count }, (_, index) =>
      runSite(site, { seed: first + index, days: daysUsual, startAt }),
    );
    all.push(...runs);
    printSite(site, runs);
  }
  for (const [name, run] of Object.entries(storms)) {
    const { incidents, sensors, logs, evidence, alert } = await run();
    printFigure("incidents", `${name}, incidents`, incidents, "incidents");
    printFigure("incidents", `${name}, sensors told`, sensors, "sensors");
    printFigure("incidents", `${name}, logs told`, logs, "logs");
    printFigure("incidents", `${name}, lines of evidence kept`, evidence, "lines");
    process.stderr.write(`${name}: ${alert}\n`);
  }
  printShares(
    "all sites",
    all.flatMap(({ faults }) => faults),
  );
  printFigure("incidents", "all sites, false incidents per week", falsePerWeek(all), "incidents");
  printFigure("incidents", "all sites, texts refused", all.flatMap(({ refused }) => refused).length, "texts");
}

function printSite(site: ScenarioName, runs: readonly SiteRun[]): void {
  const faults = runs.flatMap((run) => run.faults);
  for (const name of [...new Set(faults.map((fault) => fault.name))].sort()) {
    printShares(
      `${site}, ${name}`,
      faults.filter((fault) => fault.name === name),
    );
  }
  printFigure("incidents", `${site}, false incidents per week`, falsePerWeek(runs), "incidents");
  // Each week that fell short is told in full, to read and mend.
  for (const text of runs.flatMap(({ falseAlarms }) => falseAlarms))
    process.stderr.write(`${site}, false: ${text}\n`);
  for (const fault of faults.filter(
    (one) => one.incidents !== 1 || !one.isNamedInExplanation || one.isCauseFirst === false,
  )) {
    process.stderr.write(`${site}, ${fault.name}: ${fault.incidents} incidents\n`);
    for (const { explanation } of fault.texts) process.stderr.write(`    ${explanation}\n`);
  }
}

function printShares(what: string, faults: readonly JudgedFault[]): void {
  const share = (judged: readonly JudgedFault[], is: (fault: JudgedFault) => boolean) =>
    judged.filter(is).length / judged.length;
  const found = faults.filter(({ incidents }) => incidents > 0);
  const ordered = found.filter(({ isCauseFirst }) => isCauseFirst !== undefined);
  printFigure("incidents", `${what}, runs`, faults.length, "runs");
  printFigure(
    "incidents",
    `${what}, found`,
    share(faults, ({ incidents }) => incidents > 0),
    "share",
  );
  printFigure(
    "incidents",
    `${what}, named in alert`,
    share(faults, (fault) => fault.isNamedInAlert),
    "share",
  );
  printFigure(
    "incidents",
    `${what}, named in explanation`,
    share(faults, (fault) => fault.isNamedInExplanation),
    "share",
  );
  if (found.length > 0) {
    printFigure(
      "incidents",
      `${what}, told as one incident`,
      share(found, ({ incidents }) => incidents === 1),
      "share",
    );
  }
  if (ordered.length > 0) {
    printFigure(
      "incidents",
      `${what}, cause first where order is claimed`,
      share(ordered, (fault) => fault.isCauseFirst === true),
      "share",
    );
  }
}

function falsePerWeek(runs: readonly SiteRun[]): number {
  const weeks = runs.reduce((sum, { days }) => sum + days / 7, 0);
  return runs.flatMap(({ falseAlarms }) => falseAlarms).length / weeks;
}
