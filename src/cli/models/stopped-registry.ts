import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { modelHostVersions, modelKeysDirectory, modelPlaces } from "../../app/model-places.ts";
import type { EdgewiseConfig } from "../../config/schema.ts";
import { systemClock } from "../../core/clock.ts";
import type { Observability } from "../../core/events.ts";
import type { Deadline } from "../../core/lifecycle.ts";
import { silentLog } from "../../core/log.ts";
import { createMetrics } from "../../core/metrics.ts";
import { createProcessLink } from "../../inference/host-link.ts";
import { translateDiskFailure } from "../../inference/registry/errors.ts";
import { createModelRegistry, type ModelRegistry } from "../../inference/registry/service.ts";
import { createInferenceService, type InferenceService } from "../../inference/service.ts";
import { StoreLockedError } from "../../store/errors.ts";
import { acquireLock } from "../../store/file/lock.ts";
import { DatabaseInUseError } from "../errors.ts";

const stopTimeoutMs = 10_000;

/**
 * The registry of a daemon that is not running, with an inference host of its own, so that a model is tested here as it
 * is there. The daemon's lock keeps it off a running one: `DatabaseInUseError`. `url` is where it was asked in vain.
 */
export async function withStoppedRegistry<T>(
  { config, url }: { config: EdgewiseConfig; url: string },
  work: (registry: ModelRegistry) => Promise<T>,
): Promise<T> {
  const lock = lockDirectory(resolve(config.daemon.dataDirectory), url);
  try {
    return await withHost(config, async (host, observability) => {
      const registry = createModelRegistry({
        config: config.inference,
        places: modelPlaces(config.daemon.dataDirectory),
        keysDirectory: modelKeysDirectory,
        versions: modelHostVersions(),
        host,
        observability,
      });
      await registry.start(AbortSignal.timeout(stopTimeoutMs));
      try {
        return await work(registry);
      } finally {
        await registry.stop(createDeadline());
      }
    });
  } finally {
    lock.release();
  }
}

/** A real inference host, started when the first model is loaded and gone afterwards. */
export async function withHost<T>(
  config: EdgewiseConfig,
  work: (host: InferenceService, observability: Observability) => Promise<T>,
): Promise<T> {
  const observability = { clock: systemClock, log: silentLog, metrics: createMetrics() };
  const host = createInferenceService({
    config: config.inference,
    observability,
    random: Math.random,
    makeLink: createProcessLink({ environment: process.env }),
  });
  await host.start(AbortSignal.timeout(stopTimeoutMs));
  try {
    return await work(host, observability);
  } finally {
    await host.stop(createDeadline());
  }
}

function lockDirectory(directory: string, url: string): { release(): void } {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw translateDiskFailure(error, directory);
  }
  try {
    return acquireLock(directory, process.pid);
  } catch (error) {
    throw error instanceof StoreLockedError ? new DatabaseInUseError(url, error) : error;
  }
}

function createDeadline(): Deadline {
  const endMs = systemClock.monotonicMs() + stopTimeoutMs;
  return {
    remainingMs: () => Math.max(0, endMs - systemClock.monotonicMs()),
    signal: AbortSignal.timeout(stopTimeoutMs),
  };
}
