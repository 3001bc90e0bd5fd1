import { worse } from "../../domain/severity.ts";
import { insertEvidence } from "./evidence.ts";
import { keysMax, sightsMax, type Tracked } from "./tracked.ts";

/** Takes all of another incident into one; the other is over with that. Neither has a line of the other. */
export function absorb(into: Tracked, other: Tracked, evidenceMax: number): void {
  const { incident } = into;
  for (const line of other.incident.evidence) {
    into.counted.add(line.type, line.type === "log" ? line.name : line.subjectId);
    const omitted = insertEvidence(incident.evidence, line, evidenceMax);
    if (omitted) into.counted.omit(omitted);
  }
  for (const key of other.known) if (into.known.size < keysMax) into.known.add(key);
  for (const key of other.active) if (into.active.size < keysMax) into.active.add(key);
  into.repeatedSeenAt = Math.max(into.repeatedSeenAt, other.repeatedSeenAt);
  into.sights.push(...other.sights.slice(0, sightsMax - into.sights.length));
  incident.severity = worse(incident.severity, other.incident.severity);
  incident.openedAt = Math.min(incident.openedAt, other.incident.openedAt);
  incident.updatedAt = Math.max(incident.updatedAt, other.incident.updatedAt);
  incident.place = commonTo([incident.place, other.incident.place]);
}

type Common = Tracked["incident"]["place"];

function commonTo([a = {}, b = {}]: readonly Common[]): Common {
  const left = a.topicPrefix?.split("/") ?? [];
  const right = b.topicPrefix?.split("/") ?? [];
  const differs = left.findIndex((level, index) => right[index] !== level);
  const prefix = left.slice(0, differs < 0 ? left.length : differs).join("/");
  return {
    ...(a.device !== undefined && a.device === b.device ? { device: a.device } : {}),
    ...(a.area !== undefined && a.area === b.area ? { area: a.area } : {}),
    ...(prefix === "" ? {} : { topicPrefix: prefix }),
  };
}
