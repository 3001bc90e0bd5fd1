import { setting, z } from "../../core/schema.ts";

const live = { reload: "live" } as const;

/** The settings of the registry, within the section `inference`. */
export const registrySettings = {
  trustedKeys: setting(
    z.array(z.string().min(40).max(2_000)).max(32).default([]),
    "Public keys (ed25519, PEM or the base64 between its lines) whose signed models may be pulled and activated, besides those shipped with edgewise.",
    live,
  ),
  allowUnsigned: setting(
    z.boolean().default(false),
    "Take pulled models without a signature by a trusted key. Checksums are checked all the same.",
    live,
  ),
  pullBytesMax: setting(
    z
      .int()
      .min(1_048_576)
      .max(68_719_476_736)
      .default(256 * 1024 * 1024),
    "Most bytes of all files of one model that is pulled.",
    live,
  ),
  pullTimeoutMs: setting(
    z.int().min(1_000).max(604_800_000).default(3_600_000),
    "Longest time of one pull in milliseconds; the next one goes on where it stopped.",
    live,
  ),
  probationMs: setting(
    z.int().min(1_000).max(604_800_000).default(600_000),
    "How long a newly activated model is watched, in milliseconds; it is rolled back when it fails too often meanwhile.",
    live,
  ),
  probationRunsMin: setting(
    z.int().min(1).max(100_000).default(10),
    "Runs of a newly activated model before its share of failures is judged.",
    live,
  ),
  probationFailureShareMax: setting(
    z.number().min(0).max(1).default(0.1),
    "Share of failed runs above which a newly activated model is rolled back.",
    live,
  ),
  shadowQueueMax: setting(
    z.int().min(1).max(1_000).default(16),
    "Inputs that may wait for a shadow model; above it they are left out of the comparison and counted.",
    live,
  ),
} as const;
