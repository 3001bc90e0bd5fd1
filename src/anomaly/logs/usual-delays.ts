/**
 * The delays with which the lines of one log usually come, to tell a delivered backlog from what happens now. A delay is
 * data time of arrival minus the time of the line. There may be several: hosts in one log whose clocks differ, or a clock
 * that was set. A backlog catches up, so that its delay shrinks as time passes; a clock that is behind keeps its delay.
 *
 * Limits and invariants:
 * 1. `delaysMax` delays are known at a time; the one seen longest ago is forgotten first, those not yet usual before others.
 * 2. A line dated ahead has no delay: it never makes the lines after it late.
 * 3. A new delay that stays for `usualAfterMs` is usual from then on, so that no wrong clock makes a log deaf for longer.
 */
export class UsualDelays {
  #delays: Delay[] = [];

  /** Whether a line of this delay was held back on its way; learns the delay. Milliseconds, data time of arrival. */
  isLate(lagMs: number, seenAt: number): boolean {
    const delayMs = Math.max(0, lagMs);
    const [least] = this.#delays;
    if (least === undefined || delayMs < least.delayMs) return this.#begin(delayMs, seenAt);
    const delay = this.#delays.find((one) => isNear(one, delayMs)) ?? this.#add(delayMs, seenAt);
    if (seenAt - delay.seenAt > pauseMsMax && !delay.isUsual)
      Object.assign(delay, { firstSeenAt: seenAt, lines: 0 });
    delay.seenAt = seenAt;
    delay.lines += 1;
    delay.isUsual ||= delay.lines >= usualLines && seenAt - delay.firstSeenAt >= usualAfterMs;
    return !delay.isUsual;
  }

  /** A line with less delay than ever is not late; where the delay was a little more it is that delay, better known. */
  #begin(delayMs: number, seenAt: number): false {
    const [least] = this.#delays;
    if (least !== undefined && isNear({ delayMs }, least.delayMs)) {
      Object.assign(least, { delayMs, seenAt, isUsual: true });
      return false;
    }
    this.#delays.unshift({ delayMs, firstSeenAt: seenAt, seenAt, lines: 1, isUsual: true });
    this.#makeRoom();
    return false;
  }

  #add(delayMs: number, seenAt: number): Delay {
    const delay: Delay = { delayMs, firstSeenAt: seenAt, seenAt, lines: 0, isUsual: false };
    this.#delays.push(delay);
    this.#makeRoom(delay);
    this.#delays.sort((left, right) => left.delayMs - right.delayMs);
    return delay;
  }

  #makeRoom(kept = this.#delays[0]): void {
    if (this.#delays.length <= delaysMax) return;
    let oldest: Delay | undefined;
    for (const one of this.#delays) {
      if (one === kept) continue;
      const isSooner =
        oldest === undefined ||
        (one.isUsual === oldest.isUsual ? one.seenAt < oldest.seenAt : oldest.isUsual);
      if (isSooner) oldest = one;
    }
    this.#delays = this.#delays.filter((one) => one !== oldest);
  }
}

interface Delay {
  /** The least of it. */
  delayMs: number;
  firstSeenAt: number;
  seenAt: number;
  lines: number;
  isUsual: boolean;
}

const delaysMax = 8;
/** Lines later than this behind a usual delay were kept somewhere and are no burst now. */
const lateMs = 5 * 60_000;
const soonerMs = 60_000;
/** What catches up at one and a half times the pace or faster has left `lateMs` and `soonerMs` behind by then. */
const usualAfterMs = 15 * 60_000;
const usualLines = 5;
/** What is heard again after a longer pause is another backlog. */
const pauseMsMax = 3_600_000;

function isNear(one: Pick<Delay, "delayMs">, delayMs: number): boolean {
  return delayMs >= one.delayMs - soonerMs && delayMs <= one.delayMs + lateMs;
}
