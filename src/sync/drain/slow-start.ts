/**
 * Getting up to speed after an outage, as TCP does (RFC 5681 section 3.1): batches begin small with a pause before each,
 * and grow with success, so that a far side that just came back is not run over by everybody's backlog.
 */
export interface SlowStart {
  /** Of the batch that would be sent otherwise, in (0, 1]. */
  readonly batchShare: number;
  /** Pause before the next batch. */
  readonly pauseMs: number;
  /** What the pause is multiplied by with each success: quickly after an outage, slowly once told to slow down. */
  readonly decay: number;
}

export const fullSpeed: SlowStart = { batchShare: 1, pauseMs: 0, decay: 0.5 };

export const afterOutage: SlowStart = { batchShare: 1 / 16, pauseMs: 1_000, decay: 0.5 };

const pauseMsMin = 20;
const pauseMsMax = 30_000;

/** After a batch that arrived whole. */
export function faster({ batchShare, pauseMs, decay }: SlowStart): SlowStart {
  const shorter = pauseMs * decay;
  return {
    batchShare: Math.min(1, batchShare * 2),
    pauseMs: shorter < pauseMsMin ? 0 : shorter,
    decay: shorter < pauseMsMin ? fullSpeed.decay : decay,
  };
}

/** After the far side said that it is too much (429, 503): the rate halves, and comes back slowly. */
export function slower({ batchShare, pauseMs }: SlowStart): SlowStart {
  return { batchShare, pauseMs: Math.min(pauseMsMax, Math.max(200, pauseMs * 2)), decay: 0.9 };
}
