import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { repositoryRoot } from "../support/daemon.ts";
import type { Corpus } from "./detection/corpora/corpus.ts";
import { corpora } from "./detection/corpora/table.ts";
import { type Measured, type MeasureName, measure, measures } from "./detection/measures.ts";
import { alarmsAtBudget } from "./detection/metrics/budgeted-alarms.ts";
import { type ScoredSeries, scoredSeries } from "./detection/metrics/scored-series.ts";
import { type CorpusResult, meanRanks, reportOf } from "./detection/report.ts";
import { createJudgeScores } from "./detection/scorers/judge-scores.ts";
import { startPeers } from "./detection/scorers/peers.ts";
import { createScoreFiles } from "./detection/scorers/score-files.ts";
import type { Scorer } from "./detection/scorers/scorer.ts";
import { printFigure } from "./figure.ts";

/**
 * Anomaly detectors on labelled series, edgewise against detectors of others in the same run. `EDGEWISE_BENCH_DATA` is
 * the folder of the corpora (default `../shared/data/sensors`), `corpus` the names to keep to, and each of `scores` a
 * folder of scores made elsewhere. The tables go to `test/bench/results/detection.md` where all corpora were taken.
 */
export async function runDetection(options: {
  corpus: readonly string[] | undefined;
  scores: readonly string[] | undefined;
}): Promise<void> {
  const names = options.corpus ?? Object.keys(corpora);
  const unknown = names.find((name) => !(name in corpora));
  if (unknown !== undefined) {
    return refuse(`There is no corpus ${unknown}; there are: ${Object.keys(corpora).join(", ")}`);
  }
  const folder = resolve(repositoryRoot, process.env.EDGEWISE_BENCH_DATA ?? "../shared/data/sensors");
  if (!existsSync(folder)) {
    return refuse(
      `There is no folder ${folder}; set EDGEWISE_BENCH_DATA to the one that holds smap-msl/, skab/, mgab/ and occupancy/.`,
    );
  }
  const peers = startPeers();
  try {
    const scorers = [createJudgeScores(), ...(options.scores ?? []).map(createScoreFiles), ...peers.scorers];
    const taken = [];
    for (const name of names) taken.push(await corpora[name as keyof typeof corpora](folder));
    const results = await compare(taken, scorers);
    printFigures(results, scorers);
    const report = reportOf(results, scorers);
    process.stderr.write(`${report}\n`);
    if (options.corpus === undefined) await keep(report);
  } finally {
    await peers.end();
  }
}

interface ScoredCorpus {
  alarms: ScoredSeries[];
  lasting: ScoredSeries[];
}

/** Detector by detector, since a threshold for the corpora without labels is chosen on those with them. */
async function compare(taken: readonly Corpus[], scorers: readonly Scorer[]): Promise<CorpusResult[]> {
  const results = taken.map((corpus) => ({ corpus, measured: new Map<Scorer, Measured>() }));
  for (const scorer of scorers) {
    const scored: (ScoredCorpus | undefined)[] = [];
    for (const corpus of taken) scored.push(await scoreAll(corpus, scorer));
    const labelled = scored.flatMap((some) =>
      some?.alarms.some(({ windows }) => windows.length > 0) ? some.alarms : [],
    );
    const { threshold } = alarmsAtBudget(labelled);
    for (const [index, result] of results.entries()) {
      const some = scored[index];
      if (some) result.measured.set(scorer, measure(some.alarms, threshold, some.lasting));
    }
  }
  return results;
}

/** Undefined where the detector has no scores for one of the series: a part would not be comparable. */
async function scoreAll({ name, series }: Corpus, scorer: Scorer): Promise<ScoredCorpus | undefined> {
  const all: ScoredCorpus = { alarms: [], lasting: [] };
  for (const one of series) {
    const scores = await scorer.score(name, one);
    if (scores === undefined) {
      process.stderr.write(`${scorer.name} has no scores for ${name} ${one.name}, so is left out there\n`);
      return undefined;
    }
    all.alarms.push(scoredSeries(one, scores.scores));
    all.lasting.push(scoredSeries(one, scores.lasting));
  }
  return all;
}

function printFigures(results: readonly CorpusResult[], scorers: readonly Scorer[]): void {
  for (const { corpus, measured } of results) {
    for (const [{ name }, values] of measured) {
      for (const [key, value] of Object.entries(values) as [MeasureName, number | undefined][]) {
        if (value === undefined) continue;
        printFigure("detection", `${corpus.name}, ${name}, ${measures[key].heading}`, value, unitOf(key));
      }
    }
  }
  for (const { scorer, overall } of meanRanks(results, scorers)) {
    if (Number.isFinite(overall)) printFigure("detection", `all, ${scorer.name}, mean rank`, overall, "rank");
  }
}

function unitOf(name: MeasureName): string {
  if (name === "windowed") return "of 100";
  return name === "falseAlarms" ? "alarms" : "share";
}

async function keep(report: string): Promise<void> {
  const folder = join(repositoryRoot, "test", "bench", "results");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "detection.md"), report);
}

function refuse(reason: string): void {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 2;
}
