/**
 * A topic filter compiled for the hot path: no regular expressions, no captures. Matches exactly the topics
 * `matchTopic` of the domain matches (a property test holds the two together).
 */
export interface TopicMatcher {
  readonly filter: string;
  matches(topic: string, levels: readonly string[]): boolean;
}

/** Compiles a plain MQTT filter. The group of a shared subscription (`$share/<group>/…`) is looked through. */
export function compileTopicMatcher(filter: string): TopicMatcher {
  const inner = sharedFilter(filter);
  const filterLevels = inner.split("/");
  const hasRest = filterLevels.at(-1) === "#";
  const fixed = hasRest ? filterLevels.slice(0, -1) : filterLevels;
  const isSystem = inner.startsWith("$");
  const isExact = !hasRest && !fixed.includes("+");
  return {
    filter,
    matches(topic, levels) {
      if (isExact) return topic === inner;
      if (levels.length < fixed.length || (!hasRest && levels.length !== fixed.length)) return false;
      if (!isSystem && topic.charCodeAt(0) === dollar) return false;
      for (let position = 0; position < fixed.length; position += 1) {
        const level = fixed[position];
        if (level !== "+" && level !== levels[position]) return false;
      }
      return true;
    },
  };
}

const dollar = "$".charCodeAt(0);

function sharedFilter(filter: string): string {
  if (!filter.startsWith("$share/")) return filter;
  const groupEnd = filter.indexOf("/", "$share/".length);
  return groupEnd === -1 ? filter : filter.slice(groupEnd + 1);
}
