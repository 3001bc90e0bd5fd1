import type { EarlierIncident, Incident } from "../../domain/incident.ts";
import { evidenceKey } from "./evidence.ts";

/** A closed incident by what it was about. */
export interface PastIncident extends EarlierIncident {
  /** Keys of its lines of evidence. */
  keys: readonly string[];
}

const pastMax = 200;
const earlierMax = 3;
/** Two incidents are alike when they have this share of their lines in common. */
const alikeShare = 0.5;

/** Remembers the last `pastMax` closed incidents, to tell of a new one whether it was there before. */
export class PastIncidents {
  #past: PastIncident[] = [];
  isChanged = false;

  add({ id, openedAt, closedAt, evidence, dismissed }: Incident): void {
    this.#past = this.#past.filter(({ incidentId }) => incidentId !== id);
    // What a person called none is no incident to compare with.
    if (dismissed === undefined && closedAt !== undefined) {
      const keys = evidence.map(({ kind, subjectId }) => evidenceKey(kind, subjectId));
      this.#past.push({ incidentId: id, openedAt, durationMs: Math.max(0, closedAt - openedAt), keys });
    }
    this.#past = this.#past.slice(-pastMax);
    this.isChanged = true;
  }

  /** Those that were about mostly the same, the newest first; undefined when there are none. */
  like({ id, evidence }: Incident): readonly EarlierIncident[] | undefined {
    const own = new Set(evidence.map(({ kind, subjectId }) => evidenceKey(kind, subjectId)));
    const found = this.#past
      .filter(({ incidentId, keys }) => incidentId !== id && share(own, keys) >= alikeShare)
      .slice(-earlierMax)
      .reverse()
      .map(({ incidentId, openedAt, durationMs }) => ({ incidentId, openedAt, durationMs }));
    return found.length === 0 ? undefined : found;
  }

  learnt(): readonly PastIncident[] {
    return this.#past;
  }

  restore(past: readonly PastIncident[]): void {
    const own = new Set(this.#past.map(({ incidentId }) => incidentId));
    this.#past = [...past.filter(({ incidentId }) => !own.has(incidentId)), ...this.#past].slice(-pastMax);
  }
}

function share(own: ReadonlySet<string>, keys: readonly string[]): number {
  const common = keys.filter((key) => own.has(key)).length;
  return common / Math.max(1, own.size + keys.length - common);
}
