/**
 * How many bytes of bodies the next batch should have so that sending them takes `targetMs`, learnt from the sends
 * before. The quickest send stands for the round trip, which no smaller batch would make shorter: a link by satellite
 * is slow to answer and may still carry much.
 */
export interface BatchTarget {
  readonly bytes: number;
  readonly quickestMs: number;
}

export const initialTarget: BatchTarget = { bytes: 65_536, quickestMs: Number.POSITIVE_INFINITY };

const targetBytesMin = 1_024;

export function nextTarget(
  current: BatchTarget,
  sent: { bytes: number; durationMs: number },
  limits: { targetMs: number; bytesMax: number },
): BatchTarget {
  const quickestMs = Math.min(current.quickestMs, sent.durationMs);
  const bytes = nextBytes(current.bytes, { bytes: sent.bytes, ms: sent.durationMs - quickestMs }, limits);
  return { bytes: Math.min(limits.bytesMax, Math.max(targetBytesMin, Math.floor(bytes))), quickestMs };
}

function nextBytes(
  current: number,
  sent: { bytes: number; ms: number },
  { targetMs }: { targetMs: number },
): number {
  // A small batch says little of the throughput, neither for nor against.
  if (sent.bytes * 2 < current) return current;
  const wanted = sent.bytes * Math.min(2, targetMs / Math.max(1, sent.ms));
  // One slow send may be an accident: half the way down.
  return wanted < current ? (sent.ms > targetMs ? (current + wanted) / 2 : current) : wanted;
}
