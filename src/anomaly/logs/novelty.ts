import type { LogSeverity } from "../../domain/log-line.ts";

/**
 * How unusual it is that a log says something it never said: by the severity of the line, less for a log
 * that says new things all the time (Good-Turing: the share of templates seen once estimates the chance
 * that the next line is new). A new line of information is never an alarm by itself.
 */
export function noveltyScore(watch: { singles: number; lines: number }, severity: LogSeverity): number {
  const chanceOfNew = Math.max(1, watch.singles - singlesFree) / (watch.lines + 1);
  const surprise = Math.min(1, chanceOfNovelLog / chanceOfNew);
  switch (severity) {
    case "critical":
      return 0.6 + 0.4 * surprise;
    case "error":
      return 0.4 + 0.45 * surprise;
    case "warning":
      return 0.25 + 0.35 * surprise;
    default:
      return 0.3 * surprise;
  }
}

/** Lines seen once that say nothing yet of how talkative a log is. */
const singlesFree = 4;
/** A new line in fifty is news; an error surprises little once more than one in eleven is new. */
const chanceOfNovelLog = 0.02;

/**
 * What a log has told of new lines lately: each tells a little less than the one before, so from the fourth on they must
 * lie ever farther apart. Forgotten by half in two days. Lines of the same ten minutes are one piece of news.
 */
export interface NoveltyPace {
  toldAt: number;
  /** Pieces of news told lately. */
  told: number;
}

export function createNoveltyPace(): NoveltyPace {
  return { toldAt: Number.NEGATIVE_INFINITY, told: 0 };
}

/** Whether a never-seen line may alarm now; counts it when it may. Critical lines always may. */
export function admitNovelty(pace: NoveltyPace, severity: LogSeverity, seenAt: number): boolean {
  const sinceMs = seenAt - pace.toldAt;
  if (sinceMs < sameNewsMs) return true;
  const told = pace.told * 0.5 ** (sinceMs / halfLifeMs);
  const restMs = told < toldFree ? 0 : Math.min(restMsMax, restMsMin * restGrowth ** (told - toldFree));
  if (severity !== "critical" && sinceMs < restMs) return false;
  pace.told = told + 1;
  pace.toldAt = seenAt;
  return true;
}

const sameNewsMs = 10 * 60_000;
const halfLifeMs = 2 * 86_400_000;
const toldFree = 2.5;
const restMsMin = 3_600_000;
const restMsMax = 86_400_000;
const restGrowth = 8;
