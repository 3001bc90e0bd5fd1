import type { Incident } from "../../domain/incident.ts";
import type { LogKind } from "../../domain/log-line.ts";
import { type Severity, severityRank, worse } from "../../domain/severity.ts";

/**
 * How urgent an incident is as a whole: as its most urgent line, which knows of safety and of limits that people set; but
 * at least as urgent as its size, how long it goes on, and the kind of trouble a log tells of.
 */
export function incidentSeverity(incident: Incident, lastingMs: number): Severity {
  const { evidence, severity, subjects } = incident;
  const sensors = subjects?.sensors ?? 0;
  const ofSize: Severity =
    sensors >= sensorsCritical ? "critical" : sensors >= sensorsWarning ? "warning" : "info";
  const ofDuration: Severity = lastingMs >= longMs ? "warning" : "info";
  const isGrave = evidence.some(
    ({ logKind, severity: own }) =>
      logKind !== undefined && graveKinds.has(logKind) && severityRank(own) >= severityRank("warning"),
  );
  // A log that tells of a loss of power beside sensors that it explains is more than either.
  const ofKind: Severity = isGrave && sensors >= sensorsBesideLog ? "critical" : "info";
  return [ofSize, ofDuration, ofKind].reduce(worse, severity);
}

/** Most sites have less than this on one gateway; a whole site gone is critical. */
const sensorsCritical = 100;
const sensorsWarning = 10;
const sensorsBesideLog = 3;
/** Whatever goes on for half a day is worth a look. */
const longMs = 12 * 3_600_000;

const graveKinds: ReadonlySet<LogKind> = new Set(["power", "hardware", "crash", "security"]);
