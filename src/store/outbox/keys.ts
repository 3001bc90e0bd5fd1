import { type RecordClass, recordClasses } from "../../domain/envelope.ts";

/**
 * Every queued record has a key: class rank * 2^48 + sequence, so keys sort by importance and then by the order of
 * append. A range of keys is written `from` (inside) and `to` (outside).
 */
export const classSpan = 2 ** 48;

export function rankOf(key: number): number {
  return Math.floor(key / classSpan);
}

export function firstKey(rank: number): number {
  return rank * classSpan;
}

export function endKey(rank: number): number {
  return (rank + 1) * classSpan;
}

export function classOfRank(rank: number): RecordClass {
  const name = recordClasses[rank];
  if (!name) throw new Error(`no record class has rank ${rank}`);
  return name;
}

const ranks = new Map<RecordClass, number>(recordClasses.map((name, rank) => [name, rank]));

export function rankOfClass(name: RecordClass): number {
  const rank = ranks.get(name);
  if (rank === undefined) throw new Error(`there is no record class "${name}"`);
  return rank;
}
