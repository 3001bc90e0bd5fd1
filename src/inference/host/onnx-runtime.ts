import { createRequire } from "node:module";
import type * as Onnx from "onnxruntime-node";
import { errorMessage } from "../../core/errors.ts";
import { RuntimeError } from "../errors.ts";

export type OnnxRuntime = typeof Onnx;

/**
 * Loads ONNX Runtime: the bundled build, or the package in the folder `runtimePath`. Only the host's threads and the
 * reference backend call this: the native library takes 25 MB and a crash in it ends its process.
 */
export async function loadOnnxRuntime(runtimePath: string | undefined): Promise<OnnxRuntime> {
  try {
    const runtime =
      runtimePath === undefined
        ? await import("onnxruntime-node")
        : (createRequire(`${runtimePath}/`)(runtimePath) as OnnxRuntime);
    await touch(runtime);
    return runtime;
  } catch (error) {
    const which = runtimePath === undefined ? "onnxruntime-node" : `the ONNX Runtime in ${runtimePath}`;
    throw new RuntimeError(`${which} cannot be loaded: ${errorMessage(error)}`, { cause: error });
  }
}

/** y = x, one number: an ONNX file of one Identity. */
const identityModel = Buffer.from(
  "CAc6OgoQCgF4EgF5IghJZGVudGl0eRIEdGVzdFoPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAM",
  "base64",
);

/** Brings the library's own pages in, some 28 MB, so that they are not counted as the first model's. */
async function touch(runtime: OnnxRuntime): Promise<void> {
  const session = await runtime.InferenceSession.create(identityModel, { intraOpNumThreads: 1 });
  await session.run({ x: new runtime.Tensor("float32", Float32Array.of(1), [1]) });
  await session.release();
}
