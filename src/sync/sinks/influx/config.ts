import { setting, z } from "../../../core/schema.ts";
import { live, sinkShape, tlsSetting, visibleText } from "../sink-settings.ts";

const name = z.string().min(1).max(128);

export const influxConfig = z
  .strictObject({
    type: z.literal("influx").meta({
      description: "InfluxDB line protocol, versions 1, 2 and 3, and what else takes it",
      reload: "live",
    }),
    ...sinkShape,
    batchCountMax: setting(z.int().min(1).max(10_000).default(2_000), "Most records in one request", live),
    url: setting(
      z.url({ protocol: /^https?$/ }),
      "The server, http:// or https://, without the path of the write endpoint",
      live,
    ),
    version: setting(
      z.union([z.literal(1), z.literal(2), z.literal(3)]),
      "Endpoint to write to: 1 is /write, 2 is /api/v2/write, 3 is /api/v3/write_lp",
      live,
    ),
    database: setting(name.optional(), "Database; for versions 1 and 3", live),
    retentionPolicy: setting(
      name.optional(),
      "Retention policy of version 1; the database's own when left out",
      live,
    ),
    org: setting(name.optional(), "Organisation; for version 2", live),
    bucket: setting(name.optional(), "Bucket; for version 2", live),
    token: setting(visibleText.optional(), "Token of versions 2 and 3", { reload: "live", secret: true }),
    username: setting(z.string().min(1).optional(), "User name of version 1", live),
    password: setting(z.string().optional(), "Password of version 1", { reload: "live", secret: true }),
    measurementPrefix: setting(
      z.string().max(64).default("edgewise_"),
      "What measurements begin with: edgewise_sample, edgewise_rollup, edgewise_incident and so on",
      live,
    ),
    states: setting(
      z.enum(["numbers", "strings", "both"]).default("both"),
      "How on/off and enumerated states are written: field value as a number, field state as a word, or both",
      live,
    ),
    precision: setting(
      z.enum(["ns", "ms"]).default("ns"),
      "Unit of timestamps; with ms two events of one kind and place in the same millisecond replace each other",
      live,
    ),
    compression: setting(z.enum(["none", "gzip"]).default("gzip"), "How requests are compressed", live),
    tls: tlsSetting,
  })
  .superRefine((sink, context) => {
    for (const key of requiredByVersion[sink.version]) {
      if (sink[key] === undefined) {
        context.addIssue({ code: "custom", path: [key], message: `version ${sink.version} needs a ${key}` });
      }
    }
  });

const requiredByVersion = {
  1: ["database"],
  2: ["org", "bucket"],
  3: ["database"],
} as const;

export type InfluxSettings = z.infer<typeof influxConfig>;
