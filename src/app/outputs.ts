import type { AnomalyService } from "../anomaly/service.ts";
import type { BusService } from "../bus/service.ts";
import type { Service } from "../core/lifecycle.ts";
import type { Activity } from "./activity.ts";
import type { FeedbackTopic } from "./feedback-topic.ts";
import type { HealthTopic } from "./health-topic.ts";
import type { IncidentPipeline } from "./incident-pipeline.ts";
import type { Resumption } from "./resumption.ts";
import type { RetainedTopics } from "./retained-topics.ts";
import type { RollupExport } from "./rollup-export.ts";

/** The pipelines of the app itself as one service: what was open before a restart is taken up, and written down at stop. */
export function createOutputs(parts: {
  bus: BusService;
  anomaly: AnomalyService;
  resumption: Resumption;
  pipeline: IncidentPipeline;
  retained: RetainedTopics;
  rollups: RollupExport;
  activity: Activity;
  healthTopic: HealthTopic;
  feedbackTopic: FeedbackTopic;
}): Service {
  const { bus, anomaly, resumption, pipeline, retained, rollups, activity, healthTopic, feedbackTopic } =
    parts;
  return {
    name: "outputs",
    async start() {
      await activity.start();
      anomaly.setListening(bus.isConnected);
      await resumption.start();
      pipeline.start();
      rollups.start();
      healthTopic.start();
      feedbackTopic.start();
    },
    async stop(deadline) {
      feedbackTopic.stop();
      healthTopic.stop();
      resumption.stop();
      await rollups.stop(deadline.signal);
      await pipeline.stop(deadline.signal);
      await retained.stop(deadline.signal);
      await activity.stop();
    },
    health: () => ({ status: "ok", detail: "publishing incidents and summaries" }),
  };
}
