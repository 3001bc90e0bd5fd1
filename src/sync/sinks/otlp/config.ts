import { setting, z } from "../../../core/schema.ts";
import { live, sinkShape, tlsSetting, visibleText } from "../sink-settings.ts";

const secret = { reload: "live", secret: true } as const;

export const otlpConfig = z.strictObject({
  type: z
    .literal("otlp")
    .meta({ description: "OpenTelemetry logs and metrics by OTLP over HTTP", reload: "live" }),
  ...sinkShape,
  url: setting(
    z.url({ protocol: /^https?$/ }),
    "The receiver, http:// or https://, without v1/logs and v1/metrics, which are added",
    live,
  ),
  encoding: setting(
    z.enum(["protobuf", "json"]).default("protobuf"),
    "How requests are written; every receiver takes protobuf, most take JSON",
    live,
  ),
  token: setting(visibleText.optional(), "Bearer token", secret),
  headers: setting(
    z.record(z.string().regex(/^[A-Za-z0-9-]+$/), visibleText).default({}),
    "Further request headers, such as an API key",
    secret,
  ),
  resource: setting(
    z.record(z.string().min(1).max(128), z.string().max(1_024)).default({}),
    "Further resource attributes, such as deployment.environment.name; they stand above our own",
    live,
  ),
  compression: setting(z.enum(["none", "gzip"]).default("gzip"), "How requests are compressed", live),
  tls: tlsSetting,
});

export type OtlpSettings = z.infer<typeof otlpConfig>;
