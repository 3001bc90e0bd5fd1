/** Random numbers as a dependency: uniform in [0, 1). */
export type Random = () => number;

export interface BackoffOptions {
  /** Upper bound of the first delay, in milliseconds. */
  baseMs: number;
  /** Upper bound of every delay, in milliseconds. */
  maxMs: number;
  random: Random;
}

/**
 * Exponential backoff with full jitter: a delay uniform in [0, min(maxMs, baseMs * 2^attempt)], which
 * spreads a fleet that lost the same server (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter).
 * `attempt` counts from 0.
 */
export function fullJitterDelayMs(attempt: number, options: BackoffOptions): number {
  const ceilingMs = Math.min(options.maxMs, options.baseMs * 2 ** Math.min(attempt, 40));
  return options.random() * ceilingMs;
}
