import { chanceOf, type Moment, valueAgo } from "../moment.ts";
import type { StatisticGroup } from "./statistic.ts";

/** Points of a remembered piece; each is the mean of `step` values, so that the same points cover longer pieces. */
const points = 8;
/** Pieces remembered per length. */
const piecesMax = 48;
/** Pieces before distances mean something. */
const piecesMin = 24;
/** Lengths of 8, 64 and 256 values; a longer piece changes more slowly, so it is remembered less often. */
const scales = [
  { step: 1, keepEvery: 1 },
  { step: 8, keepEvery: 4 },
  { step: 32, keepEvery: 16 },
] as const;
/** Distances below this share of the usual movement are alike. */
const distanceFloor = 0.02;
/** Share of new pieces that replace an old one once all places are taken: at least this. */
const keepShareMin = 0.06;
const keepCount = 64;

// Per length: a count, the origin, then the pieces as singles, as distances from the origin.
const piecesSingles = points * piecesMax;
const fieldsPerScale = 2 + piecesSingles / 2;
const piece = new Float64Array(points);

/**
 * How far the newest piece of the series is from the second nearest of the pieces seen before: a shape that never was.
 * Distances between delay embeddings, as in the nearest-neighbour and matrix-profile detectors (Yeh et al., ICDM
 * 2016), with a random sample of the past in place of all of it. The second nearest, since one odd piece may repeat.
 */
export const neighbours: StatisticGroup = {
  fields: scales.length * fieldsPerScale,
  outputs: [
    { name: "neighbours8", unit: "number", high: "shape", low: "shape" },
    { name: "neighbours64", unit: "number", high: "shape", low: "shape" },
    { name: "neighbours256", unit: "number", high: "shape", low: "shape" },
  ],
  packed: scales.map((_scale, index) => [index * fieldsPerScale + 2, (index + 1) * fieldsPerScale]),
  update(moment, base, out, first) {
    const { memory, singles, count, scale } = moment;
    for (let index = 0; index < scales.length; index += 1) {
      const { step, keepEvery } = scales[index] as (typeof scales)[number];
      out[first + index] = Number.NaN;
      if (count < step * points) continue;
      const own = base + index * fieldsPerScale;
      const kept = memory[own] as number;
      if (kept === 0) memory[own + 1] = moment.value;
      writePiece(moment, step, memory[own + 1] as number);
      const pieces = 2 * (own + 2);
      if (kept >= piecesMin) {
        const distance = secondNearest(singles, pieces, Math.min(kept, piecesMax));
        out[first + index] = Math.log(distance / scale + distanceFloor);
      }
      if (count % keepEvery !== 0) continue;
      const isKept =
        kept < piecesMax || chanceOf(count, 3 * index) < Math.max(keepShareMin, keepCount / count);
      if (!isKept) continue;
      const place = kept < piecesMax ? kept : Math.floor(chanceOf(count, 3 * index + 1) * piecesMax);
      singles.set(piece, pieces + points * place);
      memory[own] = kept + 1;
    }
  },
};

function writePiece(moment: Moment, step: number, origin: number): void {
  for (let point = 0; point < points; point += 1) {
    let sum = 0;
    for (let ago = point * step; ago < (point + 1) * step; ago += 1) sum += valueAgo(moment, ago);
    piece[point] = sum / step - origin;
  }
}

/** Root mean square distance of {@link piece} to the second nearest of `count` pieces. */
function secondNearest(singles: Float32Array, pieces: number, count: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  let second = Number.POSITIVE_INFINITY;
  for (let start = pieces; start < pieces + count * points; start += points) {
    let sum = 0;
    for (let point = 0; point < points; point += 1) {
      const difference = (piece[point] as number) - (singles[start + point] as number);
      sum += difference * difference;
    }
    if (sum < nearest) {
      second = nearest;
      nearest = sum;
    } else if (sum < second) second = sum;
  }
  return Math.sqrt(second / points);
}
