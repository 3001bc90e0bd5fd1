import type { Clock } from "../core/clock.ts";

/**
 * Data time: how time passes in the data, so that silence can be noticed live (no sample moves it, the
 * monotonic clock does) and in a replay that runs days in seconds (samples move it).
 *
 * Invariants:
 * 1. It never goes back.
 * 2. It advances with the monotonic clock, and further when samples come from later than it.
 * 3. A sensor whose clock runs ahead by a constant (a wrong time zone) moves it by nothing: each timeline
 *    keeps the offset it started with.
 * 4. A jump beyond `jumpMsMax`, or one that comes with a step of the wall clock (NTP after a power cut), is
 *    a correction, not elapsed time: it goes into the offset of the timeline.
 * 5. Times ahead of the wall clock move it only when most samples are ahead (a replay into the future), so
 *    that one device with a wrong clock does not make all others look silent.
 */
export interface DataClock {
  /** Data time now. */
  now(): number;
  /** Takes the time of one sample or line and answers data time of its arrival. */
  arrive(timeline: Timeline, at: number): number;
  /** Lets the monotonic clock move data time; called at least every few seconds. */
  tick(): number;
  /** While not listening (no broker) data time stands still. */
  setListening(isListening: boolean): void;
}

/** The clock of one sender, as seen against data time. */
export interface Timeline {
  offsetMs: number;
  hasStarted: boolean;
}

export function createTimeline(): Timeline {
  return { offsetMs: 0, hasStarted: false };
}

/** How far times may lie ahead of the wall clock without counting as ahead. */
const aheadMs = 5 * 60_000;
/** A sample that would move data time by less than this is not looked into. */
const smallStepMs = 30_000;
const aheadStep = 1 / 64;

export function createDataClock(options: { clock: Clock; jumpMsMax: number }): DataClock {
  const { clock, jumpMsMax } = options;
  let dataMs = Number.NEGATIVE_INFINITY;
  let monotonicMs = clock.monotonicMs();
  let wallMs = clock.now();
  let aheadShare = 0;
  let isListening = true;
  /** Wall minus monotonic; changes when the wall clock is set. */
  let wallOffsetMs = wallMs - monotonicMs;
  /** Until when (monotonic) forward jumps are taken for the correction of a wall clock that was just set. */
  let steppedUntilMs = Number.NEGATIVE_INFINITY;

  function tick(): number {
    const nowMs = clock.monotonicMs();
    if (isListening && dataMs !== Number.NEGATIVE_INFINITY) dataMs += Math.max(0, nowMs - monotonicMs);
    monotonicMs = nowMs;
    wallMs = clock.now();
    const offsetMs = wallMs - nowMs;
    if (Math.abs(offsetMs - wallOffsetMs) > smallStepMs / 2) steppedUntilMs = nowMs + 15 * 60_000;
    wallOffsetMs = offsetMs;
    return dataMs;
  }

  function correct(timeline: Timeline, at: number): number {
    timeline.offsetMs = at - dataMs;
    return dataMs;
  }

  return {
    now: () => dataMs,
    tick,
    setListening(next) {
      tick();
      isListening = next;
    },
    arrive(timeline, at) {
      const isAhead = at > wallMs + aheadMs;
      aheadShare += ((isAhead ? 1 : 0) - aheadShare) * aheadStep;
      if (dataMs === Number.NEGATIVE_INFINITY) {
        timeline.hasStarted = true;
        dataMs = at;
        monotonicMs = clock.monotonicMs();
        return dataMs;
      }
      if (!timeline.hasStarted) {
        timeline.hasStarted = true;
        timeline.offsetMs = 0;
        if (at > dataMs) {
          tick();
          timeline.offsetMs = Math.max(0, at - dataMs);
        }
        return dataMs;
      }
      let ownMs = at - timeline.offsetMs;
      if (ownMs - dataMs <= 0) return dataMs;
      if (ownMs - dataMs > smallStepMs) {
        tick();
        ownMs = at - timeline.offsetMs;
        if (ownMs - dataMs <= 0) return dataMs;
        if (ownMs - dataMs > smallStepMs) {
          if (ownMs - dataMs > jumpMsMax) return correct(timeline, at);
          if (monotonicMs < steppedUntilMs) return correct(timeline, at);
          if (isAhead && aheadShare < 0.5) return correct(timeline, at);
        }
      }
      dataMs = ownMs;
      return dataMs;
    },
  };
}
