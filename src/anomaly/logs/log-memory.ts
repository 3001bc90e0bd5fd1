import { type LogSeverity, logSeverities } from "../../domain/log-line.ts";
import type { LearntMemory } from "../memory-codec.ts";
import { BurstMeter } from "./burst.ts";
import { learntOfLine, lineFields } from "./line-track.ts";
import { tracksPerLog } from "./log-habits.ts";
import { Succession } from "./succession.ts";
import { ProblemTrend } from "./trend.ts";
import type { LogWatch } from "./watch.ts";

/**
 * What is learnt of one log as numbers, so that it outlives a restart: how long and how well it is known, its rates and
 * its trend, and for each kind of line its rhythm and its partners. Kinds of line are kept by the text of their template,
 * because its number may be another one after the restart.
 */
const headerFields = 6;
/** Whether there is one and how bad it is, how often it came in each of the two orders, and how often lately. */
const countFields = 5;
const trackFields = countFields + lineFields;
/** Of each of the two orders. The pairs of most logs are fewer. */
const pairsKept = 192;
const pairFields = Succession.fieldsPerPair;

const errorsFrom = headerFields;
const floodFrom = errorsFrom + BurstMeter.fields;
const trendFrom = floodFrom + BurstMeter.fields;
const tracksFrom = trendFrom + ProblemTrend.fields;
const pairsFrom = tracksFrom + tracksPerLog * trackFields;
const fieldsTotal = pairsFrom + 2 * pairsKept * pairFields;

export const logLayout = { fields: fieldsTotal, signature: `log-2-${fieldsTotal}` };

export function learntOfLog(watch: LogWatch): LearntMemory {
  const memory = new Float64Array(fieldsTotal);
  const { habits, novelty, lines, singles } = watch;
  memory.set([
    lines,
    singles,
    Math.min(habits.budget.left, unspent),
    novelty.told,
    finite(novelty.toldAt),
    0,
  ]);
  memory.set(watch.errors.meter.learnt(), errorsFrom);
  memory.set(watch.flood.meter.learnt(), floodFrom);
  memory.set(habits.trend.learnt(), trendFrom);
  const texts = new Array<string>(tracksPerLog).fill("");
  const { whole, bySession } = habits.order;
  const write = (text: string, { slot, severity, numbers }: LearntLine): void => {
    const base = tracksFrom + slot * trackFields;
    texts[slot] = text;
    const counts = [whole, bySession].map((order) => order.countOf(slot));
    const lately = [whole, bySession].map((order) => order.latelyOf(slot));
    memory.set([1 + logSeverities.indexOf(severity), ...counts, ...lately], base);
    memory.set(numbers, base + countFields);
  };
  for (const track of habits.tracks.values())
    write(track.template.text, {
      slot: track.slot,
      severity: track.severity,
      numbers: learntOfLine(track),
    });
  for (const [text, line] of habits.kept) write(text, line);
  for (const [order, succession] of [whole, bySession].entries()) {
    for (const [index, pair] of succession.learnt().slice(0, pairsKept).entries())
      memory.set(pair, pairsFrom + (order * pairsKept + index) * pairFields);
  }
  return { memory, learntMs: learntMsOfLog(watch), states: texts };
}

export function learntMsOfLog({ firstSeenAt, lastSeenAt }: LogWatch): number {
  return Number.isFinite(firstSeenAt) ? Math.max(0, lastSeenAt - firstSeenAt) : 0;
}

/** Puts what was learnt before in the place of the little that was learnt since; the time in between was not watched. */
export function restoreLog(watch: LogWatch, { memory, learntMs, states }: LearntMemory): void {
  const at = (index: number) => memory[index] as number;
  const part = (from: number, length: number) => memory.subarray(from, from + length);
  const { habits } = watch;
  const seenAt = watch.lastSeenAt;
  watch.firstSeenAt = seenAt - learntMs;
  watch.lines += at(0);
  watch.singles += at(1);
  habits.budget.left = at(2);
  watch.novelty.told = at(3);
  watch.novelty.toldAt = at(4);
  watch.errors.meter.restore(part(errorsFrom, BurstMeter.fields));
  watch.flood.meter.restore(part(floodFrom, BurstMeter.fields));
  habits.trend.restore(part(trendFrom, ProblemTrend.fields));
  const counts: [number[], number[]] = [[], []];
  const lately: [number[], number[]] = [[], []];
  habits.tracks.clear();
  habits.kept.clear();
  habits.freeSlots.length = 0;
  for (let slot = tracksPerLog - 1; slot >= 0; slot -= 1) {
    const base = tracksFrom + slot * trackFields;
    const text = states[slot] ?? "";
    const severity = logSeverities[at(base) - 1];
    if (severity === undefined || text === "") {
      habits.freeSlots.push(slot);
      continue;
    }
    counts[0][slot] = at(base + 1);
    counts[1][slot] = at(base + 2);
    lately[0][slot] = at(base + 3);
    lately[1][slot] = at(base + 4);
    habits.kept.set(text, { slot, severity, numbers: memory.slice(base + countFields, base + trackFields) });
  }
  for (const [order, succession] of [habits.order.whole, habits.order.bySession].entries()) {
    const pairs = Array.from({ length: pairsKept }, (_, index) => [
      ...part(pairsFrom + (order * pairsKept + index) * pairFields, pairFields),
    ]);
    succession.restore({
      counts: counts[order] ?? [],
      lately: lately[order] ?? [],
      pairs: pairs.filter(([, , count = 0]) => count > 0),
      seenAt,
    });
  }
  habits.order.restart(seenAt);
}

/** Stands for a budget of which nothing was spent yet. */
const unspent = 1e9;

interface LearntLine {
  readonly slot: number;
  readonly severity: LogSeverity;
  readonly numbers: ArrayLike<number>;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
