/** The result of something that is expected to fail sometimes: a value, or a reason a person can read. */
export type Outcome<T, Reason = string> = { ok: true; value: T } | { ok: false; reason: Reason };

export function success<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function failure<Reason>(reason: Reason): { ok: false; reason: Reason } {
  return { ok: false, reason };
}
