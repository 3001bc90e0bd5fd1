import type { Tensors } from "../../domain/inference.ts";
import { fnv1a } from "../../text/fnv1a.ts";
import type { Unit } from "./units.ts";
import type { WriterModel } from "./writer-model.ts";

/** States are read by what they say; other values by their field alone. */
const states: ReadonlySet<string> = new Set(["state", "usualState"]);

/**
 * Units as the model's inputs `fields`, `lines`, `words` (int64) and `copyable` (float32), each [1, units]; undefined
 * when there are more than it reads, or one of a field that it never saw.
 */
export function encodeUnits(units: readonly Unit[], model: WriterModel): Tensors | undefined {
  if (units.length > model.unitsMax || units.some(({ line }) => line > model.linesMax)) return undefined;
  const fields = units.map(({ field }) => model.fields.get(field));
  if (!fields.every((field) => field !== undefined)) return undefined;
  const dims = [1, units.length];
  const whole = (values: readonly number[]) =>
    ({ type: "int64", dims, data: BigInt64Array.from(values, (value) => BigInt(value)) }) as const;
  return {
    fields: whole(fields),
    lines: whole(units.map(({ line }) => line)),
    words: whole(units.map((unit) => wordOf(unit, model))),
    copyable: {
      type: "float32",
      dims,
      data: Float32Array.from(units, ({ surface }) => (surface === undefined ? 0 : 1)),
    },
  };
}

function wordOf({ field, surface, word }: Unit, { indexes, words, buckets }: WriterModel): number {
  const said = word ?? (states.has(field) ? surface : undefined);
  if (said === undefined) return 0;
  const lower = said.toLowerCase();
  return indexes.get(lower) ?? words.length + (fnv1a(lower) % buckets);
}
