import type { SinkSettings } from "./config.ts";
import type { Sink, SinkContext, SinkDefinition } from "./sink.ts";
import { httpSink } from "./sinks/http/sink.ts";
import { influxSink } from "./sinks/influx/sink.ts";
import { kafkaSink } from "./sinks/kafka/sink.ts";
import { mqttBridgeSink } from "./sinks/mqtt-bridge/sink.ts";
import { objectsSink } from "./sinks/objects/sink.ts";
import { otlpSink } from "./sinks/otlp/sink.ts";

/** Every kind of sink there is. */
const sinks = {
  http: httpSink,
  mqttBridge: mqttBridgeSink,
  influx: influxSink,
  kafka: kafkaSink,
  objects: objectsSink,
  otlp: otlpSink,
} as const satisfies {
  [Type in SinkSettings["type"]]: SinkDefinition<Extract<SinkSettings, { type: Type }>>;
};

export function createSink(settings: SinkSettings, context: SinkContext): Sink {
  switch (settings.type) {
    case "http":
      return sinks.http.create(settings, context);
    case "mqttBridge":
      return sinks.mqttBridge.create(settings, context);
    case "influx":
      return sinks.influx.create(settings, context);
    case "kafka":
      return sinks.kafka.create(settings, context);
    case "objects":
      return sinks.objects.create(settings, context);
    case "otlp":
      return sinks.otlp.create(settings, context);
  }
}
