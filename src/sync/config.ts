import { section, setting, z } from "../core/schema.ts";
import { recordClasses } from "../domain/envelope.ts";
import { topicTemplateProblem } from "./topic-template.ts";

const live = { reload: "live" } as const;

/** What may stand in a header; a line break in a secret file would otherwise fail every send. */
const visibleText = z.string().regex(/^[\x20-\x7e]+$/, "one line of ASCII without control characters");

const classList = z.array(z.enum(recordClasses)).min(1);

const tlsShape = {
  caFile: setting(
    z.string().min(1).optional(),
    "PEM file with the authorities to trust instead of the system's",
    live,
  ),
  certFile: setting(z.string().min(1).optional(), "PEM file with the client certificate", live),
  keyFile: setting(z.string().min(1).optional(), "PEM file with the key of the client certificate", live),
};

/** What every sink has, whatever its type. */
const sinkShape = {
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
};

const httpSink = z.strictObject({
  type: z.literal("http").meta({ description: "POST of JSON batches over HTTP or HTTPS", reload: "live" }),
  ...sinkShape,
  url: setting(z.url({ protocol: /^https?$/ }), "Where batches are posted to, http:// or https://", live),
  token: setting(visibleText.optional(), "Bearer token", { reload: "live", secret: true }),
  headers: setting(
    z.record(z.string().regex(/^[A-Za-z0-9-]+$/), visibleText).default({}),
    "Further request headers",
    {
      reload: "live",
      secret: true,
    },
  ),
  isGzipped: setting(z.boolean().default(true), "Compress batches with gzip", live),
  tls: setting(z.strictObject(tlsShape).prefault({}), "Trust and client certificate for https://", live),
});

const topicTemplate = z.string().superRefine((template, context) => {
  const problem = topicTemplateProblem(template);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

const mqttBridgeSink = z.strictObject({
  type: z.literal("mqttBridge").meta({ description: "Publish to another MQTT broker", reload: "live" }),
  ...sinkShape,
  url: setting(
    z.url({ protocol: /^(mqtts?|wss?)$/ }),
    "The other broker: mqtt://, mqtts://, ws:// or wss://",
    live,
  ),
  clientId: setting(
    z.string().min(1).max(128).optional(),
    "Client id at the other broker; edgewise-<node>-<name> when left out",
    live,
  ),
  username: setting(z.string().optional(), "User name at the other broker", live),
  password: setting(z.string().optional(), "Password at the other broker", { reload: "live", secret: true }),
  protocolVersion: setting(
    z.union([z.literal(4), z.literal(5)]).default(4),
    "4 is MQTT 3.1.1, 5 is MQTT 5",
    live,
  ),
  qos: setting(
    z.union([z.literal(0), z.literal(1), z.literal(2)]).default(1),
    "Quality of service; with 0 a record counts as delivered once the socket took it, so some may be lost",
    live,
  ),
  topic: setting(
    topicTemplate.default("edgewise/{node}/{class}/{stream}"),
    "Topic a record is published to; {node}, {class} and {stream} are filled in",
    live,
  ),
  topicByClass: setting(
    z.partialRecord(z.enum(recordClasses), topicTemplate).default({}),
    "Topic for the records of one class, in place of the above",
    live,
  ),
  inFlightMax: setting(
    z.int().min(1).max(1_000).default(20),
    "Most publishes waiting for acknowledgement at a time",
    live,
  ),
  payloadBytesMax: setting(
    z.int().min(1_024).max(268_435_455).default(131_072),
    "Longest payload; a longer record goes to the dead letters",
    live,
  ),
  tls: setting(
    z.strictObject(tlsShape).prefault({}),
    "Trust and client certificate for mqtts:// and wss://",
    live,
  ),
});

const sinkList = z
  .array(z.discriminatedUnion("type", [httpSink, mqttBridgeSink]))
  .max(16)
  .superRefine((list, context) => {
    for (const [position, sink] of list.entries()) {
      if (list.findIndex((other) => other.name === sink.name) !== position) {
        context.addIssue({
          code: "custom",
          path: [position, "name"],
          message: `a second sink is named "${sink.name}"`,
        });
      }
    }
  });

export const syncConfig = section(
  {
    sinks: setting(
      sinkList.default([]),
      "Where records are sent; by default nowhere: nothing leaves the device",
      live,
    ),
    idleMs: setting(
      z.int().min(100).max(60_000).default(5_000),
      "How often an idle sink looks at the queue by itself, in milliseconds",
      live,
    ),
    buffer: setting(
      z.int().min(100).max(1_000_000).default(10_000),
      "Log lines, rollups and samples waiting in memory to be written to the queue; the oldest go first",
    ),
    recordBytesMax: setting(
      z.int().min(1_024).max(16_777_216).default(131_072),
      "Longest body of one record; a longer one is not queued, and counted",
      live,
    ),
  },
  "Sending records to the cloud, or to any other place, when there is a connection",
);

export type SyncConfig = z.infer<typeof syncConfig>;
export type SinkSettings = SyncConfig["sinks"][number];
export type HttpSinkSettings = Extract<SinkSettings, { type: "http" }>;
export type MqttBridgeSettings = Extract<SinkSettings, { type: "mqttBridge" }>;
