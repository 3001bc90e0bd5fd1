import { z } from "../../core/schema.ts";
import type { StateStore } from "../../domain/ports.ts";
import { nameSimilarity } from "../../text/similarity.ts";
import { nameKey } from "../entities/names.ts";

/**
 * Shopping and other lists.
 *
 * Limits and invariants: at most `listsMax` lists of `itemsMax` items of `itemTextMax` characters; what would be
 * more is refused by name. A change is on the disk before it is told of, and undone when it cannot be.
 */
const listsMax = 50;
const itemsMax = 200;
const itemTextMax = 100;
const storeKey = "commands/lists";

export interface Lists {
  /** Names of the lists there are, as they were first said. */
  names(): readonly string[];
  /** Undefined: there is no such list. */
  items(list: string): readonly string[] | undefined;
  /** Those that were added, and those that were on it already; `full`: nothing was added. */
  add(list: string, items: readonly string[]): Promise<{ added: string[]; known: string[] } | "full">;
  /** The items taken off; empty when none is called so. */
  remove(list: string, item: string): Promise<readonly string[]>;
  clear(list: string): Promise<readonly string[]>;
  restore(): Promise<void>;
}

const storedLists = z
  .array(
    z.object({
      name: z.string().min(1).max(itemTextMax),
      items: z.array(z.string().min(1).max(itemTextMax)).max(itemsMax),
    }),
  )
  .max(listsMax);
type StoredList = z.infer<typeof storedLists>[number];

export function createLists(store: StateStore): Lists {
  let lists: readonly StoredList[] = [];

  const find = (name: string) => lists.find((one) => nameKey(one.name) === nameKey(name));
  const use = async (next: readonly StoredList[]) => {
    const before = lists;
    lists = next;
    try {
      await store.put(storeKey, JSON.stringify(next));
    } catch (error) {
      lists = before;
      throw error;
    }
  };
  const replace = (name: string, items: readonly string[]) => {
    const known = find(name);
    const changed: StoredList = { name: known?.name ?? name.slice(0, itemTextMax), items: [...items] };
    return use(known ? lists.map((one) => (one === known ? changed : one)) : [...lists, changed]);
  };

  return {
    names: () => lists.map(({ name }) => name),
    items: (list) => find(list)?.items,
    async add(list, items) {
      const before = find(list)?.items ?? [];
      const keys = new Set(before.map(nameKey));
      const added: string[] = [];
      const known: string[] = [];
      for (const item of items.map((one) => one.slice(0, itemTextMax))) {
        if (keys.has(nameKey(item))) known.push(item);
        else added.push(item);
        keys.add(nameKey(item));
      }
      const isFull = before.length + added.length > itemsMax || (!find(list) && lists.length >= listsMax);
      if (isFull) return "full";
      if (added.length > 0) await replace(list, [...before, ...added]);
      return { added, known };
    },
    async remove(list, item) {
      const before = find(list)?.items ?? [];
      const removed = fitting(before, item);
      if (removed.length > 0)
        await replace(
          list,
          before.filter((one) => !removed.includes(one)),
        );
      return removed;
    },
    async clear(list) {
      const before = find(list)?.items ?? [];
      if (before.length > 0) await replace(list, []);
      return before;
    },
    async restore() {
      const text = await store.get(storeKey);
      if (text !== undefined) lists = storedLists.parse(JSON.parse(text));
    },
  };
}

/** The item called so, else the only one that is called much the same ("egg" for "eggs", "milk" for "oat milk"). */
export function fitting(items: readonly string[], heard: string): readonly string[] {
  const key = nameKey(heard).replace(/^(?:the|some|a|an) /, "");
  const exact = items.filter((item) => nameKey(item) === key);
  if (exact.length > 0 || key === "") return exact;
  const words = singular(key).split(" ");
  const near = items.filter((item) => {
    const own = singular(nameKey(item)).split(" ");
    return words.every((word) => own.includes(word)) || nameSimilarity(words, own) >= 0.85;
  });
  return near.length === 1 ? near : [];
}

/** "Eggs" and "egg" are one thing to buy. */
function singular(words: string): string {
  return words.replace(/([^s])s(?= |$)/g, "$1");
}
