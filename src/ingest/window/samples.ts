import { isUtf8 } from "node:buffer";
import { isObject, valueAt } from "../payload-field.ts";
import type { WindowRule } from "./rules.ts";

/** Why a window was not taken. */
export type WindowRefusal =
  | "tooLarge"
  | "badJson"
  | "noSamples"
  | "notNumbers"
  | "outOfRange"
  | "badLength"
  | "tooShort"
  | "tooManySamples"
  | "noRate"
  | "bandBeyondRate"
  | "tooManyTopics"
  | "idTaken"
  | "tooManySeries";

export interface Refused {
  readonly reason: WindowRefusal;
  /** What is wrong with this one, for the log. */
  readonly detail: string;
}

/** The signals of one payload; each is a view that the next payload overwrites. */
export interface DecodedWindow {
  readonly signals: readonly Float64Array[];
  readonly rateHz: number;
  readonly unit: string | undefined;
  /** The object around the samples, where there is one; it may hold a time. */
  readonly object: Record<string, unknown> | undefined;
}

const sampleFields = [["samples"], ["values"]] as const;
const rateFields = [["rate"], ["sampleRate"], ["sample_rate"], ["hz"], ["fs"]] as const;
const rateMinHz = 0.001;
const rateMaxHz = 10_000_000;
/** The fourth powers of a window of these still have a sum. */
const squareableMax = 1e70;

/** Reads payloads into samples, in a buffer for each signal of a payload that grows up to `samplesMax` and stays. */
export class WindowDecoder {
  readonly #samplesMin: number;
  readonly #samplesMax: number;
  readonly #absMax: number;
  readonly #buffers: Float64Array[] = [];

  constructor(limits: { samplesMin: number; samplesMax: number; absMax: number }) {
    this.#samplesMin = limits.samplesMin;
    this.#samplesMax = limits.samplesMax;
    this.#absMax = Math.min(limits.absMax, squareableMax);
  }

  decode(payload: Buffer, rule: WindowRule): DecodedWindow | Refused {
    return rule.encoding === "json" ? this.#decodeJson(payload, rule) : this.#decodeBinary(payload, rule);
  }

  #decodeJson(payload: Buffer, rule: WindowRule): DecodedWindow | Refused {
    if (!isUtf8(payload)) return { reason: "badJson", detail: "the payload is not text" };
    let value: unknown;
    try {
      value = JSON.parse(payload.toString());
    } catch {
      return { reason: "badJson", detail: "the payload is not JSON" };
    }
    const object = isObject(value) ? value : undefined;
    const signals: Float64Array[] = [];
    for (const field of rule.fields ?? [rule.field]) {
      const list = object ? firstAt(object, field === undefined ? sampleFields : [field.split(".")]) : value;
      if (!Array.isArray(list) || (field !== undefined && !object)) {
        const detail = object ? `no list in ${field ?? "samples or values"}` : "no object with lists";
        return { reason: "noSamples", detail };
      }
      const samples = this.#take(list, rule.scale, signals.length);
      if (!(samples instanceof Float64Array)) return samples;
      signals.push(samples);
    }
    const rate = rateOf(object, rule);
    if (typeof rate !== "number") return rate;
    const unit = rule.unit ?? (typeof object?.unit === "string" ? object.unit.slice(0, 24) : undefined);
    return { signals, rateHz: rate, unit, object };
  }

  #take(list: readonly unknown[], scale: number, signal: number): Float64Array | Refused {
    const wrong = this.#countProblem(list.length);
    if (wrong) return wrong;
    const samples = this.#room(list.length, signal);
    for (const [at, sample] of list.entries()) {
      const scaled = typeof sample === "number" ? sample * scale : Number.NaN;
      if (!(Math.abs(scaled) <= this.#absMax)) return badSample(at, sample);
      samples[at] = scaled;
    }
    return samples;
  }

  #decodeBinary(payload: Buffer, rule: WindowRule): DecodedWindow | Refused {
    const width = rule.encoding === "int16" ? 2 : 4;
    if (payload.length % width !== 0) {
      const detail = `${payload.length} bytes are no whole number of ${rule.encoding} samples`;
      return { reason: "badLength", detail };
    }
    const count = payload.length / width;
    const wrong = this.#countProblem(count);
    if (wrong) return wrong;
    const { scale } = rule;
    const samples = this.#room(count, 0);
    for (let at = 0; at < count; at += 1) {
      const sample = width === 2 ? payload.readInt16LE(at * 2) : payload.readFloatLE(at * 4);
      if (!(Math.abs(sample * scale) <= this.#absMax)) return badSample(at, sample);
      samples[at] = sample * scale;
    }
    const rate = rateOf(undefined, rule);
    if (typeof rate !== "number") return rate;
    return { signals: [samples], rateHz: rate, unit: rule.unit, object: undefined };
  }

  #countProblem(count: number): Refused | undefined {
    if (count < this.#samplesMin) {
      return { reason: "tooShort", detail: `${count} samples, at least ${this.#samplesMin} are needed` };
    }
    if (count <= this.#samplesMax) return undefined;
    const detail = `${count} samples, at most ${this.#samplesMax} are taken (ingest.windowSamplesMax)`;
    return { reason: "tooManySamples", detail };
  }

  #room(count: number, signal: number): Float64Array {
    let buffer = this.#buffers[signal] ?? new Float64Array(1_024);
    if (buffer.length < count) {
      buffer = new Float64Array(Math.min(this.#samplesMax, Math.max(count, 2 * buffer.length)));
    }
    this.#buffers[signal] = buffer;
    return buffer.subarray(0, count);
  }
}

function badSample(at: number, sample: unknown): Refused {
  const detail = `sample ${at} is ${Number.isNaN(sample) ? "not a number" : shown(sample)}`;
  return { reason: Number.isFinite(sample) ? "outOfRange" : "notNumbers", detail };
}

function rateOf(object: Record<string, unknown> | undefined, rule: WindowRule): number | Refused {
  if (rule.rateHz !== undefined) return rule.rateHz;
  const said =
    object && firstAt(object, rule.rateField === undefined ? rateFields : [rule.rateField.split(".")]);
  const rate = typeof said === "string" && said !== "" ? Number(said) : said;
  if (typeof rate === "number" && rate >= rateMinHz && rate <= rateMaxHz) return rate;
  if (said === undefined) return { reason: "noRate", detail: "no sampling rate; give the rule rateHz" };
  return { reason: "noRate", detail: `the sampling rate is ${shown(said)}` };
}

function firstAt(object: Record<string, unknown>, paths: readonly (readonly string[])[]): unknown {
  for (const path of paths) {
    const value = valueAt(object, path);
    if (value !== undefined) return value;
  }
  return undefined;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 40);
}
