import type { Recovery } from "../domain/anomaly.ts";
import type { Evidence, Incident } from "../domain/incident.ts";
import type { Sample } from "../domain/sample.ts";
import { evidenceKey } from "./incidents/evidence.ts";

/**
 * Alarms that were on when the daemon stopped. Detectors may know what is usual from before the restart, but not
 * what was alarmed, so each stays on until its sensor is seen back to usual, or a detector raises it again and takes over.
 *
 * Bounded by the evidence of the incidents resumed; empty most of the time.
 */
export class ResumedAlarms {
  #bySeries = new Map<string, Evidence[]>();

  get size(): number {
    return this.#bySeries.size;
  }

  /** Answers the keys of the alarms that are on again. Those of logs are over: a log says nothing when it is well. */
  add(incident: Incident): Set<string> {
    const keys = new Set<string>();
    for (const line of incident.evidence) {
      if (line.type !== "series" || line.recoveredAt !== undefined) continue;
      keys.add(evidenceKey(line.kind, line.subjectId));
      this.#bySeries.set(line.subjectId, [...(this.#bySeries.get(line.subjectId) ?? []), line]);
    }
    return keys;
  }

  /** A detector raised it again: its recovery is the detector's from now on. Answers its evidence if it was on. */
  takeOver(kind: string, subject: string): Evidence | undefined {
    const line = this.#bySeries.get(subject)?.find((one) => one.kind === kind);
    if (line) this.#keep(subject, (one) => one !== line);
    return line;
  }

  /** The alarms that this sample shows to be over. */
  recoveredBy(sample: Sample): Recovery[] {
    const { id } = sample.series;
    const over = (this.#bySeries.get(id) ?? []).filter((line) => isBack(line, sample.value));
    if (over.length === 0) return [];
    this.#keep(id, (line) => !over.includes(line));
    return over.map(({ kind }) => ({ kind, at: sample.at, subjectId: id, observed: sample.value }));
  }

  #keep(subject: string, isKept: (line: Evidence) => boolean): void {
    const kept = this.#bySeries.get(subject)?.filter(isKept) ?? [];
    if (kept.length > 0) this.#bySeries.set(subject, kept);
    else this.#bySeries.delete(subject);
  }
}

function isBack({ kind, direction, limit, observed, expected }: Evidence, value: number): boolean {
  switch (kind) {
    case "threshold":
      return limit === undefined || (direction === "low" ? value > limit : value < limit);
    case "stuck":
      return value !== observed;
    case "level":
    case "rate":
      return expected === undefined || (value >= expected.low && value <= expected.high);
    default:
      return true;
  }
}
