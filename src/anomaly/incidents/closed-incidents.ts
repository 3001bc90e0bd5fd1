import { isWithinReturn } from "./flapping.ts";
import { type Arrival, closenessTo, isNear, type JoiningContext } from "./joining.ts";
import { isOfLogsOnly, type Tracked } from "./tracked.ts";

export interface ReturnLimits {
  reopenMs: number;
  flapMs: number;
  logSettleMs: number;
}

const closedMax = 64;
/** How many times `logSettleMs` after it was closed a warning of a log still counts for its device. */
const warnedTimes = 4;
/** What opened as often as this within `flapMs` is one that comes and goes. */
const sameMin = 2;

/** Incidents closed lately, which may come back: at most `closedMax`, for `flapMs`. */
export class ClosedIncidents {
  /** Oldest first. */
  #closed: Tracked[] = [];

  add(tracked: Tracked): void {
    this.#closed.push(tracked);
    if (this.#closed.length > closedMax) this.#closed.shift();
  }

  forget(tracked: Tracked): void {
    this.#closed = this.#closed.filter((one) => one !== tracked);
  }

  forgetOld(seenAt: number, { reopenMs, flapMs, logSettleMs }: ReturnLimits): void {
    const keptMs = Math.max(reopenMs, flapMs, warnedTimes * logSettleMs);
    this.#closed = this.#closed.filter(({ closedSeenAt }) => seenAt - closedSeenAt < keptMs);
  }

  /** The incident that comes back with this alarm, taken out of the list; undefined when none does. */
  returning(arrival: Arrival, context: JoiningContext, limits: ReturnLimits): Tracked | undefined {
    const found =
      this.#closed.findLast(
        (tracked) =>
          isWithinReturn(tracked, arrival.seenAt, limits) &&
          (tracked.known.has(arrival.key) || comesBackAs(tracked, arrival, context)),
      ) ??
      this.#closed.findLast((tracked) => isWarnedOf(tracked, arrival, context, limits)) ??
      this.#comingAndGoing(arrival, limits);
    if (found !== undefined) this.forget(found);
    return found;
  }

  /** The same line opened several incidents of its own lately: they were one that came and went. */
  #comingAndGoing({ key, seenAt }: Arrival, { flapMs }: ReturnLimits): Tracked | undefined {
    const same = this.#closed.filter(
      ({ known, closedSeenAt }) => known.has(key) && seenAt - closedSeenAt < flapMs,
    );
    const last = same.at(-1);
    if (last === undefined || same.length < sameMin) return undefined;
    last.turns = same.reduce((sum, { turns }) => sum + turns, 0);
    return last;
  }
}

/** A log warned of the device some time ago and said no more, and now a sensor of it shows that something is wrong. */
function isWarnedOf(
  tracked: Tracked,
  { sight, seenAt }: Arrival,
  context: JoiningContext,
  { logSettleMs }: ReturnLimits,
): boolean {
  if (sight.said !== undefined || sight.place.device === undefined || !isOfLogsOnly(tracked)) return false;
  const isRecent = seenAt - tracked.closedSeenAt <= warnedTimes * logSettleMs;
  return isRecent && closenessTo(tracked, sight, context) === 4;
}

/** The same device again; a sensor where only a log had told of trouble; or one of which only now is known that it fell silent then. */
function comesBackAs(tracked: Tracked, arrival: Arrival, context: JoiningContext): boolean {
  const found = closenessTo(tracked, arrival.sight, context);
  if (found === 4 || (found === 3 && isOfLogsOnly(tracked))) return true;
  return (
    found > 0 && arrival.sight.silentSince !== undefined && isNear(tracked, found, arrival, context.windowMs)
  );
}
