import type { Metrics } from "../core/metrics.ts";
import { commandsMetrics, latencyBucketsSeconds } from "./events.ts";
import type { OwnIntentsStatus } from "./own-intents/own-intents.ts";

/** What the gauges show, read when somebody looks. */
export interface CommandsFigures {
  things: number;
  sessions: number;
  own: OwnIntentsStatus;
  rules: number;
  limitsMet: Readonly<Record<string, number>>;
}

export interface CommandsMeters {
  answered(ms: number, outcome: string): void;
  understood(ms: number, tierMs: Readonly<Record<string, number>>): void;
}

export function createCommandsMeters(metrics: Metrics, figures: () => CommandsFigures): CommandsMeters {
  const histogram = (definition: (typeof commandsMetrics)["latency" | "understandLatency" | "tierLatency"]) =>
    metrics.histogram({ ...definition, buckets: latencyBucketsSeconds });
  const latency = histogram(commandsMetrics.latency);
  const understandLatency = histogram(commandsMetrics.understandLatency);
  const tierLatency = histogram(commandsMetrics.tierLatency);
  const entities = metrics.gauge(commandsMetrics.entities);
  const sessions = metrics.gauge(commandsMetrics.sessions);
  const ownIntents = metrics.gauge(commandsMetrics.ownIntents);
  const ownExamples = metrics.gauge(commandsMetrics.ownExamples);
  const ownTraining = metrics.gauge(commandsMetrics.ownTraining);
  const rules = metrics.gauge(commandsMetrics.rules);
  const limitsMet = metrics.gauge(commandsMetrics.limitsMet);

  metrics.beforeExpose(() => {
    const now = figures();
    entities.set(now.things);
    sessions.set(now.sessions);
    ownIntents.set(now.own.intents);
    ownExamples.set(now.own.examples);
    ownTraining.set((now.own.trainingMs ?? 0) / 1000);
    rules.set(now.rules);
    for (const [limit, count] of Object.entries(now.limitsMet)) limitsMet.set(count, { limit });
  });

  return {
    answered: (ms, outcome) => latency.observe(ms / 1000, { outcome }),
    understood(ms, tierMs) {
      understandLatency.observe(ms / 1000);
      for (const [tier, spentMs] of Object.entries(tierMs)) tierLatency.observe(spentMs / 1000, { tier });
    },
  };
}
