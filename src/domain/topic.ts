/**
 * MQTT topic names and filters (MQTT 3.1.1 section 4.7), and filters with named wildcards:
 * `farm/{zone}/{sensor}` matches what `farm/+/+` matches and remembers the levels by name;
 * `{rest#}` as the last level is `#` with a name.
 */

/** Longest topic the protocol can carry, in UTF-8 bytes (MQTT 3.1.1 section 1.5.3). */
export const topicBytesMax = 65_535;

/** Why `topic` cannot be published to, or undefined when it can. */
export function topicProblem(topic: string): string | undefined {
  if (topic.length === 0) return "the topic is empty";
  if (/[+#]/.test(topic)) return "the topic contains a wildcard (+ or #)";
  if (topic.includes("\u0000")) return "the topic contains a NUL character";
  if (Buffer.byteLength(topic) > topicBytesMax) return `the topic is longer than ${topicBytesMax} bytes`;
  return undefined;
}

/** Why `filter` (MQTT or with named wildcards) cannot be subscribed to, or undefined when it can. */
export function topicFilterProblem(filter: string): string | undefined {
  if (filter.length === 0) return "the topic filter is empty";
  if (filter.includes("\u0000")) return "the topic filter contains a NUL character";
  const levels = filter.split("/");
  for (const [position, level] of levels.entries()) {
    const isLast = position === levels.length - 1;
    const named = /^\{([A-Za-z_][A-Za-z0-9_]*)(#?)\}$/.exec(level);
    if (named) {
      if (named[2] && !isLast) return `{${named[1]}#} must be the last level`;
      continue;
    }
    if (/[{}]/.test(level)) return `the level "${level}" is not a whole {name}`;
    if (level === "#") {
      if (!isLast) return "# must be the last level";
      continue;
    }
    if (level !== "+" && /[+#]/.test(level)) return `a wildcard must be a whole level, found "${level}"`;
  }
  return undefined;
}

/** The plain MQTT filter to subscribe to for a filter with named wildcards. */
export function plainTopicFilter(filter: string): string {
  return filter.replace(/\{[A-Za-z_][A-Za-z0-9_]*(#?)\}/g, (_, multi: string) => multi || "+");
}

/** Levels captured by name, or undefined when `topic` does not match. Wildcards never match `$…` topics. */
export function matchTopic(filter: string, topic: string): Record<string, string> | undefined {
  if (topic.startsWith("$") && !filter.startsWith("$")) return undefined;
  const filterLevels = filter.split("/");
  const topicLevels = topic.split("/");
  const captures: Record<string, string> = {};
  for (const [position, level] of filterLevels.entries()) {
    const rest = /^(?:#|\{([A-Za-z_][A-Za-z0-9_]*)#\})$/.exec(level);
    if (rest) {
      if (rest[1]) captures[rest[1]] = topicLevels.slice(position).join("/");
      return captures;
    }
    const found = topicLevels[position];
    if (found === undefined) return undefined;
    const named = /^\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(level);
    if (named?.[1]) captures[named[1]] = found;
    else if (level !== "+" && level !== found) return undefined;
  }
  return filterLevels.length === topicLevels.length ? captures : undefined;
}

/** Whether every topic that `inner` matches is matched by `outer` too (plain filters). */
export function coversTopicFilter(outer: string, inner: string): boolean {
  if (inner.startsWith("$") && !outer.startsWith("$")) return false;
  const outerLevels = outer.split("/");
  const innerLevels = inner.split("/");
  for (const [position, level] of outerLevels.entries()) {
    if (level === "#") return true;
    const other = innerLevels[position];
    if (other === undefined || other === "#") return false;
    if (level !== "+" && level !== other) return false;
  }
  return outerLevels.length === innerLevels.length;
}
