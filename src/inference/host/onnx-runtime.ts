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
    if (runtimePath === undefined) return await import("onnxruntime-node");
    return createRequire(`${runtimePath}/`)(runtimePath) as OnnxRuntime;
  } catch (error) {
    const which = runtimePath === undefined ? "onnxruntime-node" : `the ONNX Runtime in ${runtimePath}`;
    throw new RuntimeError(`${which} cannot be loaded: ${errorMessage(error)}`, { cause: error });
  }
}
