import type { Series } from "../../domain/sample.ts";
import { splitSeriesPattern } from "../../domain/series-pattern.ts";
import { matchTopic, plainTopicFilter } from "../../domain/topic.ts";

/**
 * Patterns of the inputs of derived series: a topic filter, and `:<field>` for a field of a JSON payload; without
 * it the plain payload is meant.
 *
 * Wildcards that belong together pair the inputs: named ones by name, and outside groups (sum, mean) `+` and `#` by
 * their position. In a group `+` and `#` take in all that match.
 */
export interface InputPattern {
  /** The wildcards that tell results apart. */
  readonly names: readonly string[];
  /** What they stand for in the topic of this series; undefined when it is no such input. */
  match(series: Pick<Series, "id" | "topic" | "field">): Readonly<Record<string, string>> | undefined;
}

const positional = "_wildcard";

export function createInputPattern(pattern: string, isGroup: boolean): InputPattern {
  const { filter, field = "" } = splitSeriesPattern(pattern);
  const named = isGroup ? filter : withNames(filter);
  const names = wildcardNames(named);
  return {
    names,
    match(series) {
      // An id with a colon in its topic looks like one with a field.
      if (pattern === series.id && names.length === 0) return {};
      if (field !== series.field && field !== "*") return undefined;
      return matchTopic(named, series.topic);
    },
  };
}

/** The wildcards of a pattern that tell results apart. */
export function namedWildcards(pattern: string, isGroup: boolean): string[] {
  const { filter } = splitSeriesPattern(pattern);
  return wildcardNames(isGroup ? filter : withNames(filter));
}

/** The labels without those that only stand for a position. */
export function namedLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith(positional)));
}

/**
 * The levels of topics that results get: those of the leading input, without the ones that a group takes together
 * and without the last where it only names what is measured (`farm/zone1/temperature`), so that a result stands
 * beside what the device sends itself. A group of several patterns has what they begin with in common.
 */
export class ResultTopic {
  readonly #levels: readonly Level[];

  constructor(patterns: readonly string[], leading: number, isGroup: boolean) {
    const own = keptLevels(patterns[leading] ?? "", isGroup);
    const others = isGroup ? patterns.map((pattern) => keptLevels(pattern, isGroup)) : [];
    const differs = own.findIndex(({ level }, at) => others.some((other) => other[at]?.level !== level));
    const common = differs === -1 ? own : own.slice(0, differs);
    const isTelling =
      common.length > 0 && !own.slice(common.length).some(({ level }) => level.startsWith("{"));
    this.#levels = isTelling ? common : own;
  }

  /** Plain filter of these topics. */
  get filter(): string {
    return plainTopicFilter(this.#levels.map(({ level }) => level).join("/")) || topicOfAll;
  }

  /** The topic of the result of this leading input. */
  of(series: Series): string {
    const levels = series.topic.split("/");
    const kept = this.#levels.map(({ level, position }) =>
      /^(?:#|\{.*#\})$/.test(level) ? levels.slice(position).join("/") : (levels[position] ?? level),
    );
    return kept.join("/") || topicOfAll;
  }
}

interface Level {
  readonly level: string;
  readonly position: number;
}

/** The topic of a group of which no level is fixed. */
const topicOfAll = "derived";

function keptLevels(pattern: string, isGroup: boolean): Level[] {
  const { filter, field = "" } = splitSeriesPattern(pattern);
  const levels = filter.split("/").map((level, position) => ({ level, position }));
  const isMeasureLast = field === "" && levels.length > 1 && !/[+#{]/.test(levels.at(-1)?.level ?? "");
  const own = isMeasureLast ? levels.slice(0, -1) : levels;
  return isGroup ? own.filter(({ level }) => level !== "+" && level !== "#") : own;
}

function withNames(filter: string): string {
  let count = 0;
  return filter
    .split("/")
    .map((level) => {
      if (level !== "+" && level !== "#") return level;
      count += 1;
      return level === "+" ? `{${positional}${count}}` : `{${positional}${count}#}`;
    })
    .join("/");
}

function wildcardNames(filter: string): string[] {
  return [...filter.matchAll(/\{([A-Za-z_][A-Za-z0-9_]*)#?\}/g)].map(([, name = ""]) => name);
}
