import { z } from "../../core/schema.ts";
import type { Tensor, Tensors } from "../../domain/inference.ts";
import type { SelfTestCase, TensorShape } from "../model-source.ts";
import { ManifestInvalidError } from "./errors.ts";
import { type ManifestProblem, manifestProblems } from "./manifest-problems.ts";

/**
 * The self-test of a model: inputs, and what has to come out. Limits: `selfTestBytesMax` of text, 64 cases, 2^20
 * elements in a tensor.
 */
export const selfTestBytesMax = 8 * 1024 * 1024;
const elementsMax = 2 ** 20;

const numbers = z.array(z.number()).min(1).max(elementsMax);

const cases = z
  .array(
    z.strictObject({
      name: z.string().max(200).optional(),
      inputs: z.record(
        z.string().max(100),
        z.strictObject({
          dims: z.array(z.int().min(0).max(elementsMax)).max(8),
          data: z.array(z.number()).max(elementsMax),
        }),
      ),
      expect: z.record(
        z.string().max(100),
        z.union([
          z.strictObject({ argmax: z.array(z.int().min(0)).min(1).max(elementsMax) }),
          z.strictObject({ near: numbers, within: z.number().min(0) }),
        ]),
      ),
    }),
  )
  .min(1)
  .max(64);

interface Ports {
  inputs: readonly TensorShape[];
  outputs: readonly TensorShape[];
}

/** The cases in `text`, as tensors of the types that the manifest declares. Throws {@link ManifestInvalidError}. */
export function parseSelfTest(text: string, ports: Ports, where: string): SelfTestCase[] {
  const parsed = cases.safeParse(parseJson(text, where));
  if (!parsed.success) {
    throw new ManifestInvalidError(where, manifestProblems(parsed.error.issues, parseJson(text, where)));
  }
  const problems: ManifestProblem[] = [];
  const read = parsed.data.map(({ inputs, expect }, index): SelfTestCase => {
    const missing = ports.inputs.filter(({ name }) => !Object.hasOwn(inputs, name));
    for (const { name } of missing) {
      problems.push({ path: `[${index}].inputs.${name}`, found: "nothing", allowed: "a tensor" });
    }
    for (const name of Object.keys(expect)) {
      if (ports.outputs.some((output) => output.name === name)) continue;
      problems.push({
        path: `[${index}].expect.${name}`,
        found: "no such output",
        allowed: ports.outputs.map((output) => output.name).join(" or "),
      });
    }
    const tensors: Record<string, Tensor> = {};
    for (const [name, { dims, data }] of Object.entries(inputs)) {
      const path = `[${index}].inputs.${name}`;
      const port = ports.inputs.find((input) => input.name === name);
      const problem = port ? tensorProblem(port, dims, data) : noSuchInput(ports);
      if (problem) problems.push({ path, ...problem });
      else if (port) tensors[name] = { type: port.type, dims, data: typedData(port.type, data) };
    }
    return { inputs: tensors as Tensors, expect };
  });
  if (problems.length > 0) throw new ManifestInvalidError(where, problems);
  return read;
}

function parseJson(text: string, where: string): unknown {
  if (Buffer.byteLength(text) > selfTestBytesMax) {
    const found = `${Buffer.byteLength(text)} bytes`;
    throw new ManifestInvalidError(where, [
      { path: "", found, allowed: `at most ${selfTestBytesMax} bytes` },
    ]);
  }
  try {
    return JSON.parse(text);
  } catch {
    const found = "a text that is no JSON, or only a part of one";
    throw new ManifestInvalidError(where, [{ path: "", found, allowed: "a JSON list of cases" }]);
  }
}

function noSuchInput({ inputs }: Ports): Omit<ManifestProblem, "path"> {
  return { found: "no such input", allowed: inputs.map(({ name }) => name).join(" or ") };
}

function tensorProblem(
  { type, dims: declared }: TensorShape,
  dims: readonly number[],
  data: readonly number[],
): Omit<ManifestProblem, "path"> | undefined {
  const fits =
    dims.length === declared.length &&
    declared.every((dimension, axis) => typeof dimension === "string" || dimension === dims[axis]);
  if (!fits) return { found: `dims [${dims.join(", ")}]`, allowed: `dims [${declared.join(", ")}]` };
  const count = dims.reduce((product, dimension) => product * dimension, 1);
  if (count !== data.length) return { found: `${data.length} numbers`, allowed: `${count}` };
  const range = ranges[type];
  const wrong =
    range && data.find((value) => !Number.isInteger(value) || value < range[0] || value > range[1]);
  if (range === undefined || wrong === undefined) return undefined;
  return { found: String(wrong), allowed: `whole numbers from ${range[0]} to ${range[1]} (${type})` };
}

const ranges: Readonly<Record<Tensor["type"], readonly [number, number] | undefined>> = {
  float32: undefined,
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint8: [0, 255],
  int8: [-128, 127],
  bool: [0, 1],
};

function typedData(type: Tensor["type"], data: readonly number[]): Tensor["data"] {
  switch (type) {
    case "float32":
      return Float32Array.from(data);
    case "int32":
      return Int32Array.from(data);
    case "int64":
      return BigInt64Array.from(data, BigInt);
    case "int8":
      return Int8Array.from(data);
    default:
      return Uint8Array.from(data);
  }
}
