import type { PowerSpectrum } from "./power-spectrum.ts";

/** Power (unit²) of the frequencies in [`fromHz`, `toHz`). */
export function bandPower({ power, binHz }: PowerSpectrum, fromHz: number, toHz: number): number {
  const first = Math.max(0, Math.ceil(fromHz / binHz));
  const end = Math.min(power.length, Math.ceil(toHz / binHz));
  let sum = 0;
  for (let bin = first; bin < end; bin += 1) sum += power[bin] as number;
  return sum;
}

/**
 * The frequency of the largest power from `fromHz` on, between bins by a parabola through the logarithms of the
 * three highest (exact for a Gaussian peak; within a tenth of a bin for Hann). Undefined without any power.
 */
export function dominantHz({ power, binHz }: PowerSpectrum, fromHz: number): number | undefined {
  let peak = -1;
  for (let bin = Math.max(1, Math.ceil(fromHz / binHz)); bin < power.length; bin += 1) {
    if ((power[bin] as number) > (power[peak] ?? 0)) peak = bin;
  }
  if (peak === -1) return undefined;
  const before = Math.log(power[peak - 1] ?? 0);
  const at = Math.log(power[peak] as number);
  const after = Math.log(power[peak + 1] ?? 0);
  const curvature = before - 2 * at + after;
  const shift = Number.isFinite(curvature) && curvature < 0 ? (before - after) / (2 * curvature) : 0;
  return (peak + Math.max(-0.5, Math.min(0.5, shift))) * binHz;
}

/** The mean of the frequencies from `fromHz` on, weighted by their power. Undefined without any power. */
export function spectralCentroidHz({ power, binHz }: PowerSpectrum, fromHz: number): number | undefined {
  let sum = 0;
  let weighted = 0;
  for (let bin = Math.max(1, Math.ceil(fromHz / binHz)); bin < power.length; bin += 1) {
    sum += power[bin] as number;
    weighted += (power[bin] as number) * bin * binHz;
  }
  return sum > 0 ? weighted / sum : undefined;
}

/**
 * RMS velocity in mm/s between two frequencies, from the spectrum of an acceleration in m/s²: each frequency divided
 * by 2πf. ISO 20816-1 judges machines by it from 10 Hz to 1,000 Hz.
 */
export function velocityRms({ power, binHz }: PowerSpectrum, fromHz: number, toHz: number): number {
  const first = Math.max(1, Math.ceil(fromHz / binHz));
  const end = Math.min(power.length - 1, Math.floor(toHz / binHz));
  let sum = 0;
  for (let bin = first; bin <= end; bin += 1) {
    const turning = 2 * Math.PI * bin * binHz;
    sum += (power[bin] as number) / (turning * turning);
  }
  return Math.sqrt(sum) * 1_000;
}
