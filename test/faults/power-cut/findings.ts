/** What an audit can find. Each but the first three breaks the promise. */
export const findingKinds = [
  /** A record came again under a key the far side had: allowed by at-least-once, dropped by key. */
  "repeats",
  /** Given up and told in a gap record, or lost with a stage and told. */
  "told",
  /** A sample that an aggregate counts in its place. */
  "thinned",
  /** Acknowledged, and neither at the far side nor queued nor told. */
  "lost",
  /** Settled on the disk, and given again. */
  "settledAgain",
  /** Twice in the queue under one key. */
  "doubled",
  /** Behind a later record of its stream. */
  "outOfOrder",
  /** With another body, class or stream than it was appended with. */
  "damaged",
  /** A state, an incident, a memory or a piece of history that went back behind what was durable. */
  "wentBack",
  /** The file fails its integrity check, or the store set it aside. */
  "corrupt",
  /** The store's process ended by itself. */
  "crashed",
] as const;
export type FindingKind = (typeof findingKinds)[number];

const allowed: ReadonlySet<FindingKind> = new Set(["repeats", "told", "thinned"]);
export const violationKinds = findingKinds.filter((kind) => !allowed.has(kind));

/** Counts, and the first words about each kind that breaks the promise. */
export class Findings {
  readonly counts: Record<FindingKind, number>;
  readonly details: string[] = [];

  constructor() {
    this.counts = Object.fromEntries(findingKinds.map((kind) => [kind, 0])) as Record<FindingKind, number>;
  }

  add(kind: FindingKind, detail: string, count = 1): void {
    this.counts[kind] += count;
    if (!allowed.has(kind) && this.details.length < detailsMax) this.details.push(`${kind}: ${detail}`);
  }

  get violations(): number {
    return violationKinds.reduce((sum, kind) => sum + this.counts[kind], 0);
  }
}

const detailsMax = 40;
