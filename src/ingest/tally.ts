/** The side of a tally that counts. */
export interface TallyInput<What extends string> {
  add(what: What, topic: string, detail?: string, count?: number): void;
}

/** Counts what happened in one batch of messages, so that each kind is reported once with its number and an example. */
export class Tally<What extends string> implements TallyInput<What> {
  #counts = new Map<What, { count: number; topic: string; detail: string }>();

  add(what: What, topic: string, detail = "", count = 1): void {
    const entry = this.#counts.get(what);
    if (entry) entry.count += count;
    else this.#counts.set(what, { count, topic, detail });
  }

  /** Hands every kind to `report` and starts anew. */
  flush(report: (what: What, count: number, topic: string, detail: string) => void): void {
    if (this.#counts.size === 0) return;
    for (const [what, { count, topic, detail }] of this.#counts) report(what, count, topic, detail);
    this.#counts.clear();
  }
}
