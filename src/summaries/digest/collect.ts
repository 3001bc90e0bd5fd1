import type { DigestFacts } from "../../domain/facts.ts";
import type { Incident } from "../../domain/incident.ts";
import type { IncidentLog } from "../../domain/ports.ts";
import { severityRank } from "../../domain/severity.ts";
import { incidentFacts } from "../facts.ts";

/** Numbers of a period that other parts count. */
export interface DigestNumbers {
  samples: number;
  seriesCount: number;
  logLines: number;
  commands: number;
}

export interface DigestSources {
  incidentLog: Pick<IncidentLog, "list">;
  digestSource: (from: number, to: number) => Promise<DigestNumbers>;
}

/**
 * The facts of a digest over [from, to): incidents that were opened in it, were closed in it, or were open all
 * through it. Those that matter most are kept, the rest is counted.
 */
export async function collectDigest(
  period: { from: number; to: number },
  sources: DigestSources,
  options: { now: number; orderClearMs: number },
): Promise<DigestFacts> {
  return digestOf(period, await incidentsOf(period, sources.incidentLog), { sources, ...options });
}

/** The incidents of [from, to), as {@link collectDigest} takes them; `isAll` is false when some were not read. */
export async function incidentsOf(
  { from, to }: { from: number; to: number },
  log: Pick<IncidentLog, "list">,
): Promise<{ incidents: Incident[]; isAll: boolean }> {
  const within = await openedIn(log, { from, to });
  const found = new Map(within.incidents.map((incident) => [incident.id, incident]));
  const earlier = await openedIn(log, { from: from - lookBackMs, to: from });
  for (const incident of earlier.incidents) {
    const isOfPeriod =
      incident.status === "open" || (incident.closedAt !== undefined && incident.closedAt >= from);
    if (isOfPeriod) found.set(incident.id, incident);
  }
  return { incidents: [...found.values()], isAll: within.isAll && earlier.isAll };
}

/** The facts of a digest of these incidents. */
export async function digestOf(
  { from, to }: { from: number; to: number },
  found: { incidents: readonly Incident[]; isAll: boolean },
  { sources, ...options }: { sources: DigestSources; now: number; orderClearMs: number },
): Promise<DigestFacts> {
  const incidents = [...found.incidents].sort(
    (left, right) =>
      severityRank(right.severity) - severityRank(left.severity) || right.openedAt - left.openedAt,
  );
  return {
    type: "digest",
    from,
    to,
    incidents: incidents
      .slice(0, incidentsMax)
      .map((incident) => incidentFacts(incident, options.now, options)),
    incidentsOmitted: Math.max(0, incidents.length - incidentsMax),
    ...(found.isAll ? {} : { isAtLeast: true }),
    ...(await sources.digestSource(from, to)),
  };
}

/** Incidents whose facts are kept; far more than a text tells one by one. */
const incidentsMax = 100;
/** How long before the period an incident may have been opened and still be told. */
const lookBackMs = 30 * 86_400_000;
const pageSize = 200;
/** 10,000 incidents a day are a storm; the count in the text is then a lower bound. */
const pagesMax = 50;

/**
 * Every incident opened in [from, to), page by page, newest first; `isAll` is false when there were more than are read.
 */
export async function openedIn(
  log: Pick<IncidentLog, "list">,
  { from, to }: { from: number; to: number },
): Promise<{ incidents: Incident[]; isAll: boolean }> {
  const found = new Map<string, Incident>();
  let before = to;
  let isAll = false;
  for (let page = 0; page < pagesMax; page += 1) {
    const incidents = await log.list({ from, to: before, countMax: pageSize });
    const countBefore = found.size;
    for (const incident of incidents) found.set(incident.id, incident);
    const oldest = incidents[incidents.length - 1];
    isAll = oldest === undefined || incidents.length < pageSize;
    if (isAll || oldest === undefined || found.size === countBefore) break;
    // Several may have been opened in the same millisecond, so the next page overlaps this one by it.
    before = oldest.openedAt + 1;
  }
  // Whether the log takes `to` as inside or outside, it is outside here.
  const incidents = [...found.values()].filter(({ openedAt }) => openedAt >= from && openedAt < to);
  return { incidents, isAll };
}
