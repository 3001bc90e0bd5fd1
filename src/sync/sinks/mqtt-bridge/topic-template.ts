import type { QueuedRecord } from "../../../domain/envelope.ts";
import { topicProblem } from "../../../domain/topic.ts";

const placeholders = ["node", "class", "stream"] as const;

/** Why `template` cannot map records to topics, or undefined when it can. */
export function topicTemplateProblem(template: string): string | undefined {
  for (const [whole, name] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (!placeholders.some((placeholder) => placeholder === name)) {
      return `${whole} is not a placeholder; allowed are {node}, {class} and {stream}`;
    }
  }
  const plain = template.replace(/\{[^{}]*\}/g, "x");
  if (/[{}]/.test(plain)) return "a brace is not closed";
  return topicProblem(plain);
}

/**
 * The topic of one record. A stream is often a topic itself and keeps its levels; what cannot stand in a
 * topic name (`+`, `#`, NUL) becomes `_`, so two streams may share a topic but none is lost.
 */
export function fillTopicTemplate(template: string, node: string, record: QueuedRecord): string {
  const values = { node: topicSafe(node), class: record.class, stream: topicSafe(record.stream) };
  const topic = template.replace(/\{(node|class|stream)\}/g, (_, name: keyof typeof values) => values[name]);
  // A topic that begins with $ belongs to the broker (MQTT 3.1.1 section 4.7.2).
  return topic.startsWith("$") && !template.startsWith("$") ? `_${topic.slice(1)}` : topic;
}

function topicSafe(text: string): string {
  return text.replace(/[+#\u0000]/g, "_");
}
