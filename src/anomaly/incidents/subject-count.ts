import type { AnomalyKind } from "../../domain/anomaly.ts";
import type { Evidence, Incident, OmittedLines } from "../../domain/incident.ts";

/** Sensors and logs of each incident that are remembered one by one; beyond that they are no longer told apart. */
const subjectsMax = 8192;

/**
 * Counts the sensors and logs of an incident, and the lines of evidence for which it had no room, exactly: 500 sensors
 * that fell silent together are told by their number, though only some of their lines are kept.
 */
export class SubjectCount {
  readonly #incident: Incident;
  readonly #sensors = new Set<string>();
  readonly #logs = new Set<string>();
  /** Sensors and logs counted before a restart, of which only the number is known. */
  readonly #before: { sensors: number; logs: number };

  constructor(incident: Incident) {
    this.#incident = incident;
    for (const { type, name, subjectId } of incident.evidence)
      this.#note(type, type === "log" ? name : subjectId);
    const { sensors = 0, logs = 0 } = incident.subjects ?? {};
    this.#before = {
      sensors: Math.max(0, sensors - this.#sensors.size),
      logs: Math.max(0, logs - this.#logs.size),
    };
  }

  /** `identity`: the series id, or the name of the log. */
  add(type: Evidence["type"], identity: string): void {
    this.#note(type, identity);
    this.#incident.subjects = {
      sensors: this.#before.sensors + this.#sensors.size,
      logs: this.#before.logs + this.#logs.size,
    };
  }

  /** A line of evidence was left out. */
  omit({ type, kind, recoveredAt }: Evidence): void {
    this.#incident.evidenceOmitted += 1;
    this.#change({ type, kind }, { count: 1, recovered: recoveredAt === undefined ? 0 : 1 });
  }

  /** The alarm of a line that was left out is over (1), or on again (-1). */
  recover(line: { type: Evidence["type"]; kind: AnomalyKind }, by: 1 | -1): void {
    this.#change(line, { count: 0, recovered: by });
  }

  #note(type: Evidence["type"], identity: string): void {
    const set = type === "series" ? this.#sensors : this.#logs;
    if (set.size < subjectsMax) set.add(identity);
  }

  #change(
    { type, kind }: { type: Evidence["type"]; kind: AnomalyKind },
    by: { count: number; recovered: number },
  ): void {
    const { omitted = [] } = this.#incident;
    const is = (lines: OmittedLines) => lines.type === type && lines.kind === kind;
    const { count = 0, recovered = 0 } = omitted.find(is) ?? {};
    const next = { type, kind, count: count + by.count, recovered: Math.max(0, recovered + by.recovered) };
    this.#incident.omitted = [...omitted.filter((lines) => !is(lines)), next];
  }
}
