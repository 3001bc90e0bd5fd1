import { type Rollup, type RollupWidth, rollupWidthsMs } from "../../domain/rollup.ts";
import type { Series } from "../../domain/sample.ts";
import { sayDuration } from "../../text/say-duration.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import { sayExactNumber, sayNumber } from "../../text/say-number.ts";
import { sayUnit } from "../../text/say-quantity.ts";
import { sayDay, sayTime } from "../../text/say-time.ts";
import { capitalise, middleName } from "../say/phrases.ts";
import type { QuestionContext, Reply } from "./context.ts";
import { isBeyond, type Limit, withVerdict } from "./limit.ts";
import { isCounter, measureWord, saysMeasure } from "./measures.ts";

/** A span asked about, [from, to), and how it is said: `today`, `in the last 24 hours`. */
export interface SpokenPeriod {
  from: number;
  to: number;
  said: string;
}

/** A series to answer from, called and counted as its configured thing is, if it has one. */
export interface Sensor {
  series: Series;
  /** The newest value as the thing itself reported it; undefined: ask the directory. */
  reported: { at: number; value: number } | undefined;
  /** What it is set to, for want of anything that measures it. */
  isSetPoint?: boolean;
}

export type Statistic = "highest" | "lowest" | "average" | "latest" | "total" | "change";

/** Series told one by one; for more the question has to be narrower. */
const toldMax = 4;
/** A reading older than this is said with its age. */
const freshMs = 10 * 60_000;

/** "what is the temperature in the greenhouse": the newest reading of each sensor. */
export function answerLatest(sensors: readonly Sensor[], what: string, context: QuestionContext): Reply {
  const told = sensors.flatMap(({ series, reported, isSetPoint }) => {
    const latest = reported ?? context.directory.latest(series);
    return latest ? [{ series, isSetPoint, ...latest }] : [];
  });
  if (told.length === 0) return unknown(`I have no readings of ${what}.`);
  if (told.length > toldMax) {
    return tooWide(
      told.map((one) => one.series),
      what,
    );
  }
  const clauses = told.map(({ series, value, at, isSetPoint }) => {
    const age = context.view.now - at;
    const asOf = age > freshMs ? ` (${sayDuration(age)} ago)` : "";
    const verb = isSetPoint ? "is set to" : series.kind === "numeric" ? readsVerb(series.name) : "is";
    return `${seriesName(series)} ${verb} ${saySeriesValue(value, series)}${asOf}`;
  });
  const isSet = told.some(({ isSetPoint }) => isSetPoint);
  const caveat = isSet ? ` I have no readings of ${what}.` : "";
  return { reply: `${capitalise(sayList(clauses))}.${caveat}`, things: [] };
}

/** "The freezer temperature is -18 °C", "the rain tank is at 55%", "the soil probe reads 22%". */
export function readsVerb(name: string): string {
  if (/(?:sensor|probe|meter|gauge|station|thermometer|counter)(?: \d+)?$/i.test(name)) return "reads";
  return saysMeasure(name) ? "is" : "is at";
}

interface StatisticQuestion {
  statistic: Statistic;
  period: SpokenPeriod;
  what: string;
  measure: string | undefined;
  /** Whether it was beyond this, which its highest or lowest value tells. */
  limit?: Limit | undefined;
}

/** "what was the highest temperature in the greenhouse today". Several series are taken together. */
export async function answerStatistic(
  sensors: readonly Sensor[],
  question: StatisticQuestion,
  context: QuestionContext,
): Promise<Reply> {
  const { statistic, period, what } = question;
  const numeric = sensors.map((one) => one.series).filter((one) => one.kind === "numeric");
  if (numeric.length === 0) return unknown(`I have no readings of ${what}.`);
  const [first] = numeric;
  // A total, a change or an average of different things together means nothing, a highest of all does.
  const isPerSeries = statistic === "total" || statistic === "change" || statistic === "average";
  if (numeric.length > 1 && question.measure === undefined) return tooWide(numeric, what);
  const hasMixedUnits = numeric.some((one) => one.unit !== first?.unit);
  if (numeric.length > 1 && (isPerSeries || hasMixedUnits) && numeric.length > toldMax)
    return tooWide(numeric, what);
  const read = await Promise.all(
    numeric.map(async (one) => ({ series: one, ...(await readRollups(one.id, period, context)) })),
  );
  const known = read.filter((one) => one.rollups.length > 0);
  if (known.length === 0) return unknown(`I have no readings of ${what} ${period.said}.`);
  if (isPerSeries || hasMixedUnits) {
    const clauses = known.map((one) => sayStatistic([one], question, context));
    return { reply: clauses.join(" "), things: [] };
  }
  return { reply: sayStatistic(known, question, context), things: [] };
}

interface Read {
  series: Series;
  rollups: readonly Rollup[];
  width: RollupWidth;
}

function sayStatistic(
  read: readonly Read[],
  { statistic, period, what, measure, limit }: StatisticQuestion,
  context: QuestionContext,
): string {
  const [first] = read;
  if (!first) return `I have no readings of ${what} ${period.said}.`;
  const subject = read.length === 1 ? sayMeasured(first.series, measure) : what;
  const all = read.flatMap((one) => one.rollups.map((rollup) => ({ ...one, rollup })));
  const say = (value: number) => saySeriesValue(value, first.series);
  switch (statistic) {
    case "highest":
    case "lowest": {
      const isHighest = statistic === "highest";
      const top = all.reduce((best, one) =>
        isHighest
          ? one.rollup.max > best.rollup.max
            ? one
            : best
          : one.rollup.min < best.rollup.min
            ? one
            : best,
      );
      const value = isHighest ? top.rollup.max : top.rollup.min;
      const where = read.length === 1 ? "" : ` (${seriesName(top.series)})`;
      const isSo = limit && isBeyond(limit, value, top.series);
      return withVerdict(
        isSo,
        `The ${statistic} ${bare(subject)} ${period.said} was ${say(value)}${where}, ${sayWhen(top, context)}.`,
      );
    }
    case "average": {
      const count = all.reduce((sum, { rollup }) => sum + rollup.count, 0);
      const mean = all.reduce((sum, { rollup }) => sum + rollup.mean * rollup.count, 0) / count;
      return `The average ${bare(subject)} ${period.said} was ${say(mean)}.`;
    }
    case "latest": {
      const last = all.reduce((best, one) => (one.rollup.start >= best.rollup.start ? one : best));
      return `The last ${bare(subject)} ${period.said} was ${say(last.rollup.last)}, ${sayWhen(last, context)}.`;
    }
    case "change": {
      const change = changeOf(first.rollups);
      if (change === 0) return `${capitalise(subject)} did not change ${period.said}.`;
      return `${capitalise(subject)} ${change > 0 ? "rose" : "fell"} by ${say(Math.abs(change))} ${period.said}.`;
    }
    case "total": {
      if (measure === undefined || !isCounter(measure)) {
        return `${capitalise(subject)} is not something I can add up; ask for its average, highest or lowest.`;
      }
      const isOneReading = first.rollups.length === 1 && first.rollups[0]?.count === 1;
      if (isOneReading) {
        const now = say(first.rollups[0]?.last ?? 0);
        return `${capitalise(seriesName(first.series))} ${readsVerb(first.series.name)} ${now}; I have no other reading ${period.said} to tell how much that grew.`;
      }
      return `The total ${bare(subject)} ${period.said} was ${say(increaseOf(first.rollups))}.`;
    }
  }
}

/** `the orchard temperature`, and `the level of the rain tank` where the name does not say what is measured. */
function sayMeasured(series: Series, measure: string | undefined): string {
  const name = seriesName(series);
  return measure === undefined || saysMeasure(series.name) ? name : `the ${measureWord(measure)} of ${name}`;
}

/** From about the first value to the last one; the first aggregate gives its mean, for want of its first. */
function changeOf(rollups: readonly Rollup[]): number {
  const first = rollups[0];
  const last = rollups[rollups.length - 1];
  return first && last ? last.last - (first.count === 1 ? first.last : first.mean) : 0;
}

/** How much a counter grew; a fall is a reset and counts from zero again. */
function increaseOf(rollups: readonly Rollup[]): number {
  let total = 0;
  let before: number | undefined;
  for (const rollup of rollups) {
    if (before === undefined) total += rollup.last - rollup.min;
    else total += rollup.last >= before ? rollup.last - before : rollup.last;
    before = rollup.last;
  }
  return total;
}

const dayMs = rollupWidthsMs.day;

/** The finest aggregates that the span allows and the store still has. Days only for spans they fit into. */
async function readRollups(
  seriesId: string,
  { from, to }: SpokenPeriod,
  { history }: QuestionContext,
): Promise<{ rollups: readonly Rollup[]; width: RollupWidth }> {
  const spanMs = to - from;
  const widths: RollupWidth[] =
    spanMs <= 2 * dayMs ? ["minute", "quarter"] : spanMs <= 62 * dayMs ? ["quarter", "day"] : ["day"];
  let best: { rollups: readonly Rollup[]; width: RollupWidth } = { rollups: [], width: "minute" };
  for (const width of widths) {
    const rollups = (await history.rollups(seriesId, width, from, to)).filter((rollup) => rollup.count > 0);
    const start = rollups[0]?.start ?? Number.POSITIVE_INFINITY;
    const bestStart = best.rollups[0]?.start ?? Number.POSITIVE_INFINITY;
    // Fine aggregates are kept for a shorter time, so a coarser one is taken when it reaches clearly further back.
    if (start < bestStart - rollupWidthsMs[width]) best = { rollups, width };
    if (best.rollups.length > 0 && start - from <= rollupWidthsMs.quarter) break;
  }
  return best;
}

function sayWhen(
  { rollup, width }: { rollup: Rollup; width: RollupWidth },
  { view }: QuestionContext,
): string {
  if (width === "day") {
    const day = sayDay(rollup.start, view);
    return day === "today" || day === "yesterday" ? day : `on ${day}`;
  }
  return sayTime(rollup.start, view).replace(/\bat (?=\d)/, width === "quarter" ? "around " : "at ");
}

/** A value with its unit, or the word it stands for. */
export function saySeriesValue(value: number, series: Series): string {
  if (series.kind !== "numeric") return series.states[value] ?? String(value);
  return `${sayReading(value)}${sayUnit(series.unit)}`;
}

/** A whole number as it is, since it may be a count; else three digits, and at least one behind the point. */
function sayReading(value: number): string {
  if (Number.isInteger(value)) return sayExactNumber(value);
  return Math.abs(value) < 100 ? sayNumber(value) : sayExactNumber(Math.round(value * 10) / 10);
}

export function seriesName(series: Series): string {
  return middleName(series);
}

function bare(subject: string): string {
  return subject.replace(/^the /, "");
}

function unknown(reply: string): Reply {
  return { reply, things: [], isUnknown: true };
}

function tooWide(series: readonly Series[], what: string): Reply {
  const names = series.slice(0, toldMax).map(seriesName);
  return unknown(
    `There are ${sayCount(series.length, "reading")} of ${what}, such as ${sayList(names)}; please name one.`,
  );
}
