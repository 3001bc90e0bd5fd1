import { alarmLogRarity, type PatternMemory, type PatternScore } from "../unusual/series-pattern.ts";
import { alarmScore, type DetectorSettings, scoreOfRatio, type Watch } from "./detector.ts";

/** Keeps an alarm alive and raises none. */
const keptScore = alarmScore - 0.01;

/** The memory of a pattern at `base` of a watch, with its bytes as singles. */
export function patternMemory(watch: Watch, base: number): PatternMemory {
  const { memory } = watch;
  if (watch.singles?.buffer !== memory.buffer)
    watch.singles = new Float32Array(memory.buffer, memory.byteOffset, 2 * memory.length);
  return { memory, singles: watch.singles, base };
}

/** The rarity from which a series alarms: its share of the budget of false alarms, as sensitive as was set. */
export function alarmLimit(place: PatternMemory, settings: DetectorSettings): number {
  const alarmsPerWeek = settings.falseAlarmsPerWeek / Math.max(1, settings.seriesCount);
  return alarmLogRarity(place, alarmsPerWeek) * settings.limitFactor;
}

/** What raises an alarm, and what was reported already: that keeps its alarm alive and raises no other. */
export function alarmScores(
  { logRarity, logRarityAlone }: PatternScore,
  limit: number,
): { raised: number; kept: number } {
  return {
    raised: scoreOfRatio(logRarity / limit),
    kept: Math.min(scoreOfRatio(logRarityAlone / limit), keptScore),
  };
}
