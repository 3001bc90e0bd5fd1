/** No far side can put us off for longer than this: one broken header must not stop a sink for a year. */
const retryAfterMaxMs = 3_600_000;

/**
 * The wait a `Retry-After` header asks for (RFC 9110 section 10.2.3), in milliseconds, or undefined. A date
 * is read against the `Date` of the same answer where there is one: our own clock may be wrong.
 */
export function retryAfterMs(
  header: string | undefined,
  options: { dateHeader: string | undefined; nowMs: number },
): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, retryAfterMaxMs);
  // Date.parse takes nearly anything with a digit for a date; an HTTP date begins with the day of the week.
  const untilMs = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(untilMs)) return undefined;
  const dateMs = Date.parse(options.dateHeader ?? "");
  const waitMs = untilMs - (Number.isNaN(dateMs) ? options.nowMs : dateMs);
  return Math.min(Math.max(0, waitMs), retryAfterMaxMs);
}
