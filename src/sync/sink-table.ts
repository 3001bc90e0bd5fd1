import type { SinkSettings } from "./config.ts";
import type { Sink, SinkContext, SinkDefinition } from "./sink.ts";
import { httpSink } from "./sinks/http.ts";
import { mqttBridgeSink } from "./sinks/mqtt-bridge.ts";

/** Every kind of sink there is. */
const sinks = {
  http: httpSink,
  mqttBridge: mqttBridgeSink,
} as const satisfies {
  [Type in SinkSettings["type"]]: SinkDefinition<Extract<SinkSettings, { type: Type }>>;
};

export function createSink(settings: SinkSettings, context: SinkContext): Sink {
  switch (settings.type) {
    case "http":
      return sinks.http.create(settings, context);
    case "mqttBridge":
      return sinks.mqttBridge.create(settings, context);
  }
}
