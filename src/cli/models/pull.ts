import { existsSync, mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { modelHostVersions, modelKeysDirectory, modelPlaces } from "../../app/model-places.ts";
import { systemClock } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import { translateDiskFailure } from "../../inference/registry/errors.ts";
import { pullModel } from "../../inference/registry/pull.ts";
import { readTrustedKeys } from "../../inference/registry/trusted-keys.ts";
import { StoreLockedError } from "../../store/errors.ts";
import { sayBytes } from "../bytes.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "../config.ts";
import { PullUnderWayError } from "../errors.ts";
import { createOutput } from "../output.ts";
import { createProgress, type Progress } from "../progress.ts";
import { nameOf } from "./text.ts";

interface PullVerbOptions extends ConfigOptions {
  allowUnsigned?: boolean;
}

/** What progress counts in. */
const kilobyte = 1_000;

export function registerModelsPull(models: Command): void {
  withConfigOptions(models.command("pull"))
    .argument(
      "<url>",
      "https:// or file:// URL of a manifest.json or of its folder (with a / at the end), or a folder",
    )
    .option("--allow-unsigned", "take this model without a signature by a trusted key")
    .description("bring a model onto this device, verified; goes on where an earlier pull stopped")
    .action(pull);
}

async function pull(place: string, options: PullVerbOptions): Promise<void> {
  const { config } = loadFor(options);
  const { inference } = config;
  const { pulled } = modelPlaces(config.daemon.dataDirectory);
  const output = createOutput(options.json ?? false);
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop);
  let progress: Progress | undefined;
  let done = 0;
  const lock = await lockPulls(pulled);
  try {
    const result = await pullModel({
      url: urlOf(place),
      directory: pulled,
      keys: await readTrustedKeys({ directory: modelKeysDirectory, configured: inference.trustedKeys }),
      isUnsignedAllowed: (options.allowUnsigned ?? false) || inference.allowUnsigned,
      versions: modelHostVersions(),
      bytesMax: inference.pullBytesMax,
      timeoutMs: inference.pullTimeoutMs,
      clock: systemClock,
      random: Math.random,
      signal: stopping.signal,
      onStart(_manifest, bytes) {
        const total = Math.ceil(bytes / kilobyte);
        progress = createProgress({ output, what: "kB", total, monotonicMs: systemClock.monotonicMs });
      },
      onProgress(bytes) {
        done = Math.ceil(bytes / kilobyte);
        progress?.update(done);
      },
      onRetry: (error) => progress?.update(done, `${errorMessage(error)} Trying again.`),
    });
    progress?.end();
    const name = nameOf(result.manifest);
    const trust =
      result.trust.status === "verified"
        ? `signed by the trusted key ${result.trust.keyId}`
        : "not signed by a trusted key, taken because you said so";
    const head = result.wasHere
      ? `${name} is here already, and whole`
      : `Pulled ${name} (${sayBytes(result.bytes)}), ${trust}`;
    output.result(`${head}. \`edgewise models activate ${name}\` lets it answer.`, {
      id: result.manifest.id,
      version: result.manifest.version,
      task: result.manifest.task,
      directory: result.directory,
      bytes: result.bytes,
      trust: result.trust,
      wasHere: result.wasHere,
    });
  } finally {
    progress?.end();
    lock.release();
    process.off("SIGINT", stop);
  }
}

/** A folder of this machine may be named as such. */
function urlOf(place: string): string {
  if (/^[a-z][a-z0-9+.-]+:/i.test(place) || !existsSync(place)) return place;
  const { href } = pathToFileURL(resolve(place));
  return /\/manifest\.json$/.test(href) ? href : `${href.replace(/\/$/, "")}/`;
}

/** Two pulls at a time would write the same files; the lock is the kernel's and ends with the process. */
async function lockPulls(directory: string): Promise<{ release(): void }> {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw translateDiskFailure(error, directory);
  }
  const { acquireLock } = await import("../../store/file/lock.ts");
  try {
    return acquireLock(directory, process.pid);
  } catch (error) {
    throw error instanceof StoreLockedError ? new PullUnderWayError(directory, error) : error;
  }
}
