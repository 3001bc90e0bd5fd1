import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Tensor, Tensors } from "../../src/domain/inference.ts";
import type { ModelSource, TensorShape } from "../../src/inference/model-source.ts";
import { type OnnxGraph, onnxModel } from "./onnx-model.ts";

const shape = (name: string, dims: readonly (number | string)[], type: Tensor["type"] = "float32") =>
  ({ name, type, dims }) satisfies TensorShape;

export function floats(dims: readonly number[], values: ArrayLike<number>): Tensor {
  return { type: "float32", dims, data: Float32Array.from(values) };
}

/** `each` = 2x, `total` = the sum of each row: a padded batch must not change either. */
export const doubling = {
  inputs: [shape("x", ["batch", "length"])],
  outputs: [shape("each", ["batch", "length"]), shape("total", ["batch"])],
  nodes: [
    { op: "Add", inputs: ["x", "x"], outputs: ["each"] },
    { op: "ReduceSum", inputs: ["x"], outputs: ["total"], attributes: { axes: [1], keepdims: 0 } },
  ],
} as const satisfies OnnxGraph;

/** Looks up rows of a table of four; any other number ends the run in an error. */
export const lookup = {
  inputs: [shape("ids", ["batch"], "int32")],
  outputs: [shape("row", ["batch", 2])],
  constants: { table: floats([4, 2], [0, 0, 1, 10, 2, 20, 3, 30]) },
  nodes: [{ op: "Gather", inputs: ["table", "ids"], outputs: ["row"] }],
} as const satisfies OnnxGraph;

/** x·x, four times over: as slow as its input is large. */
export const heavy = {
  inputs: [shape("x", ["n", "n"])],
  outputs: [shape("y", ["n", "n"])],
  nodes: [1, 2, 3, 4].map((step) => ({
    op: "MatMul",
    inputs: step === 1 ? ["x", "x"] : [`y${step - 1}`, "x"],
    outputs: [step === 4 ? "y" : `y${step}`],
  })),
} as const satisfies OnnxGraph;

/** Every element type comes out as it went in. */
export const everyType = (["float32", "int32", "int64", "uint8", "int8", "bool"] as const).reduce<OnnxGraph>(
  (graph, type) => ({
    inputs: [...graph.inputs, shape(`${type}_in`, ["n"], type)],
    outputs: [...graph.outputs, shape(`${type}_out`, ["n"], type)],
    nodes: [...graph.nodes, { op: "Identity", inputs: [`${type}_in`], outputs: [`${type}_out`] }],
  }),
  { inputs: [], outputs: [], nodes: [] },
);

/** A folder that is removed with the test. */
export function makeFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), "edgewise-model-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A model of the graph in a folder of its own, as the registry would hand it over; `facts` replaces some of it. */
export function tinyModel(graph: OnnxGraph, facts: Partial<ModelSource> = {}): ModelSource {
  const directory = makeFolder();
  writeFileSync(join(directory, "model.onnx"), onnxModel(graph));
  return {
    directory,
    id: "tiny",
    version: "1.0.0",
    task: "command",
    variants: [{ name: "fp32", file: "model.onnx" }],
    inputs: graph.inputs,
    outputs: graph.outputs,
    labels: {},
    settings: {},
    selfTest: [],
    readText: async (file) => file,
    ...facts,
  };
}

/** Plain arrays, for comparison. */
export function plain(
  tensors: Tensors,
): Record<string, { dims: readonly number[]; data: (number | bigint)[] }> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { dims, data }]) => [
      name,
      { dims: [...dims], data: [...(data as Iterable<number | bigint>)] },
    ]),
  );
}
