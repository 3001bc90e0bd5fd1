import type { Tensor, Tensors } from "../../domain/inference.ts";

/** Label sets by output, as a manifest lists them. */
export type Labels = Readonly<Record<string, readonly string[]>>;

export interface Said {
  outputs: Tensors;
  labels: Labels;
}

export type OutputAgreement = { rows: number; agreed: number } | { difference: number };

/**
 * How far two models said the same. For outputs with labels the label of the largest score is compared, row by row and
 * by its text, since another version may have its labels in another order; without any labels the numbers are.
 * A plain sentence when the outputs cannot be compared.
 */
export function compareOutputs(active: Said, shadow: Said): Record<string, OutputAgreement> | string {
  const labelled = Object.keys(active.labels).filter((name) => name in active.outputs);
  const found: Record<string, OutputAgreement> = {};
  for (const name of labelled.length > 0 ? labelled : Object.keys(active.outputs)) {
    const mine = active.outputs[name];
    const other = shadow.outputs[name];
    if (!mine || !other) return `the shadow model has no output ${name}`;
    const compared =
      labelled.length > 0
        ? compareLabels(mine, active.labels[name] ?? [], other, shadow.labels[name])
        : compareNumbers(mine, other);
    if (typeof compared === "string") return `${name}: ${compared}`;
    found[name] = compared;
  }
  return found;
}

function compareLabels(
  mine: Tensor,
  labels: readonly string[],
  other: Tensor,
  otherLabels: readonly string[] | undefined,
): OutputAgreement | string {
  if (!otherLabels) return "the shadow model names no labels";
  const [a, b] = [argmaxRows(mine), argmaxRows(other)];
  if (a.length !== b.length) return `${a.length} rows against ${b.length} of the shadow model`;
  const agreed = a.filter((position, row) => labels[position] === otherLabels[b[row] ?? -1]).length;
  return { rows: a.length, agreed };
}

/** Position of the largest value along the last axis, row by row. */
function argmaxRows({ dims, data }: Tensor): number[] {
  const width = dims.at(-1) ?? 1;
  const rows: number[] = [];
  for (let start = 0; width > 0 && start < data.length; start += width) {
    let best = 0;
    for (let position = 1; position < width; position += 1) {
      if ((data[start + position] ?? 0) > (data[start + best] ?? 0)) best = position;
    }
    rows.push(best);
  }
  return rows;
}

function compareNumbers(mine: Tensor, other: Tensor): OutputAgreement | string {
  if (mine.dims.length !== other.dims.length || mine.dims.some((size, axis) => size !== other.dims[axis])) {
    return `[${mine.dims.join(", ")}] against [${other.dims.join(", ")}] of the shadow model`;
  }
  let difference = 0;
  for (let index = 0; index < mine.data.length; index += 1) {
    const apart = Math.abs(Number(mine.data[index]) - Number(other.data[index]));
    difference = Math.max(difference, Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart);
  }
  return { difference };
}
