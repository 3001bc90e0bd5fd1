import { coverFilters, type Qos } from "./filter-cover.ts";

/** What the sync needs of a connection. */
export interface FilterTarget {
  subscribe(filters: readonly string[], qos: Qos): Promise<readonly string[]>;
  unsubscribe(filters: readonly string[]): Promise<void>;
}

/**
 * Keeps the filters a broker holds for one connection equal to the fewest that cover what is wanted.
 *
 * Invariants:
 * 1. One change at a time, in the order asked for.
 * 2. First subscribe, then unsubscribe: a change of the covering set never opens a gap.
 * 3. The filters of a new subscription are always sent, covered or not, because only a SUBSCRIBE makes the
 *    broker send retained messages (MQTT 3.1.1 section 3.8.4). Other subscriptions may see those once more.
 */
export interface FilterSync {
  /** Brings the broker up to date. `fresh`: filters that need their retained messages. Never rejects. */
  refresh(fresh?: readonly string[]): Promise<void>;
  /** Gives all filters back. */
  clear(): Promise<void>;
}

export function createFilterSync(options: {
  wanted: () => Iterable<{ filter: string; qos: Qos }>;
  target: FilterTarget;
  onRefused: (filter: string) => void;
}): FilterSync {
  const { target } = options;
  const held = new Map<string, Qos>();
  let tail = Promise.resolve();

  const subscribe = async (filters: ReadonlyMap<string, Qos>) => {
    for (const qos of [0, 1, 2] as const) {
      const some = [...filters].filter(([, each]) => each === qos).map(([filter]) => filter);
      if (some.length === 0) continue;
      const refused = new Set(await target.subscribe(some, qos));
      for (const filter of some) {
        if (refused.has(filter)) options.onRefused(filter);
        else held.set(filter, qos);
      }
    }
  };

  const update = async (fresh: readonly string[]) => {
    const wanted = [...options.wanted()];
    const cover = coverFilters(wanted);
    const missing = new Map([...cover].filter(([filter, qos]) => held.get(filter) !== qos));
    for (const { filter, qos } of wanted) {
      if (fresh.includes(filter)) missing.set(filter, cover.get(filter) ?? qos);
    }
    await subscribe(missing);
    await release([...held.keys()].filter((filter) => !cover.has(filter)));
  };

  const release = async (filters: readonly string[]) => {
    if (filters.length > 0) await target.unsubscribe(filters);
    for (const filter of filters) held.delete(filter);
  };

  const enqueue = (work: () => Promise<void>) => {
    tail = tail.then(work);
    return tail;
  };

  return {
    refresh: (fresh = []) => enqueue(() => update(fresh)),
    clear: () => enqueue(() => release([...held.keys()])),
  };
}
