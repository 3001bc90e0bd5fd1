import { coversTopicFilter, matchTopic, plainTopicFilter } from "../domain/topic.ts";
import type { IngestConfig, LogRule, SensorRule } from "./config.ts";
import { OwnTopicRuleError } from "./errors.ts";
import type { WindowRule } from "./window/rules.ts";

/** What a topic is to us. `labels` are the named wildcards of the rule. */
type TopicRole =
  | { type: "ignored" }
  | { type: "badTopic" }
  | { type: "sensor"; rule: SensorRule | undefined; labels: Readonly<Record<string, string>> }
  | { type: "window"; rule: WindowRule; labels: Readonly<Record<string, string>> }
  | { type: "log"; rule: LogRule | undefined; labels: Readonly<Record<string, string>> };

export interface TopicRules {
  /** MQTT filters to subscribe to; none covers another. */
  readonly filters: readonly string[];
  roleOf(topic: string): TopicRole;
}

/** Longest topic that is read: series are named after topics, and live as long as the daemon. */
export const topicLengthMax = 512;

/**
 * Tells sensors, logs and the rest apart. In order: edgewise's own topics are never read; log rules, window
 * rules, sensor rules; then, without a rule, topics to ignore, topics that end like a log, and discovery.
 */
export function createTopicRules(config: IngestConfig, baseTopic: string): TopicRules {
  const { sensors, logs, windows, discovery } = config;
  refuseOwnTopics("ingest.sensors", sensors, baseTopic);
  refuseOwnTopics("ingest.logs", logs, baseTopic);
  refuseOwnTopics("ingest.windows", windows, baseTopic);
  const ignoredLastLevels = new Set(discovery.ignoreLastLevels.map((level) => level.toLowerCase()));
  const logLastLevels = new Set(config.logLastLevels.map((level) => level.toLowerCase()));

  const discoveredRole = (topic: string): TopicRole => {
    const lastLevel = topic.slice(topic.lastIndexOf("/") + 1).toLowerCase();
    if (discovery.ignoreTopics.some((filter) => matchTopic(filter, topic))) return { type: "ignored" };
    if (ignoredLastLevels.has(lastLevel)) return { type: "ignored" };
    const isLookedAt = discovery.isEnabled && discovery.topics.some((filter) => matchTopic(filter, topic));
    if (!isLookedAt) return { type: "ignored" };
    return { type: logLastLevels.has(lastLevel) ? "log" : "sensor", rule: undefined, labels: {} };
  };

  return {
    filters: withoutCovered([
      ...(discovery.isEnabled ? discovery.topics : []),
      ...sensors.filter((rule) => !rule.isIgnored).map((rule) => rule.topic),
      ...windows.map((rule) => rule.topic),
      ...logs.filter((rule) => !rule.isIgnored).map((rule) => rule.topic),
    ]),
    roleOf(topic) {
      if (topic === baseTopic || topic.startsWith(`${baseTopic}/`)) return { type: "ignored" };
      if (topic.length > topicLengthMax || /[\p{Cc}\uFFFD]/u.test(topic)) return { type: "badTopic" };
      for (const rule of logs) {
        const labels = matchTopic(rule.topic, topic);
        if (labels) return rule.isIgnored ? { type: "ignored" } : { type: "log", rule, labels };
      }
      for (const rule of windows) {
        const labels = matchTopic(rule.topic, topic);
        if (labels) return { type: "window", rule, labels };
      }
      for (const rule of sensors) {
        const labels = matchTopic(rule.topic, topic);
        if (labels) return rule.isIgnored ? { type: "ignored" } : { type: "sensor", rule, labels };
      }
      return discoveredRole(topic);
    },
  };
}

function refuseOwnTopics(list: string, rules: readonly { topic: string }[], baseTopic: string): void {
  const position = rules.findIndex(({ topic }) =>
    coversTopicFilter(`${baseTopic}/#`, plainTopicFilter(topic)),
  );
  const rule = rules[position];
  if (rule) throw new OwnTopicRuleError({ rule: `${list}[${position}]`, topic: rule.topic, baseTopic });
}

/** Overlapping subscriptions would deliver a message more than once. */
function withoutCovered(filters: readonly string[]): string[] {
  const plain = [...new Set(filters.map(plainTopicFilter))];
  return plain.filter((inner) => !plain.some((outer) => outer !== inner && coversTopicFilter(outer, inner)));
}
