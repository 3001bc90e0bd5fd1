import { setting, z } from "../../core/schema.ts";
import { recordClasses } from "../../domain/envelope.ts";
import { drainShape } from "../drain/drain-settings.ts";
import { compressionProblem, compressions } from "../network/compression.ts";

/** What several kinds of sinks have in common in the configuration. */

export const live = { reload: "live" } as const;

/** What may stand in a header; a line break in a secret file would otherwise fail every send. */
export const visibleText = z.string().regex(/^[\x20-\x7e]+$/, "one line of ASCII without control characters");

const classList = z.array(z.enum(recordClasses)).min(1);

const tlsShape = {
  caFile: setting(
    z.string().min(1).optional(),
    "PEM file with the authorities to trust instead of the system's",
    live,
  ),
  certFile: setting(
    z.string().min(1).optional(),
    "PEM file with the client certificate; read again when it changes, and a warning comes 14 days before it expires",
    live,
  ),
  keyFile: setting(z.string().min(1).optional(), "PEM file with the key of the client certificate", live),
  keyPassphrase: setting(z.string().min(1).optional(), "Passphrase of the key, when it is encrypted", {
    reload: "live",
    secret: true,
  }),
};

export const tlsSetting = setting(
  z
    .strictObject(tlsShape)
    .superRefine((tls, context) => {
      if ((tls.certFile === undefined) === (tls.keyFile === undefined)) return;
      context.addIssue({ code: "custom", message: "certFile and keyFile come together" });
    })
    .prefault({}),
  "Trust and client certificate for connections with TLS",
  live,
);

/** For sinks whose far side takes a `Content-Encoding`. */
export const compressionSetting = setting(
  z
    .enum(compressions)
    .default("gzip")
    .superRefine((compression, context) => {
      const problem = compressionProblem(compression);
      if (problem) context.addIssue({ code: "custom", message: problem });
    }),
  "How batches are compressed; zstd needs Node 22.15 or newer",
  live,
);

/** What every sink has, whatever its type. */
export const sinkShape = {
  name: setting(
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "1 to 40 of a-z, 0-9 and -, not starting with -"),
    "Name of the sink: its place in the queue, in metrics and in logs; a renamed sink starts anew",
    live,
  ),
  isEnabled: setting(z.boolean().default(true), "Send to this sink; its records wait while it is off", live),
  classes: setting(
    classList,
    "Classes of records that may leave the device through this sink; no other does",
    live,
  ),
  batchCountMax: setting(z.int().min(1).max(10_000).default(500), "Most records in one batch", live),
  batchBytesMax: setting(
    z.int().min(1_024).max(16_777_216).default(524_288),
    "Most bytes of record bodies in one batch, before compression",
    live,
  ),
  timeoutMs: setting(
    z.int().min(100).max(600_000).default(30_000),
    "Longest wait for the far side to take one batch, in milliseconds",
    live,
  ),
  backoffBaseMs: setting(
    z.int().min(10).max(600_000).default(1_000),
    "Upper bound of the first wait after a failure, in milliseconds; doubles with each failure, with full jitter",
    live,
  ),
  backoffMaxMs: setting(
    z.int().min(10).max(86_400_000).default(60_000),
    "Upper bound of every wait after a failure, in milliseconds",
    live,
  ),
  refusalsInRowMax: setting(
    z.int().min(0).max(100_000).default(10),
    "Records refused in a row, none accepted in between, before the sink rather than the records is held to be at fault",
    live,
  ),
  ...drainShape,
};
