/**
 * How central each sentence is to its text: the stationary probabilities of a walk from sentence to similar sentence
 * (LexRank, Erkan and Radev 2004, with weighted edges), scaled so that the most central one has 1.
 */
export function centralities(similarity: readonly Float64Array[]): Float64Array {
  const count = similarity.length;
  const ranks = new Float64Array(count).fill(1 / Math.max(1, count));
  const totals = similarity.map((row, at) =>
    row.reduce((sum, value, other) => sum + (other === at ? 0 : value), 0),
  );
  for (let step = 0; step < stepsMax; step += 1) {
    const next = new Float64Array(count).fill((1 - damping) / count);
    for (const [from, row] of similarity.entries()) {
      const total = totals[from] ?? 0;
      for (let to = 0; to < count; to += 1) {
        // A sentence like no other leads anywhere.
        const share = total > 0 ? (to === from ? 0 : (row[to] ?? 0) / total) : 1 / count;
        next[to] = (next[to] ?? 0) + damping * (ranks[from] ?? 0) * share;
      }
    }
    let moved = 0;
    for (let at = 0; at < count; at += 1) moved += Math.abs((next[at] ?? 0) - (ranks[at] ?? 0));
    ranks.set(next);
    if (moved < 1e-6) break;
  }
  const most = Math.max(...ranks);
  return most > 0 ? ranks.map((rank) => rank / most) : ranks;
}

const damping = 0.85;
const stepsMax = 60;
