import { createId } from "../../core/id.ts";
import type { Envelope } from "../../domain/envelope.ts";
import { rollupWidthsMs } from "../../domain/rollup.ts";
import {
  rollupSchema,
  type SampleBody,
  sampleSchema,
  type ThinnedRollupBody,
} from "../../domain/rollup-body.ts";

export type ThinWidth = "minute" | "quarter";

/** Samples of one stream in one window. */
interface Part {
  body: SampleBody | ThinnedRollupBody;
  record: Envelope;
  start: number;
  from: number;
  to: number;
  count: number;
  min: number;
  max: number;
  sum: number;
  last: number;
}

/**
 * Samples, and aggregates of an earlier thinning that are narrower, as aggregates of `width`: count, minimum, maximum, mean
 * and last value are those of all of them. What is neither, or was made by a clock that cannot be trusted, stays as it is.
 * Ordered by time, and so within each stream. `now` dates the new ids.
 */
export function thinRecords(
  records: readonly Envelope[],
  { width, now }: { width: ThinWidth; now: number },
): Envelope[] {
  const parts = new Map<string, Part>();
  const kept: { record: Envelope; start: number }[] = [];
  for (const record of records) {
    const part = partOf(record, width);
    if (!part) {
      kept.push({ record, start: record.at });
      continue;
    }
    const name = `${part.start} ${record.stream}`;
    const found = parts.get(name);
    if (found) join(found, part);
    else parts.set(name, part);
  }
  const thinned = [...parts.values()].map((part) => ({
    record: part.count === 1 ? part.record : toRecord(part, { width, now }),
    start: part.start,
  }));
  return [...thinned, ...kept].sort((a, b) => a.start - b.start).map(({ record }) => record);
}

function partOf(record: Envelope, width: ThinWidth): Part | undefined {
  if (record.clock !== "synced") return undefined;
  const body = readBody(record.body);
  const start = Math.floor(record.at / rollupWidthsMs[width]) * rollupWidthsMs[width];
  if (body?.schema === sampleSchema && Number.isFinite(body.value)) {
    const { value } = body;
    const { at } = record;
    return {
      body,
      record,
      start,
      from: at,
      to: at,
      count: 1,
      min: value,
      max: value,
      sum: value,
      last: value,
    };
  }
  if (body?.schema !== rollupSchema || body.thinned !== true) return undefined;
  if (rollupWidthsMs[body.width] > rollupWidthsMs[width]) return undefined;
  const { count, min, max, mean, last } = body;
  const from = Date.parse(body.from ?? "");
  const to = Date.parse(body.to ?? "");
  if (!(count > 0) || Number.isNaN(from + to)) return undefined;
  return { body, record, start, from, to, count, min, max, sum: mean * count, last };
}

function readBody(text: string): SampleBody | ThinnedRollupBody | undefined {
  try {
    const body = JSON.parse(text) as SampleBody | ThinnedRollupBody | null;
    return typeof body === "object" && body !== null && typeof body.series === "object" ? body : undefined;
  } catch {
    return undefined;
  }
}

function join(into: Part, other: Part): void {
  into.count += other.count;
  into.min = Math.min(into.min, other.min);
  into.max = Math.max(into.max, other.max);
  into.sum += other.sum;
  if (other.to >= into.to) into.last = other.last;
  into.from = Math.min(into.from, other.from);
  into.to = Math.max(into.to, other.to);
}

function toRecord(part: Part, { width, now }: { width: ThinWidth; now: number }): Envelope {
  const { body, record, start, from, to, count, min, max, sum, last } = part;
  const at = new Date(start).toISOString();
  // Joined to nothing, an aggregate is what it was.
  if (body.schema === rollupSchema && body.width === width && body.count === count) return record;
  const thinned: ThinnedRollupBody = {
    schema: rollupSchema,
    at,
    clock: "synced",
    series: body.series,
    width,
    start: at,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    count,
    min,
    max,
    mean: sum / count,
    last,
    thinned: true,
  };
  const { class: recordClass, stream } = record;
  return {
    id: createId(now),
    class: recordClass,
    stream,
    at: start,
    clock: "synced",
    body: JSON.stringify(thinned),
  };
}
