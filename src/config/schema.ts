import { anomalyConfig } from "../anomaly/config.ts";
import { busConfig } from "../bus/config.ts";
import { commandsConfig } from "../commands/config.ts";
import { z } from "../core/schema.ts";
import { httpConfig } from "../http/config.ts";
import { inferenceConfig } from "../inference/config.ts";
import { ingestConfig } from "../ingest/config.ts";
import { storeConfig } from "../store/config.ts";
import { summariesConfig } from "../summaries/config.ts";
import { syncConfig } from "../sync/config.ts";
import { systemConfig } from "../system/config.ts";
import { voiceConfig } from "../voice/config.ts";
import { daemonConfig } from "./daemon-section.ts";

/** The whole configuration: one section per part. */
export const edgewiseConfig = z.strictObject({
  daemon: daemonConfig,
  bus: busConfig,
  ingest: ingestConfig,
  anomaly: anomalyConfig,
  summaries: summariesConfig,
  commands: commandsConfig,
  voice: voiceConfig,
  store: storeConfig,
  inference: inferenceConfig,
  sync: syncConfig,
  http: httpConfig,
  system: systemConfig,
});

export type EdgewiseConfig = z.infer<typeof edgewiseConfig>;
