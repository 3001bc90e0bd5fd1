import type { SpectrumAnalyser } from "../../signal/power-spectrum.ts";
import { bandPower, dominantHz, spectralCentroidHz, velocityRms } from "../../signal/spectral-figures.ts";
import { measureWaveform } from "../../signal/waveform.ts";
import { normaliseUnit } from "../sensor/unit.ts";
import { type Band, bandField, bandName, hertz } from "./bands.ts";

/** One figure that is drawn from every window. */
export interface Feature {
  /** Last part of the id of its series. */
  readonly field: string;
  /** What follows the name of the signal: `crest factor`. */
  readonly words: string;
  readonly unit: string | undefined;
}

/** What is drawn from windows of one rate and length, in the order of the values. */
export interface FeatureLayout {
  readonly features: readonly Feature[];
  readonly bands: readonly Band[];
  /** Frequencies below are left out of dominant frequency and centroid: slow drift is no vibration. */
  readonly lowestHz: number;
  /** What an acceleration is multiplied by to be in m/s²; undefined: no velocity can be told. */
  readonly accelerationFactor: number | undefined;
}

/** No band is quieter than this, so that a dead sensor has a level and not minus infinity. */
const floorDb = -160;

const velocityBand = { fromHz: 10, toHz: 1_000 } as const;
/** With wider bins the low end of the velocity band, which weighs most, is a matter of luck. */
const velocityBinMaxHz = 5;

const accelerationFactors: Readonly<Record<string, number>> = { "m/s²": 1, g: 9.80665 };

/**
 * The features of windows: RMS, peak, crest factor, kurtosis, dominant frequency, spectral centroid, share of the power in
 * the upper half of the spectrum, level of each band in dB (of unit²), and, for accelerations of at least 2 kHz, the RMS
 * velocity from 10 Hz to 1,000 Hz of ISO 20816-1. At most twelve.
 */
export function createLayout(options: {
  rateHz: number;
  binHz: number;
  unit: string | undefined;
  bands: readonly Band[];
}): FeatureLayout {
  const { rateHz, binHz, bands } = options;
  const unit = options.unit === undefined ? undefined : (normaliseUnit(options.unit) ?? options.unit);
  const isVelocityTold = rateHz >= 2 * velocityBand.toHz && binHz <= velocityBinMaxHz;
  const accelerationFactor = isVelocityTold ? accelerationFactors[unit ?? ""] : undefined;
  const half = hertz(Number((rateHz / 4).toPrecision(2)));
  return {
    bands,
    lowestHz: Math.max(2 * binHz, bands[0]?.fromHz ?? 0),
    accelerationFactor,
    features: [
      { field: "rms", words: "RMS", unit },
      { field: "peak", words: "peak", unit },
      { field: "crest_factor", words: "crest factor", unit: undefined },
      { field: "kurtosis", words: "kurtosis", unit: undefined },
      { field: "dominant_frequency", words: "dominant frequency", unit: "Hz" },
      { field: "spectral_centroid", words: "spectral centroid", unit: "Hz" },
      { field: "high_frequency_share", words: `share above ${half}`, unit: "%" },
      ...bands.map((band) => ({ field: bandField(band), words: bandName(band), unit: "dB" })),
      ...(accelerationFactor === undefined
        ? []
        : [{ field: "velocity_rms", words: "velocity RMS", unit: "mm/s" }]),
    ],
  };
}

/** The values of the features of one window; undefined where a still signal has none. */
export function measureFeatures(
  samples: Float64Array,
  rateHz: number,
  parts: { layout: FeatureLayout; analyser: SpectrumAnalyser },
): (number | undefined)[] {
  const { layout, analyser } = parts;
  const { bands, lowestHz, accelerationFactor } = layout;
  const waveform = measureWaveform(samples);
  const spectrum = analyser.analyse(samples, waveform.mean, rateHz);
  const total = bandPower(spectrum, 0, Number.POSITIVE_INFINITY);
  const isStill = waveform.crestFactor === undefined || total === 0;
  const high = bandPower(spectrum, rateHz / 4, Number.POSITIVE_INFINITY);
  return [
    waveform.rms,
    waveform.peak,
    waveform.crestFactor,
    waveform.kurtosis,
    isStill ? undefined : dominantHz(spectrum, lowestHz),
    isStill ? undefined : spectralCentroidHz(spectrum, lowestHz),
    isStill ? undefined : (100 * high) / total,
    ...bands.map(({ fromHz, toHz }) => level(bandPower(spectrum, fromHz, toHz))),
    ...(accelerationFactor === undefined
      ? []
      : [accelerationFactor * velocityRms(spectrum, velocityBand.fromHz, velocityBand.toHz)]),
  ];
}

function level(power: number): number {
  return Math.max(floorDb, 10 * Math.log10(power));
}
