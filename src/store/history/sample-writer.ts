import type { Sample, Series } from "../../domain/sample.ts";
import { type SeriesDescription, sampleStride } from "../engine/calls.ts";

/** Samples in one buffer: 96 KiB. */
export const samplesPerBuffer = 4096;
/** Empty buffers that are kept to be filled again; a burst's others are given back to the heap. */
const idleBuffersMax = 4;

/**
 * The hot path: three numbers into a flat buffer for each sample, which goes to the engine's thread without
 * a copy. At most `queueCountMax` samples are on the way; above it the newest are left out of the history,
 * counted, because nothing here may wait.
 */
export function createSampleWriter(options: {
  queueCountMax: number;
  sendSeries(series: SeriesDescription[]): void;
  /** `length` numbers of the buffer count. It comes back by `recycle`. */
  sendSamples(buffer: Float64Array<ArrayBuffer>, length: number): void;
  onDropped(reason: "queueFull" | "unavailable" | "crash", count: number): void;
}) {
  const { sendSeries, sendSamples, onDropped } = options;
  const buffersMax = Math.max(2, Math.floor(options.queueCountMax / samplesPerBuffer));
  const capacity = samplesPerBuffer * sampleStride;
  const idle: Float64Array<ArrayBuffer>[] = [];
  let buffer = new Float64Array(capacity);
  let length = 0;
  let onTheWay = 0;
  let samplesOnTheWay = 0;
  let dropped = 0;
  let isOpen = false;
  let known = new Uint8Array(1024);
  const described: SeriesDescription[] = [];
  let undescribedFrom = 0;

  function onSample(sample: Sample): void {
    const slot = sample.series.index;
    if (known[slot] !== 1) introduce(sample.series);
    if (length === capacity && !send()) {
      dropped += 1;
      return;
    }
    buffer[length] = slot;
    buffer[length + 1] = sample.at;
    buffer[length + 2] = sample.value;
    length += sampleStride;
  }

  function introduce({ index: slot, id, kind }: Series): void {
    if (slot >= known.length) {
      const grown = new Uint8Array(Math.max(known.length * 2, slot + 1));
      grown.set(known);
      known = grown;
    }
    known[slot] = 1;
    described.push({ slot, id, isState: kind !== "numeric" });
  }

  /** False when the engine has as many buffers as it may. */
  function send(): boolean {
    if (!isOpen) {
      onDropped("unavailable", length / sampleStride);
      length = 0;
      return true;
    }
    if (onTheWay >= buffersMax) return false;
    if (undescribedFrom < described.length) {
      sendSeries(described.slice(undescribedFrom));
      undescribedFrom = described.length;
    }
    onTheWay += 1;
    samplesOnTheWay += length / sampleStride;
    const filled = buffer;
    buffer = idle.pop() ?? new Float64Array(capacity);
    const filledLength = length;
    length = 0;
    sendSamples(filled, filledLength);
    return true;
  }

  return {
    onSample,
    /** Sends what is gathered; call it a few times a second, and before a query. */
    flush(): void {
      if (dropped > 0) onDropped("queueFull", dropped);
      dropped = 0;
      if (length > 0) send();
    },
    recycle(returned: Float64Array<ArrayBuffer>, sentLength: number): void {
      onTheWay -= 1;
      samplesOnTheWay -= sentLength / sampleStride;
      if (idle.length < idleBuffersMax) idle.push(returned);
    },
    open(): void {
      isOpen = true;
    },
    /** The engine has no database: until `open` samples are left out, counted. */
    close(): void {
      isOpen = false;
    },
    /** The engine is gone, with what was on the way and with the names of the series. */
    forgetEngine(): void {
      if (samplesOnTheWay > 0) onDropped("crash", samplesOnTheWay);
      onTheWay = 0;
      samplesOnTheWay = 0;
      undescribedFrom = 0;
      isOpen = false;
    },
  };
}
