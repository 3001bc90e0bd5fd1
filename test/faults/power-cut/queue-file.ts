import { createHash } from "node:crypto";
import { importedStreams } from "./made-record.ts";
import type { Group } from "./protocol.ts";

/**
 * Queue files for imports, as pure functions of the seed: file n has the next `recordsPerStream` records of each imported
 * stream, the streams taking turns.
 */
const recordsPerStream = 40;
export const recordsPerFile = recordsPerStream * importedStreams.length;

export interface FilePlace {
  stream: number;
  number: number;
}

export function placeInFile(file: number, position: number): FilePlace {
  const streams = importedStreams.length;
  const stream = importedStreams[position % streams] ?? 0;
  return { stream, number: file * recordsPerStream + Math.floor(position / streams) + 1 };
}

/** The file with the record before `next`, the number of the next record of an imported stream. */
export function lastFileBefore(next: number): number {
  return Math.max(0, Math.ceil((next - 1) / recordsPerStream) - 1);
}

/** A name for the file that is all its own. */
export function digestOf(seed: number, file: number): string {
  return createHash("sha256").update(`${seed} file ${file}`).digest("hex");
}

/** What records of a file are in each stream. */
export function groupsOf(places: readonly FilePlace[]): Group[] {
  const groups = new Map<number, Group>();
  for (const { stream, number } of places) {
    const known = groups.get(stream);
    groups.set(stream, known ? { ...known, count: known.count + 1 } : { stream, from: number, count: 1 });
  }
  return [...groups.values()];
}
