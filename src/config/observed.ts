import { anomalyEvents, anomalyMetrics } from "../anomaly/events.ts";
import { busEvents, busMetrics } from "../bus/events.ts";
import { commandsEvents, commandsMetrics } from "../commands/events.ts";
import { httpEvents, httpMetrics } from "../http/events.ts";
import { inferenceEvents, inferenceMetrics } from "../inference/events.ts";
import { modelsEvents, modelsMetrics } from "../inference/registry/events.ts";
import { ingestEvents, ingestMetrics } from "../ingest/events.ts";
import { storeEvents, storeMetrics } from "../store/events.ts";
import { summariesEvents } from "../summaries/events.ts";
import { ordersEvents, ordersMetrics } from "../sync/down/events.ts";
import { syncEvents, syncMetrics } from "../sync/events.ts";
import { systemEvents, systemMetrics } from "../system/events.ts";
import { arbitrationEvents } from "../voice/arbitration/events.ts";
import { captureEvents } from "../voice/capture/events.ts";
import { voiceEvents, voiceMetrics } from "../voice/events.ts";
import { largerEvents } from "../voice/larger/events.ts";
import { mqttAudioEvents } from "../voice/mqtt-audio/events.ts";
import { pronounceEvents } from "../voice/pronounce/events.ts";
import { speakEvents } from "../voice/speak/events.ts";
import { wyomingEvents } from "../voice/wyoming/events.ts";
import { daemonEvents } from "./daemon-events.ts";

/** The events of every part, for the reference. */
export const eventTables = {
  daemon: daemonEvents,
  bus: busEvents,
  ingest: ingestEvents,
  anomaly: anomalyEvents,
  summaries: summariesEvents,
  commands: commandsEvents,
  voice: voiceEvents,
  microphone: captureEvents,
  pronounce: pronounceEvents,
  wyoming: wyomingEvents,
  voiceMqtt: mqttAudioEvents,
  arbitration: arbitrationEvents,
  speak: speakEvents,
  larger: largerEvents,
  store: storeEvents,
  inference: inferenceEvents,
  models: modelsEvents,
  sync: syncEvents,
  orders: ordersEvents,
  http: httpEvents,
  system: systemEvents,
} as const;

/** Gauges, histograms and plain counters of every part. */
export const metricTables = {
  bus: busMetrics,
  ingest: ingestMetrics,
  anomaly: anomalyMetrics,
  commands: commandsMetrics,
  voice: voiceMetrics,
  store: storeMetrics,
  inference: inferenceMetrics,
  models: modelsMetrics,
  sync: syncMetrics,
  orders: ordersMetrics,
  http: httpMetrics,
  system: systemMetrics,
} as const;
