import type { Recovery } from "../domain/anomaly.ts";
import type { Evidence, Incident } from "../domain/incident.ts";
import type { Sample } from "../domain/sample.ts";
import { evidenceKey } from "./incidents/evidence.ts";

/**
 * Alarms that were on when the daemon stopped. Detectors may know what is usual from before the restart, but not
 * what was alarmed, so each stays on until its sensor is seen back to usual (a missing line of a log: until it comes), or
 * a detector raises it again and takes over.
 *
 * Bounded by the evidence of the incidents resumed; empty most of the time.
 */
export class ResumedAlarms {
  /** By series, or by line of a log. */
  #bySubject = new Map<string, Evidence[]>();

  get size(): number {
    return this.#bySubject.size;
  }

  /** Answers the keys of the alarms that are on again. Of a log only a missing line is: of all else a log says nothing when it is well. */
  add(incident: Incident): Set<string> {
    const keys = new Set<string>();
    for (const line of incident.evidence) {
      if (line.recoveredAt !== undefined) continue;
      if (line.type !== "series" && line.kind !== "logSilent") continue;
      keys.add(evidenceKey(line.kind, line.subjectId));
      this.#bySubject.set(line.subjectId, [...(this.#bySubject.get(line.subjectId) ?? []), line]);
    }
    return keys;
  }

  /** A detector raised it again: its recovery is the detector's from now on. Answers its evidence if it was on. */
  takeOver(kind: string, subject: string): Evidence | undefined {
    const line = this.#bySubject.get(subject)?.find((one) => one.kind === kind);
    if (line) this.#keep(subject, (one) => one !== line);
    return line;
  }

  /** The alarms that this sample shows to be over. */
  recoveredBy(sample: Sample): Recovery[] {
    const { id } = sample.series;
    const over = (this.#bySubject.get(id) ?? []).filter((line) => isBack(line, sample.value));
    if (over.length === 0) return [];
    this.#keep(id, (line) => !over.includes(line));
    return over.map(({ kind }) => ({ kind, at: sample.at, subjectId: id, observed: sample.value }));
  }

  /** The alarms that this line of a log shows to be over; `subject` as `subjectId` gives it. */
  recoveredByLine(subject: string, at: number): Recovery[] {
    if (!this.#bySubject.delete(subject)) return [];
    return [{ kind: "logSilent", at, subjectId: subject, observed: undefined }];
  }

  #keep(subject: string, isKept: (line: Evidence) => boolean): void {
    const kept = this.#bySubject.get(subject)?.filter(isKept) ?? [];
    if (kept.length > 0) this.#bySubject.set(subject, kept);
    else this.#bySubject.delete(subject);
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
