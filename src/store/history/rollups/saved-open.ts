import { deflateRawSync, inflateRawSync } from "node:zlib";
import { QuantileSketch } from "../../../signal/quantile-sketch.ts";
import type { OpenSketches } from "./open-rollups.ts";

/** What a clean stop keeps of the open aggregates of one series, beyond the aggregates themselves. */
export interface SavedOpen {
  series: number;
  newestMinute: number;
  sketches: OpenSketches;
}

type Plain = [series: number, newestMinute: number, quarter: [number, number[]], day: [number, number[]]];

const inflatedBytesMax = 16 * 1024 * 1024;

export function encodeSavedOpen(saved: readonly SavedOpen[]): Buffer {
  const plain = saved.map(
    ({ series, newestMinute, sketches: { quarter, day } }): Plain => [
      series,
      newestMinute,
      [quarter.start, [...quarter.sketch.toPairs()]],
      [day.start, [...day.sketch.toPairs()]],
    ],
  );
  return deflateRawSync(JSON.stringify(plain));
}

/** Throws on damaged bytes. */
export function decodeSavedOpen(bytes: Uint8Array): SavedOpen[] {
  const text = inflateRawSync(bytes, { maxOutputLength: inflatedBytesMax }).toString();
  return (JSON.parse(text) as Plain[]).map(([series, newestMinute, quarter, day]) => ({
    series,
    newestMinute,
    sketches: { quarter: toSketch(quarter), day: toSketch(day) },
  }));
}

function toSketch([start, pairs]: [number, number[]]): OpenSketches["quarter"] {
  return { start, sketch: QuantileSketch.fromPairs(pairs) };
}
