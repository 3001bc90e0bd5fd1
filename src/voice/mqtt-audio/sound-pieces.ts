/** A piece is as long as somebody who interrupts has to bear, and long enough to end between two words or sentences. */
const pieceMsMin = 800;
const pieceMsMax = 2_500;
/** What is compared for how quiet it is: shorter than the pause between two words. */
const blockMs = 40;

/**
 * Where the piece that begins at sample `from` ends: in the quietest place within its limits, the first of equals. A rest no longer
 * than a piece is a piece.
 */
export function pieceEnd(samples: Int16Array, rate: number, from: number): number {
  const perMs = rate / 1_000;
  if (samples.length - from <= pieceMsMax * perMs) return samples.length;
  const block = Math.max(1, Math.round(blockMs * perMs));
  const last = from + Math.floor(pieceMsMax * perMs) - block;
  let quietest = Number.POSITIVE_INFINITY;
  let end = last;
  for (let at = from + Math.floor(pieceMsMin * perMs); at <= last; at += block) {
    let energy = 0;
    for (let sample = at; sample < at + block; sample += 1) energy += (samples[sample] as number) ** 2;
    if (energy >= quietest) continue;
    quietest = energy;
    end = at + (block >> 1);
  }
  return end;
}
