import { QuantileSketch } from "../../signal/quantile-sketch.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";
import type { OpenSketches } from "./open-rollups.ts";

/** What is kept of a series at a clean stop. Times are whole milliseconds. */
export interface SavedSketches {
  newestMinute: number;
  sketches: OpenSketches;
}

export function encodeSketches({ newestMinute, sketches: { quarter, day } }: SavedSketches): Buffer {
  const writer = new ByteWriter();
  writer.signed(newestMinute);
  for (const { start, sketch } of [quarter, day]) {
    writer.signed(start);
    const pairs = sketch.toPairs();
    writer.unsigned(pairs.length / 2);
    for (let at = 0; at < pairs.length; at += 2) {
      writer.signed((pairs[at] as number) - (at > 0 ? (pairs[at - 2] as number) : 0));
      writer.unsigned(pairs[at + 1] as number);
    }
  }
  return Buffer.from(writer.view());
}

/** Undefined for damaged bytes: the sketches are only the better of two ways to go on. */
export function decodeSketches(bytes: Uint8Array): SavedSketches | undefined {
  const reader = new ByteReader(bytes);
  try {
    const newestMinute = reader.signed();
    const [quarter, day] = [readSketch(reader), readSketch(reader)];
    return { newestMinute, sketches: { quarter, day } };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readSketch(reader: ByteReader): { start: number; sketch: QuantileSketch } {
  const start = reader.signed();
  const bins = reader.unsigned();
  const sketch = new QuantileSketch();
  let key = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    key += reader.signed();
    sketch.addKey(key, reader.unsigned());
  }
  return { start, sketch };
}
