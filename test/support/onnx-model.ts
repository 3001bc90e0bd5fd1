import type { Tensor } from "../../src/domain/inference.ts";
import type { TensorShape } from "../../src/inference/model-source.ts";

export interface OnnxNode {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  /** Whole numbers, or lists of them. */
  attributes?: Readonly<Record<string, number | readonly number[]>>;
}

export interface OnnxGraph {
  inputs: readonly TensorShape[];
  outputs: readonly TensorShape[];
  nodes: readonly OnnxNode[];
  constants?: Readonly<Record<string, Tensor>>;
}

/** An ONNX file of the graph: just enough of onnx.proto3 (github.com/onnx/onnx) for the tiny models of tests. */
export function onnxModel({ inputs, outputs, nodes, constants = {} }: OnnxGraph): Buffer {
  const graph = Buffer.concat([
    ...nodes.map((node) => bytesField(1, nodeProto(node))),
    bytesField(2, text("test")),
    ...Object.entries(constants).map(([name, tensor]) => bytesField(5, tensorProto(name, tensor))),
    ...inputs.map((shape) => bytesField(11, valueInfo(shape))),
    ...outputs.map((shape) => bytesField(12, valueInfo(shape))),
  ]);
  const opset = numberField(2, opsetVersion);
  return Buffer.concat([numberField(1, irVersion), bytesField(7, graph), bytesField(8, opset)]);
}

const irVersion = 7;
/** The last one in which the axes of ReduceSum are an attribute. */
const opsetVersion = 12;
const elementTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9 } as const;

function nodeProto({ op, inputs, outputs, attributes = {} }: OnnxNode): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => bytesField(1, text(name))),
    ...outputs.map((name) => bytesField(2, text(name))),
    bytesField(4, text(op)),
    ...Object.entries(attributes).map(([name, value]) => bytesField(5, attributeProto(name, value))),
  ]);
}

function attributeProto(name: string, value: number | readonly number[]): Buffer {
  const fields =
    typeof value === "number" ? [numberField(3, value)] : value.map((one) => numberField(8, one));
  return Buffer.concat([
    bytesField(1, text(name)),
    ...fields,
    numberField(20, typeof value === "number" ? 2 : 7),
  ]);
}

function tensorProto(name: string, { type, dims, data }: Tensor): Buffer {
  return Buffer.concat([
    ...dims.map((size) => numberField(1, size)),
    numberField(2, elementTypes[type]),
    bytesField(8, text(name)),
    bytesField(9, Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)),
  ]);
}

function valueInfo({ name, type, dims }: TensorShape): Buffer {
  const sizes = dims.map((size) =>
    bytesField(1, typeof size === "number" ? numberField(1, size) : bytesField(2, text(size))),
  );
  const tensorType = Buffer.concat([numberField(1, elementTypes[type]), bytesField(2, Buffer.concat(sizes))]);
  return Buffer.concat([bytesField(1, text(name)), bytesField(2, bytesField(1, tensorType))]);
}

function text(value: string): Buffer {
  return Buffer.from(value, "utf8");
}

function numberField(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function bytesField(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
}

/** Two's complement of 64 bits, seven at a time, lowest first. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}
