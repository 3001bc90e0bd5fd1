import { createResampler } from "../../signal/resample.ts";
import { sampleRate } from "../ports.ts";
import { createDcBlocker } from "./dc-blocker.ts";
import { createLevelMeter, type LevelMeter } from "./level-meter.ts";
import { createMonoMixer } from "./mono.ts";
import { createSampleReader, largestSample, type SoundFormat } from "./sample-encoding.ts";

/** Raw bytes of any format to what is used inside: 16 kHz, mono, 16 bits, without offset. */
export interface SoundInput {
  readonly format: SoundFormat;
  push(bytes: Uint8Array): Int16Array;
  /** The rest that the resampler holds back, and bytes of half a frame, which are lost. The next `push` begins anew. */
  finish(): { samples: Int16Array; lostBytes: number };
  /** Of what came in, its channels made one. */
  readonly meter: LevelMeter;
}

export function createSoundInput(format: SoundFormat): SoundInput {
  const reader = createSampleReader(format);
  const mixer = createMonoMixer(format.channels);
  const meter = createLevelMeter(format.rate, largestSample(format));
  const resampler = createResampler(format.rate, sampleRate);
  let blocker = createDcBlocker(format.rate);
  return {
    format,
    meter,
    push(bytes) {
      const mono = mixer.push(reader.push(bytes));
      meter.push(mono);
      blocker.push(mono);
      return toInt16(resampler.push(mono));
    },
    finish() {
      blocker = createDcBlocker(format.rate);
      return { samples: toInt16(resampler.finish()), lostBytes: reader.finish() };
    },
  };
}

/** Rounded, and held at the limits instead of turned over. */
export function toInt16(samples: Float32Array): Int16Array {
  const out = new Int16Array(samples.length);
  for (let at = 0; at < samples.length; at += 1) {
    const value = Math.round((samples[at] as number) * 32_768);
    out[at] = Math.min(32_767, Math.max(-32_768, value));
  }
  return out;
}
