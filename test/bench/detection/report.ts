import type { Corpus } from "./corpora/corpus.ts";
import { type Measured, type MeasureName, measures } from "./measures.ts";
import { mean, ranksByMeasure } from "./ranking.ts";
import type { Scorer } from "./scorers/scorer.ts";

/** What every detector with scores for all series of a corpus was worth on it. */
export interface CorpusResult {
  readonly corpus: Corpus;
  readonly measured: ReadonlyMap<Scorer, Measured>;
}

/** The whole comparison as Markdown: mean ranks first, then a table per corpus, then what was compared. */
export function reportOf(results: readonly CorpusResult[], scorers: readonly Scorer[]): string {
  return [
    "# Anomaly detectors compared",
    "Made by `npm run bench -- detection`. Every detector is run with one setting for all series, sees the rows of a " +
      "series once and in order, and is measured after the probation. Nothing is point-adjusted. At budget: the " +
      "threshold, one for a corpus, at which there is one false alarm in 2,000 rows; flags within a hundred rows are " +
      "one alarm. Earliness is the share of a window left at its first flag, 0 for a missed one. The windowed score " +
      "is Lavin and Ahmad's, standard profile. In brackets: the rank.",
    "## Mean ranks",
    rankTable(results, scorers),
    ...results.flatMap((result) => [
      `## ${result.corpus.name}`,
      descriptionOf(result.corpus),
      corpusTable(result),
    ]),
    "## What was compared",
    scorers.map(({ name, settings }) => `- **${name}**: ${settings}`).join("\n"),
    "",
  ].join("\n\n");
}

/** The mean rank of each detector per corpus, over its measures, and overall, over all measures of all corpora. */
export function meanRanks(
  results: readonly CorpusResult[],
  scorers: readonly Scorer[],
): { scorer: Scorer; perCorpus: (number | undefined)[]; overall: number }[] {
  const all = scorers.map((scorer) => {
    const perCorpus = results.map((result) => ranksOfScorer(result, scorer));
    const ranks = perCorpus.flat();
    return {
      scorer,
      perCorpus: perCorpus.map((some) => (some.length === 0 ? undefined : mean(some))),
      overall: ranks.length === 0 ? Number.POSITIVE_INFINITY : mean(ranks),
    };
  });
  return all.sort((a, b) => a.overall - b.overall);
}

function ranksOfScorer({ measured }: CorpusResult, scorer: Scorer): number[] {
  const index = [...measured.keys()].indexOf(scorer);
  if (index < 0) return [];
  return Object.values(ranksByMeasure([...measured.values()])).map((ranks) => ranks[index] as number);
}

function rankTable(results: readonly CorpusResult[], scorers: readonly Scorer[]): string {
  const rows = meanRanks(results, scorers).map(({ scorer, perCorpus, overall }) => [
    scorer.name,
    ...perCorpus.map((rank) => rank?.toFixed(2) ?? "–"),
    Number.isFinite(overall) ? overall.toFixed(2) : "–",
  ]);
  return table(["detector", ...results.map(({ corpus }) => corpus.name), "all"], rows);
}

function corpusTable({ measured }: CorpusResult): string {
  const ranks = ranksByMeasure([...measured.values()]);
  const names = Object.keys(ranks) as MeasureName[];
  const rows = [...measured].map(([scorer, values], index) => ({
    rank: mean(names.map((name) => ranks[name]?.[index] as number)),
    cells: [
      scorer.name,
      ...names.map((name) => `${formatted(values[name], name)} (${ranks[name]?.[index]})`),
    ],
  }));
  rows.sort((a, b) => a.rank - b.rank);
  return table(
    ["detector", ...names.map((name) => measures[name].heading), "mean rank"],
    rows.map(({ cells, rank }) => [...cells, rank.toFixed(2)]),
  );
}

function descriptionOf({ description, series }: Corpus): string {
  const rows = series.reduce((sum, { at }) => sum + at.length, 0);
  const windows = series.reduce((sum, one) => sum + one.windows.length, 0);
  const [first = "", ...rest] = description;
  return (
    `${first.toUpperCase()}${rest.join("")}: ${series.length} series, ${rows.toLocaleString("en")} rows, ` +
    `${windows} windows.`
  );
}

function formatted(value: number | undefined, name: MeasureName): string {
  return (value ?? Number.NaN).toFixed(name === "windowed" ? 1 : name === "falseAlarms" ? 2 : 3);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(header),
    line(header.map((_, index) => (index === 0 ? "---" : "---:"))),
    ...rows.map(line),
  ].join("\n");
}
