import type * as Onnx from "onnxruntime-node";
import { errorMessage } from "../../core/errors.ts";
import type { Tensor, Tensors } from "../../domain/inference.ts";
import { ModelFailedError, ModelUnusableError } from "../errors.ts";
import type { TensorShape } from "../model-source.ts";
import type { ExecutionProvider } from "../providers.ts";
import { arrayTypes } from "../shapes.ts";
import type { OnnxRuntime } from "./onnx-runtime.ts";
import type { Session } from "./session.ts";

export interface OnnxSessionOptions {
  /** Absolute path of the file. */
  path: string;
  provider: ExecutionProvider;
  runThreads: number;
}

/** Opens an ONNX file. Blocks its thread; rejects with `inference.modelUnusable`. */
export async function openOnnxSession(
  runtime: OnnxRuntime,
  { path, provider, runThreads }: OnnxSessionOptions,
): Promise<Session> {
  const known = runtime.listSupportedBackends().map(({ name }) => name);
  if (!known.includes(provider)) {
    throw new ModelUnusableError(`this build of ONNX Runtime has no ${provider}; it has ${known.join(", ")}`);
  }
  let session: Onnx.InferenceSession;
  try {
    session = await runtime.InferenceSession.create(path, {
      ...smallBoardOptions,
      executionProviders: [provider],
      intraOpNumThreads: runThreads,
    });
  } catch (error) {
    throw new ModelUnusableError(`${path} cannot be opened on ${provider}: ${firstLine(error)}`, {
      cause: error,
    });
  }
  const inputs = session.inputMetadata.map(toShape);
  return {
    inputs,
    outputs: session.outputMetadata.map(toShape),
    memoryBytes: undefined,
    async run(tensors) {
      const feeds: Record<string, Onnx.Tensor> = {};
      for (const { name } of inputs) {
        const tensor = tensors[name];
        if (tensor) feeds[name] = new runtime.Tensor(tensor.type, tensor.data as never, tensor.dims);
      }
      try {
        return fromOnnx(await session.run(feeds));
      } catch (error) {
        throw new ModelFailedError(`the run failed: ${firstLine(error)}`, { cause: error });
      }
    },
    close: () => session.release(),
  };
}

/**
 * One thread between operators and no arena: an arena keeps the largest run's memory for ever, and the models here are
 * small. Errors come as exceptions; the runtime's own log would only repeat them on standard error.
 */
const smallBoardOptions = {
  graphOptimizationLevel: "all",
  executionMode: "sequential",
  interOpNumThreads: 1,
  enableCpuMemArena: false,
  enableMemPattern: false,
  logSeverityLevel: 4,
} as const satisfies Onnx.InferenceSession.SessionOptions;

function toShape(value: Onnx.InferenceSession.ValueMetadata): TensorShape {
  if (!value.isTensor) throw new ModelUnusableError(`${value.name} is not a tensor`);
  return { name: value.name, type: elementType(value.name, value.type), dims: value.shape };
}

function fromOnnx(results: Onnx.InferenceSession.ReturnType): Tensors {
  return Object.fromEntries(
    Object.entries(results).map(([name, { type, dims, data }]) => [
      name,
      // A copy: the runtime's own memory goes with the tensor.
      { type: elementType(name, type), dims: [...dims], data: (data as Tensor["data"]).slice() } as Tensor,
    ]),
  );
}

function elementType(name: string, type: string): Tensor["type"] {
  if (type in arrayTypes) return type as Tensor["type"];
  throw new ModelUnusableError(
    `${name} has elements of type ${type}; edgewise takes ${Object.keys(arrayTypes).join(", ")}`,
  );
}

function firstLine(error: unknown): string {
  return errorMessage(error).split("\n", 1)[0] as string;
}
