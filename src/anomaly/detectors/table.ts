import type { DetectorDefinition } from "./detector.ts";
import { dwell } from "./dwell.ts";
import { gap } from "./gap.ts";
import { pattern } from "./pattern.ts";
import { rate } from "./rate.ts";
import { rhythm } from "./rhythm.ts";
import { robustZ } from "./robust-z.ts";
import { stuck } from "./stuck.ts";
import { threshold } from "./threshold.ts";

/** Every sensor detector. The order is the order in which a sample is judged: level before rate. */
export const detectors = {
  threshold,
  robustZ,
  rate,
  stuck,
  dwell,
  gap,
  pattern,
  rhythm,
} as const satisfies Record<string, DetectorDefinition>;

export type DetectorName = keyof typeof detectors;
