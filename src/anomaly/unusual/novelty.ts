// Fields of the memory slice: readings so far, the reading of the last report plus one, and its evidence.
const readings = 0;
const reportedAt = 1;
const reportedEvidence = 2;
export const noveltyFields = 3;

/** Less evidence than this is ordinary and never a report. */
export const ordinaryEvidence = -3;
/** So much more evidence than was reported is news. */
const newsMargin = 1;
/** A report stands for this share of all readings so far, but for no fewer and no more readings than these. */
const restShare = 0.08;
const restReadingsMin = 100;
const restReadingsMax = 600;

/**
 * Whether `evidence` tells something new: what was reported a short while ago goes on for a while, and one fault is one
 * report. After a report only a clearly stronger sign counts, until the report has rested; the longer a series is
 * known, the longer.
 */
export function isNews(memory: Float64Array, base: number, evidence: number): boolean {
  const seen = (memory[base + readings] as number) + 1;
  memory[base + readings] = seen;
  if (evidence < ordinaryEvidence) return true;
  const last = memory[base + reportedAt] as number;
  const rest = Math.min(restReadingsMax, Math.max(restReadingsMin, restShare * seen));
  const isResting = last > 0 && seen - last <= rest;
  if (isResting && evidence <= (memory[base + reportedEvidence] as number) + newsMargin) return false;
  memory[base + reportedAt] = seen;
  memory[base + reportedEvidence] = evidence;
  return true;
}
