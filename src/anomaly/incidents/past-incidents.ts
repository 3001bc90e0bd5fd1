import { createHash } from "node:crypto";
import type { EarlierIncident, Incident } from "../../domain/incident.ts";
import { evidenceKey } from "./evidence.ts";

/** A closed incident by what it was about. */
export interface PastIncident extends EarlierIncident {
  /** Its lines of evidence by the hashes of their keys, the least `keysMax` of them, sorted. */
  keys: readonly string[];
}

const pastMax = 200;
/** More lines than this are compared by a sample of them: the least hashes of both together. */
const keysMax = 32;
const hashCharacters = 11;
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
      const durationMs = Math.max(0, closedAt - openedAt);
      this.#past.push({ incidentId: id, openedAt, durationMs, keys: hashesOf(evidence) });
    }
    this.#past = this.#past.slice(-pastMax);
    this.isChanged = true;
  }

  /** Those that were about mostly the same, the newest first; undefined when there are none. */
  like({ id, evidence }: Incident): readonly EarlierIncident[] | undefined {
    const own = hashesOf(evidence);
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

  /** Also takes keys as they were kept before, not hashed. */
  restore(past: readonly PastIncident[]): void {
    const own = new Set(this.#past.map(({ incidentId }) => incidentId));
    const restored = past
      .filter(({ incidentId }) => !own.has(incidentId))
      .map((one) => ({
        ...one,
        keys: leastOf(one.keys.map((key) => (key.includes(" ") ? hashOf(key) : key))),
      }));
    this.#past = [...restored, ...this.#past].slice(-pastMax);
  }
}

function hashesOf(evidence: Incident["evidence"]): string[] {
  return leastOf(evidence.map(({ kind, subjectId }) => hashOf(evidenceKey(kind, subjectId))));
}

/** 66 bits of it, so that a name of any length takes the same room. */
function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, hashCharacters);
}

function leastOf(hashes: readonly string[]): string[] {
  return [...new Set(hashes)].sort().slice(0, keysMax);
}

/**
 * The share that two sorted sets have in common (Jaccard); of larger ones estimated from the least hashes of their union.
 * One walk along both, for every announcement asks for all past incidents.
 */
function share(a: readonly string[], b: readonly string[]): number {
  const most = a.length < keysMax && b.length < keysMax ? Number.POSITIVE_INFINITY : keysMax;
  let [atA, atB, seen, common] = [0, 0, 0, 0];
  while ((atA < a.length || atB < b.length) && seen < most) {
    const [left, right] = [a[atA], b[atB]];
    seen += 1;
    if (left === right) common += 1;
    if (right === undefined || (left !== undefined && left <= right)) atA += 1;
    if (left === undefined || (right !== undefined && right <= left)) atB += 1;
  }
  return common / Math.max(1, seen);
}
