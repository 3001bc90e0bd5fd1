import type { Random } from "../../core/backoff.ts";
import type { Clock } from "../../core/clock.ts";
import type { Reach } from "../../core/reach.ts";
import type { ModelName } from "../../domain/model-view.ts";
import type { InferenceConfig } from "../../inference/config.ts";
import { pullModel } from "../../inference/registry/pull.ts";
import { readTrustedKeys } from "../../inference/registry/trusted-keys.ts";
import { modelHostVersions, modelKeysDirectory } from "../model-places.ts";

/** `edgewise models pull` of the running daemon, under the same limits and keys, from where orders may name a model. */
export function createModelPull(options: {
  /** Of pulled models. */
  directory: string;
  settings: () => InferenceConfig;
  reach: () => Reach;
  clock: Clock;
  random: Random;
}): (url: string, signal: AbortSignal) => Promise<ModelName> {
  const { directory, clock, random } = options;
  return async (url, signal) => {
    const { trustedKeys, allowUnsigned, pullBytesMax, pullTimeoutMs } = options.settings();
    const { manifest } = await pullModel({
      url,
      reach: options.reach(),
      directory,
      keys: await readTrustedKeys({ directory: modelKeysDirectory, configured: trustedKeys }),
      isUnsignedAllowed: allowUnsigned,
      versions: modelHostVersions(),
      bytesMax: pullBytesMax,
      timeoutMs: pullTimeoutMs,
      clock,
      random,
      signal,
    });
    return manifest;
  };
}
