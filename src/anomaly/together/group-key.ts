import type { Series } from "../../domain/sample.ts";

/**
 * Whether a series can be judged by how others move: a measured value. A derived one moves with what it is made of by
 * definition, and would hide a fault of those.
 */
export function mayMoveTogether(series: Series): boolean {
  return series.kind === "numeric" && series.isDiagnostic !== true && series.isDerived !== true;
}

/** What a series may belong to together with others, the closest first: its device, its JSON topic, its area. */
export function groupKeysOf({ place, topic, field }: Series): string[] {
  const keys: string[] = [];
  if (place.device !== undefined) keys.push(`device ${place.device}`);
  if (field !== "") keys.push(`topic ${topic}`);
  if (place.area !== undefined) keys.push(`area ${place.area}`);
  return keys;
}

/** Steps at which members of a group are compared. Slower series are not judged by their partners. */
const stepsMs = [60_000, 5 * 60_000, 15 * 60_000] as const;
/** Reports that come a little late still come once in a step nearly always. */
const lateness = 0.95;

/** The shortest step in which a series that reports every `intervalMs` has a value as a rule. */
export function stepFor(intervalMs: number): number | undefined {
  return stepsMs.find((stepMs) => lateness * intervalMs <= stepMs);
}
