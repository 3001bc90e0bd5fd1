import { createAnomalyService } from "../../anomaly/service.ts";
import { loadPatternNetwork } from "../../app/pattern-network.ts";
import type { EdgewiseConfig } from "../../config/schema.ts";
import { createId } from "../../core/id.ts";
import { silentLog } from "../../core/log.ts";
import { createMetrics } from "../../core/metrics.ts";
import type { Incident } from "../../domain/incident.ts";
import type { InboundMessage } from "../../domain/ports.ts";
import { createIngestService } from "../../ingest/service.ts";
import type { ReplayRecord } from "../../simulate/replay/record.ts";
import { createSummariesService } from "../../summaries/service.ts";
import { createTimeCarrier } from "./carry-time.ts";
import { createDataDrivenClock } from "./data-clock.ts";

/** What the daemon would have said, had it been there. */
export interface Look {
  records: number;
  samples: number;
  logLines: number;
  series: number;
  /** Payloads and values that could not be read. */
  refused: number;
  /** In the order in which they began, with the sentence as at their end. */
  incidents: Incident[];
  /** Incidents beyond `incidentsMax`, not kept. */
  incidentsOmitted: number;
  /** What was said when each began, by id. */
  alerts: ReadonlyMap<string, string>;
}

const incidentsMax = 10_000;
/** Time after the last record in which what is waiting to be told is told. */
const afterMs = 10_000;

/**
 * Runs records through ingest, anomaly detection and summaries in this process, on a clock that shows the time
 * of the data. Nothing is stored or published.
 */
export async function lookAt(
  records: AsyncIterable<ReplayRecord>,
  options: {
    config: EdgewiseConfig;
    topicPrefix: string;
    zone: "local" | "utc";
    /** Zone in which times are told. */
    timeZone: string | undefined;
    /** Earliest time of the records. */
    startAt: number;
    onProgress: (records: number) => void;
  },
): Promise<Look> {
  const { config, zone, timeZone, startAt } = options;
  const clock = createDataDrivenClock(startAt);
  const observability = { clock, log: silentLog, metrics: createMetrics() };
  const clockTrust = { quality: () => "synced" as const };
  const incidents = new Map<string, Incident>();
  const alerts = new Map<string, string>();
  let incidentsOmitted = 0;
  let count = 0;

  const summaries = createSummariesService({
    config: { ...config.summaries, digestEnabled: false },
    observability,
    timeZone,
    incidentLog: { list: async () => [] },
    clockTrust,
    state: { get: async () => undefined, put: async () => {} },
    publishSummary: () => {},
    digestSource: async () => ({ samples: 0, seriesCount: 0, logLines: 0, commands: 0 }),
  });
  const say = (incident: Incident, style: "alert" | "explanation") =>
    summaries.phrase(summaries.factsOf(incident), style).text;

  const anomaly = createAnomalyService({
    config: config.anomaly,
    patterns: loadPatternNetwork(),
    observability,
    clockTrust,
    incidents: [
      {
        onIncident(incident, change) {
          if (!incidents.has(incident.id) && incidents.size >= incidentsMax) {
            if (change === "opened") incidentsOmitted += 1;
            return;
          }
          if (change === "opened") alerts.set(incident.id, say(incident, "alert"));
          incidents.set(incident.id, { ...incident, summary: say(incident, "explanation") });
        },
      },
    ],
    anomalies: [],
    createId,
  });
  const ingest = createIngestService({
    config: { ...config.ingest, time: { ...config.ingest.time, zone } },
    baseTopic: `edgewise/${config.daemon.node}`,
    bus: { subscribe: () => () => {} },
    clockTrust,
    observability,
    samples: [anomaly],
    logs: [anomaly],
  });
  const carryTime = createTimeCarrier({ ...options, ingest: config.ingest, shiftMs: 0 });

  for await (const record of records) {
    count += 1;
    clock.goTo(record.at ?? clock.now(), anomaly.tick);
    ingest.handle([messageOf(record, carryTime(record).payload, clock)]);
    options.onProgress(count);
  }
  clock.goTo(clock.now() + afterMs, anomaly.tick);
  anomaly.tick();
  for (const incident of anomaly.openIncidents()) {
    if (incidents.has(incident.id)) {
      incidents.set(incident.id, { ...incident, summary: say(incident, "explanation") });
    }
  }
  const { figures = {} } = ingest.health();
  return {
    records: count,
    samples: Number(figures.samples ?? 0),
    logLines: Number(figures.logLines ?? 0),
    series: ingest.directory.count,
    refused: Number(figures.refused ?? 0),
    incidents: [...incidents.values()].sort((a, b) => a.openedAt - b.openedAt),
    incidentsOmitted,
    alerts,
  };
}

function messageOf(
  { topic }: ReplayRecord,
  payload: string,
  clock: { now(): number; monotonicMs(): number },
): InboundMessage {
  return {
    topic,
    payload: Buffer.from(payload),
    qos: 1,
    isRetained: false,
    receivedAt: clock.now(),
    receivedMonotonicMs: clock.monotonicMs(),
  };
}
