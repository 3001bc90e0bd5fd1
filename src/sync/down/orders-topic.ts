import { topicProblem } from "../../domain/topic.ts";

/** Why orders cannot come on `topic`, or undefined when they can. Wildcards are not allowed: a topic is a place of its own. */
export function ordersTopicProblem(topic: string): string | undefined {
  const plain = topic.replaceAll("{node}", "x");
  return /[{}]/.test(plain) ? "only {node} is filled in" : topicProblem(plain);
}

export function ordersTopic(topic: string, node: string): string {
  return topic.replaceAll("{node}", node);
}
