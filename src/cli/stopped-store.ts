import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { EdgewiseConfig } from "../config/schema.ts";
import { systemClock } from "../core/clock.ts";
import { silentLog } from "../core/log.ts";
import { createMetrics } from "../core/metrics.ts";
import { StoreLockedError } from "../store/errors.ts";
import { createStoreService, type StoreService } from "../store/service.ts";
import { DatabaseInUseError, NoDatabaseError } from "./errors.ts";

const stopTimeoutMs = 10_000;

/**
 * Opens the database of a daemon that is not running, lets `work` use it, and closes it again. The store's lock
 * keeps it off a running one: then it throws {@link DatabaseInUseError} and nothing was touched. Never makes a
 * database: {@link NoDatabaseError}. `url` is where the daemon was asked in vain.
 */
export async function withStoppedStore<T>(
  { config, url }: { config: EdgewiseConfig; url: string },
  work: (store: StoreService, directory: string) => Promise<T>,
): Promise<T> {
  const directory = resolve(config.daemon.dataDirectory);
  if (!existsSync(join(directory, "edgewise.db"))) throw new NoDatabaseError(directory);
  const store = createStoreService({
    config: config.store,
    directory,
    observability: { clock: systemClock, log: silentLog, metrics: createMetrics() },
    random: Math.random,
    thread: "inline",
    // A stopped daemon's clock may be wrong after a power cut: nothing is aged out behind the user's back.
    clockTrust: { quality: () => "unsynced" },
  });
  const signal = AbortSignal.timeout(stopTimeoutMs);
  try {
    await store.start(signal);
  } catch (error) {
    throw error instanceof StoreLockedError ? new DatabaseInUseError(url, error) : error;
  }
  try {
    return await work(store, directory);
  } finally {
    const endMs = systemClock.monotonicMs() + stopTimeoutMs;
    await store.stop({
      remainingMs: () => endMs - systemClock.monotonicMs(),
      signal: AbortSignal.timeout(stopTimeoutMs),
    });
  }
}
