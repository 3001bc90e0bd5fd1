import type { Anomaly } from "../../domain/anomaly.ts";
import type { Evidence } from "../../domain/incident.ts";
import type { Place } from "../../domain/sample.ts";
import { plainLine, plainName, saysName } from "./named-device.ts";

/** Counts the topics below each prefix, to tell a place (`farm/3`) from a whole system (`zigbee2mqtt`). */
export class TopicFamilies {
  /** Prefixes remembered; beyond that new ones count as large, so they join nothing. */
  static readonly prefixesMax = 50_000;
  #topics = new Map<string, Set<string> | "large">();
  #familyMax: number;

  constructor(familyMax: number) {
    this.#familyMax = familyMax;
  }

  add(topic: string): void {
    const levels = topic.split("/");
    for (let depth = 1; depth < levels.length; depth += 1) {
      const prefix = levels.slice(0, depth).join("/");
      const known = this.#topics.get(prefix);
      if (known === "large") continue;
      if (known === undefined) {
        if (this.#topics.size < TopicFamilies.prefixesMax) this.#topics.set(prefix, new Set([topic]));
        continue;
      }
      known.add(topic);
      if (known.size > this.#familyMax) this.#topics.set(prefix, "large");
    }
  }

  /** The longest common prefix of two topics, if so few topics lie below it that it is one place. */
  sharedPlace(a: string, b: string): string | undefined {
    const prefix = commonPrefix(a, b);
    if (prefix === undefined) return undefined;
    const family = this.#topics.get(prefix);
    return family === undefined || family === "large" ? undefined : prefix;
  }
}

/** The leading topic levels two topics share, or undefined when not even the first is the same. */
export function commonPrefix(a: string, b: string): string | undefined {
  // By characters, not by lists of levels: it is asked for each place of each open incident.
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  let end = -1;
  let at = 0;
  for (; at < shorter.length && shorter.charCodeAt(at) === longer.charCodeAt(at); at += 1) {
    if (shorter.charCodeAt(at) === slash) end = at;
  }
  if (at === shorter.length && (at === longer.length || longer.charCodeAt(at) === slash)) end = at;
  return end < 0 ? undefined : shorter.slice(0, end);
}

const slash = 0x2f;

/** Where an anomaly was seen, as far as grouping needs it. */
export interface Sight {
  topic: string;
  place: Place;
  /** For a log: the line, in which a device may be named, as {@link plainLine}. */
  said: string | undefined;
  /** For a sensor: what it may be named in such a line, as {@link plainName}. */
  names: readonly string[];
  /** Since when a silent sensor is silent, and when a log told of trouble, in data time. */
  silentSince: number | undefined;
  spokeAt: number | undefined;
  /** How much later than `silentSince` the cause may have come: about the usual time between two reports. */
  slackMs: number;
}

export function sightOf(anomaly: Anomaly, seenAt: number): Sight {
  const { subject, place } = anomaly;
  const silentMs = anomaly.kind === "gap" ? (anomaly.durationMs ?? 0) : undefined;
  const topic = subject.type === "series" ? subject.series.topic : subject.topic;
  return {
    topic,
    place,
    said: subject.type === "log" ? plainLine(subject.example) : undefined,
    names: subject.type === "series" ? namesOf(topic, place) : [],
    silentSince: silentMs === undefined ? undefined : seenAt - silentMs,
    spokeAt: subject.type === "log" && anomaly.severity !== "info" ? seenAt : undefined,
    slackMs: slackOf(anomaly),
  };
}

/** A silence is noticed after 2.5 times the longest usual one or more (detectors/gap.ts): within that the next report was due. */
function slackOf({ kind, durationMs = 0 }: Anomaly): number {
  return kind === "gap" ? durationMs / silenceTimes : 0;
}

const silenceTimes = 2.5;

/** The same of a stored line; its topic is what the series id says before the field. */
export function sightOfEvidence({
  subjectId,
  type,
  kind,
  severity,
  firstAt,
  place,
  example,
}: Evidence): Sight {
  const colon = subjectId.lastIndexOf(":");
  const topic = colon > 0 ? subjectId.slice(0, colon) : subjectId;
  return {
    topic,
    place,
    said: type === "log" && example !== undefined ? plainLine(example) : undefined,
    names: type === "series" ? namesOf(topic, place) : [],
    silentSince: kind === "gap" ? firstAt : undefined,
    spokeAt: type === "log" && severity !== "info" ? firstAt : undefined,
    slackMs: 0,
  };
}

/**
 * How closely two sights belong together: 4 same device or topic, 3 same area or named in the line of a log, 2 same small topic family,
 * 1 fell silent together below one first topic level, or as a log there told of trouble (a gateway), 0 not at all.
 */
export function closeness(a: Sight, b: Sight, families: TopicFamilies, windowMs: number): number {
  if (a.topic === b.topic) return 4;
  if (a.place.device !== undefined && a.place.device === b.place.device) return 4;
  if (a.place.area !== undefined && a.place.area === b.place.area) return 3;
  if (isNamedIn(a.said, b) || isNamedIn(b.said, a)) return 3;
  const isElsewhere =
    a.place.area !== undefined && b.place.area !== undefined && a.place.area !== b.place.area;
  if (!isElsewhere && families.sharedPlace(a.topic, b.topic) !== undefined) return 2;
  if (a.silentSince === undefined && b.silentSince === undefined) return 0;
  const apartMs = Math.abs(
    (a.silentSince ?? a.spokeAt ?? Number.NaN) - (b.silentSince ?? b.spokeAt ?? Number.NaN),
  );
  if (!(apartMs <= Math.max(windowMs, a.slackMs, b.slackMs))) return 0;
  return commonPrefix(a.topic, b.topic) === undefined ? 0 : 1;
}

/** Whether a line of a log names the device or topic of a sensor. */
function isNamedIn(said: string | undefined, { names }: Sight): boolean {
  return said !== undefined && names.some((name) => saysName(said, name));
}

function namesOf(topic: string, { device }: Place): string[] {
  const names = [topic.slice(topic.lastIndexOf("/") + 1), ...(device === undefined ? [] : [device])];
  return names.map(plainName).filter((name) => name !== undefined);
}

/** What all sights have in common; grows narrower with each one added. */
export function commonPlace(
  place: (Place & { topicPrefix?: string }) | undefined,
  sight: Sight,
): Place & { topicPrefix?: string } {
  const { device, area } = sight.place;
  const prefix = place === undefined ? sight.topic : commonPrefix(place.topicPrefix ?? "", sight.topic);
  const keepsDevice = device !== undefined && (place === undefined || place.device === device);
  const keepsArea = area !== undefined && (place === undefined || place.area === area);
  return {
    ...(keepsDevice ? { device } : {}),
    ...(keepsArea ? { area } : {}),
    ...(prefix ? { topicPrefix: prefix } : {}),
  };
}
