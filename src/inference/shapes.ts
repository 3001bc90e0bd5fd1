import type { Tensor, Tensors } from "../domain/inference.ts";
import type { TensorShape } from "./model-source.ts";

/** The array classes of the element types; all are little-endian on the machines that edgewise runs on. */
export const arrayTypes = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  bool: Uint8Array,
} as const satisfies Record<Tensor["type"], unknown>;

/** An empty tensor to be filled. */
export function zeros(type: Tensor["type"], dims: readonly number[]): Tensor {
  return { type, dims, data: new arrayTypes[type](elementCount(dims)) };
}

export function elementCount(dims: readonly number[]): number {
  return dims.reduce((count, size) => count * size, 1);
}

export function byteCount(tensors: Tensors): number {
  return Object.values(tensors).reduce((bytes, { data }) => bytes + data.byteLength, 0);
}

/** Inputs of the smallest run a model can be asked for: every free dimension 1, every element 0. */
export function smallestInputs(shapes: readonly TensorShape[]): Tensors {
  return Object.fromEntries(
    shapes.map(({ name, type, dims }) => [
      name,
      zeros(
        type,
        dims.map((size) => (typeof size === "number" ? size : 1)),
      ),
    ]),
  );
}

/**
 * What is wrong with tensors that should be of these shapes, in words; undefined when nothing is. A named dimension
 * has to be the same wherever it stands; `isComplete`: a tensor that no shape names is wrong too.
 */
export function tensorProblem(
  shapes: readonly TensorShape[],
  tensors: Tensors,
  isComplete: boolean,
): string | undefined {
  const named = new Map<string, { size: number; where: string }>();
  for (const shape of shapes) {
    const tensor = tensors[shape.name];
    if (!tensor) return `${shape.name} is missing; it must be ${shapeText(shape)}`;
    const problem = oneProblem(shape, tensor, named);
    if (problem) return problem;
  }
  const known = new Set(shapes.map(({ name }) => name));
  const unknown = isComplete ? Object.keys(tensors).find((name) => !known.has(name)) : undefined;
  if (unknown === undefined) return undefined;
  return `there is no ${unknown}; known are ${[...known].join(", ")}`;
}

function oneProblem(
  shape: TensorShape,
  tensor: Tensor,
  named: Map<string, { size: number; where: string }>,
): string | undefined {
  const { name, type, dims } = shape;
  const is = `${name} is ${tensor.type} [${tensor.dims.join(", ")}]`;
  if (tensor.type !== type || tensor.dims.length !== dims.length)
    return `${is}; it must be ${shapeText(shape)}`;
  if (!tensor.dims.every((size) => Number.isSafeInteger(size) && size >= 0)) return `${is}; that is no shape`;
  for (const [axis, wanted] of dims.entries()) {
    const size = tensor.dims[axis] as number;
    if (typeof wanted === "number") {
      if (size !== wanted) return `${is}; it must be ${shapeText(shape)}`;
      continue;
    }
    const first = named.get(wanted);
    if (first && first.size !== size)
      return `${is}; ${wanted} is ${size} there but ${first.size} in ${first.where}`;
    named.set(wanted, { size, where: name });
  }
  if (!(tensor.data instanceof arrayTypes[type])) return `${name} is ${type} but its data is of another type`;
  if (tensor.data.length !== elementCount(tensor.dims))
    return `${is} but holds ${tensor.data.length} elements instead of ${elementCount(tensor.dims)}`;
  return undefined;
}

/**
 * What an opened file takes and gives, against what its manifest declares. A file may be more general than declared (a
 * free dimension instead of a fixed one) but not less. An output of unknown rank is judged by the first run.
 */
export function declarationProblem(
  what: "input" | "output",
  declared: readonly TensorShape[],
  actual: readonly TensorShape[],
): string | undefined {
  for (const shape of declared) {
    const found = actual.find(({ name }) => name === shape.name);
    if (!found) {
      const names = actual.map(({ name }) => name).join(", ");
      return `it has no ${what} ${shape.name}; it has ${names || "none"}`;
    }
    const isUnranked = what === "output" && found.dims.length === 0;
    const fits =
      found.type === shape.type &&
      (isUnranked ||
        (found.dims.length === shape.dims.length &&
          shape.dims.every(
            (size, axis) => typeof found.dims[axis] === "string" || found.dims[axis] === size,
          )));
    if (!fits)
      return `its ${what} ${shape.name} is ${shapeText(found)}; the manifest declares ${shapeText(shape)}`;
  }
  const known = new Set(declared.map(({ name }) => name));
  const extra = what === "input" ? actual.find(({ name }) => !known.has(name)) : undefined;
  return extra && `it needs an input ${extra.name}, ${shapeText(extra)}, that the manifest does not declare`;
}

export function shapeText({ type, dims }: Pick<TensorShape, "type" | "dims">): string {
  return `${type} [${dims.map((size) => (size === "" ? "?" : size)).join(", ")}]`;
}
