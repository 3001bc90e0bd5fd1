import { section, setting, z } from "../core/schema.ts";
import { downConfig } from "./down/config.ts";
import { httpSinkConfig } from "./sinks/http/config.ts";
import { influxConfig } from "./sinks/influx/config.ts";
import { kafkaConfig } from "./sinks/kafka/config.ts";
import { mqttBridgeConfig } from "./sinks/mqtt-bridge/config.ts";
import { objectsConfig } from "./sinks/objects/config.ts";
import { otlpConfig } from "./sinks/otlp/config.ts";
import { live } from "./sinks/sink-settings.ts";

const sinkList = z
  .array(
    z.discriminatedUnion("type", [
      httpSinkConfig,
      mqttBridgeConfig,
      influxConfig,
      kafkaConfig,
      objectsConfig,
      otlpConfig,
    ]),
  )
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
    down: downConfig,
  },
  "Sending records to the cloud, or to any other place, when there is a connection",
);

export type SyncConfig = z.infer<typeof syncConfig>;
export type SinkSettings = SyncConfig["sinks"][number];
