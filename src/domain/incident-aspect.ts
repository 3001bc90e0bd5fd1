/** What of one incident can be asked. */
export const incidentAspects = [
  /** What it is, in one sentence. */
  "what",
  /** All there is to say. */
  "more",
  /** Why: what came first, and what nobody knows. */
  "cause",
  /** Whether it is over. */
  "state",
  "began",
  "ended",
  "duration",
  "severity",
  /** What to look at. */
  "checks",
] as const;
export type IncidentAspect = (typeof incidentAspects)[number];
