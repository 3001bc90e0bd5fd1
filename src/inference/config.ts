import { section, setting, z } from "../core/schema.ts";
import { backendNamePattern, executionProviders } from "./providers.ts";
import { registrySettings } from "./registry/settings.ts";

const milliseconds = (least: number, standard: number, most: number) =>
  z.int().min(least).max(most).default(standard);

const backend = z.strictObject({
  name: setting(
    z
      .string()
      .regex(backendNamePattern, "a lower-case letter, then lower-case letters, digits and hyphens")
      .refine((name) => !(executionProviders as readonly string[]).includes(name), {
        error: "this is the name of an execution provider; choose another",
      }),
    "What it is called in `edgewise models`, and in the `providers` of a model's variant.",
  ),
  socket: setting(
    z.string().startsWith("/", "an absolute path").max(107, "at most 107 characters (sun_path of unix(7))"),
    "Unix socket on which it listens; see docs/backend-contract.md.",
  ),
});

export const inferenceConfig = section(
  {
    providers: setting(
      z.array(z.enum(executionProviders)).max(executionProviders.length).default([]),
      "Execution providers of ONNX Runtime to try, in this order, besides `cpu`, which is always tried last; the fastest one on this board is used.",
    ),
    backends: setting(
      z.array(backend).max(8).default([]),
      "Programs that run models on an accelerator of their own (NPU, Jetson); tried first, and measured like the others.",
    ),
    runtimePath: setting(
      z.string().startsWith("/", "an absolute path").optional(),
      "Folder of another build of onnxruntime-node, with its package.json, to use instead of the bundled one.",
    ),
    threads: setting(
      z.int().min(1).max(8).default(1),
      "Threads of the inference host; each runs one request at a time, and each model lives in one of them.",
    ),
    runThreads: setting(
      z.int().min(1).max(64).default(1),
      "Threads that ONNX Runtime may use within one run; more than 1 helps only large models.",
    ),
    queueCountMax: setting(
      z.int().min(1).max(10_000).default(256),
      "Requests that may wait; above it the least urgent one, the newest among those, is refused.",
      { reload: "live" },
    ),
    queueBytesMax: setting(
      z
        .int()
        .min(65_536)
        .default(32 * 1024 * 1024),
      "Bytes of tensors that may wait; above it requests are refused as above `queueCountMax`.",
      { reload: "live" },
    ),
    runMsMax: setting(
      milliseconds(100, 10_000, 600_000),
      "Longest time of one run in milliseconds; a host that has not answered then is killed and started again.",
      { reload: "live" },
    ),
    loadMsMax: setting(
      milliseconds(1_000, 60_000, 3_600_000),
      "Longest time for opening one file of a model, in milliseconds; a host that has not answered then is killed.",
      { reload: "live" },
    ),
    silenceMsMax: setting(
      milliseconds(2_000, 15_000, 600_000),
      "A host that gave no sign of life for this long, in milliseconds, is killed and started again.",
      { reload: "live" },
    ),
    ...registrySettings,
  },
  "The models, and the inference host: the process that runs them.",
);

export type InferenceConfig = z.infer<typeof inferenceConfig>;
