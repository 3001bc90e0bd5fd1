/**
 * What other speech in this room comes to, for one phrase: the tail of the best scores of windows in which something was said,
 * and how many such windows a day has. Beyond its start the tail is taken as exponential (peaks over threshold, as of Siffer
 * et al., KDD 2017), so a threshold for a chosen number of false alarms a day follows without storing scores.
 *
 * Limits and invariants:
 * 1. Three numbers; old windows fade out of them over `windowsKept` windows.
 * 2. It begins with the model's own figures, which count as `priorWindows` windows and `priorDays` days.
 * 3. A window with a detection does not count: who speaks the phrase often does not make it harder to be heard.
 */
export interface RoomBackground {
  /** The best score of a window, minus infinity where nothing in it was like the phrase; `undefined`: nothing was said in it. */
  observe(score: number | undefined): void;
  /** The score that other speech exceeds `falseAlarmsPerDay` times a day. */
  threshold(falseAlarmsPerDay: number): number;
  /** How many times a day other speech would exceed it. */
  falseAlarmsPerDay(threshold: number): number;
}

export interface Tail {
  /** Exceeded by the share {@link tailShare} of windows. */
  quantile: number;
  /** Mean of what goes beyond. */
  excess: number;
}

export const tailShare = 0.01;
export const windowSeconds = 2;

const windowsPerDay = 86_400 / windowSeconds;
const priorWindows = 1200;
const windowsKept = 5000;
/** A room is spoken in for some hours a day. */
const priorSpoken = 0.15;
const priorAll = windowsPerDay / 8;
const allKept = windowsPerDay * 3;

export function createRoomBackground(prior: Tail): RoomBackground {
  let { quantile, excess } = prior;
  /** What the figures rest on. */
  let windows = priorWindows;
  let exceedances = priorWindows * tailShare;
  let spoken = priorSpoken;
  let all = priorAll;

  function observeSpoken(score: number): void {
    windows = Math.min(windows + 1, windowsKept);
    // Stochastic approximation of the quantile, in steps of the size of the tail.
    const step = Math.max(excess, 0.02) / Math.sqrt(tailShare) / Math.sqrt(windows);
    if (score <= quantile) {
      quantile -= step * tailShare;
      return;
    }
    exceedances = Math.min(exceedances + 1, windowsKept * tailShare);
    // One score far out says little of the tail.
    const beyond = Math.min(score - quantile, 5 * excess);
    excess += (beyond - excess) / exceedances;
    quantile += step * (1 - tailShare);
  }

  return {
    observe(score) {
      all = Math.min(all + 1, allKept);
      spoken += ((score === undefined ? 0 : 1) - spoken) / all;
      if (score !== undefined) observeSpoken(score);
    },
    threshold(falseAlarmsPerDay) {
      const exceeding = windowsPerDay * spoken * tailShare;
      return quantile + excess * Math.log(Math.max(1, exceeding / falseAlarmsPerDay));
    },
    falseAlarmsPerDay(threshold) {
      return windowsPerDay * spoken * tailShare * Math.exp(-Math.max(0, threshold - quantile) / excess);
    },
  };
}
