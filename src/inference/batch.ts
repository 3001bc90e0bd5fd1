import { invariant } from "../core/errors.ts";
import type { Tensor, Tensors } from "../domain/inference.ts";
import type { ModelBatch, TensorShape } from "./model-source.ts";
import { zeros } from "./shapes.ts";

/**
 * Requests of one model laid one after the other along the batch axis, and their outputs cut apart again. Inputs named
 * in `batch.pad` may differ in length along one more axis: shorter ones are filled up with 0, and outputs that have
 * the same named dimension are cut back to the request's own length.
 */
export interface BatchLayout {
  readonly batch: ModelBatch;
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
}

/** Rows of one request: its size along the batch axis. */
export function rowsOf(inputs: Tensors, { batch, inputs: shapes }: BatchLayout): number {
  const [first] = shapes;
  return (first && inputs[first.name]?.dims[batch.axis]) ?? 1;
}

/** Equal for requests that can be joined: all sizes but those of the batch axis and the padded axes. */
export function joinKeyOf(inputs: Tensors, { batch, inputs: shapes }: BatchLayout): string {
  return shapes
    .map(({ name }) =>
      (inputs[name]?.dims ?? []).map((size, axis) => (isFree(name, axis, batch) ? "*" : size)).join(","),
    )
    .join(";");
}

function isFree(input: string, axis: number, batch: ModelBatch): boolean {
  return axis === batch.axis || axis === batch.pad[input];
}

/** The inputs of one run for all of them. */
export function joinInputs(requests: readonly Tensors[], { batch, inputs: shapes }: BatchLayout): Tensors {
  return Object.fromEntries(
    shapes.map(({ name }) => [
      name,
      joinTensors(
        requests.map((request) => {
          const tensor = request[name];
          invariant(tensor, `a request without ${name} was joined`);
          return tensor;
        }),
        batch.axis,
      ),
    ]),
  );
}

/** Each along `axis` after the one before; on the other axes all are as large as the largest. */
function joinTensors(tensors: readonly Tensor[], axis: number): Tensor {
  const [first] = tensors;
  invariant(first, "nothing was joined");
  const dims = first.dims.map((_, place) => {
    const sizes = tensors.map((tensor) => tensor.dims[place] as number);
    return place === axis ? sizes.reduce((sum, size) => sum + size, 0) : Math.max(...sizes);
  });
  const joined = zeros(first.type, dims);
  const start = dims.map(() => 0);
  for (const tensor of tensors) {
    copyBlock({ from: tensor, fromStart: dims.map(() => 0), to: joined, toStart: start, size: tensor.dims });
    start[axis] = (start[axis] as number) + (tensor.dims[axis] as number);
  }
  return joined;
}

/** The outputs of each request, in their order. */
export function splitOutputs(outputs: Tensors, requests: readonly Tensors[], layout: BatchLayout): Tensors[] {
  let row = 0;
  return requests.map((request) => {
    const lengths = paddedLengths(request, layout);
    const rows = rowsOf(request, layout);
    const own = Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => {
        const names = layout.outputs.find((shape) => shape.name === name)?.dims ?? [];
        const size = tensor.dims.map((whole, axis) => {
          if (axis === layout.batch.axis) return rows;
          return Math.min(whole, lengths.get(names[axis]) ?? whole);
        });
        const start = size.map((_, axis) => (axis === layout.batch.axis ? row : 0));
        const part = zeros(tensor.type, size);
        copyBlock({ from: tensor, fromStart: start, to: part, toStart: size.map(() => 0), size });
        return [name, part];
      }),
    );
    row += rows;
    return own;
  });
}

/** The request's own size of each named dimension that is padded. */
function paddedLengths(
  request: Tensors,
  { batch, inputs }: BatchLayout,
): Map<string | number | undefined, number> {
  const lengths = new Map<string | number | undefined, number>();
  for (const [input, axis] of Object.entries(batch.pad)) {
    const named = inputs.find(({ name }) => name === input)?.dims[axis];
    const size = request[input]?.dims[axis];
    if (typeof named === "string" && size !== undefined) lengths.set(named, size);
  }
  return lengths;
}

interface Block {
  from: Tensor;
  fromStart: readonly number[];
  to: Tensor;
  toStart: readonly number[];
  size: readonly number[];
}

/** Copies a block of `size`, row by row of its last axis. */
function copyBlock({ from, fromStart, to, toStart, size }: Block): void {
  if (size.some((length) => length === 0)) return;
  const last = size.length - 1;
  const length = size[last] ?? 1;
  const index = size.map(() => 0);
  for (;;) {
    const source = offset(from.dims, fromStart, index);
    const part = from.data.subarray(source, source + length);
    (to.data as Float32Array).set(part as Float32Array, offset(to.dims, toStart, index));
    let axis = last - 1;
    while (axis >= 0 && (index[axis] as number) + 1 === size[axis]) {
      index[axis] = 0;
      axis -= 1;
    }
    if (axis < 0) return;
    index[axis] = (index[axis] as number) + 1;
  }
}

function offset(dims: readonly number[], start: readonly number[], index: readonly number[]): number {
  let place = 0;
  for (const [axis, size] of dims.entries()) {
    place = place * size + (start[axis] as number) + (index[axis] as number);
  }
  return place;
}
