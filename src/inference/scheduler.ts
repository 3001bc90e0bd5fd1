import { type InferencePriority, inferencePriorities } from "../domain/inference.ts";

/** A request that waits for a thread of the host. */
export interface Waiting {
  readonly priority: InferencePriority;
  /** Monotonic time after which nobody wants the answer. */
  readonly deadlineMs: number;
  readonly bytes: number;
  /** What it is for: only requests of the same model may run together… */
  readonly model: object;
  /** …and with the same key; undefined: only alone. */
  readonly joinKey: string | undefined;
  /** How much of a joined run it takes. */
  readonly rows: number;
}

/**
 * Who runs next. Limits and invariants:
 * 1. At most `countMax` requests of `bytesMax` bytes wait; above it the least urgent goes, the newest among equals.
 * 2. The order is priority, then deadline, then arrival: a later request never overtakes an equal one.
 * 3. What is late never runs.
 * 4. Only requests of the same priority run together: an urgent one never pays for work that nobody waits for.
 */
export function createScheduler<T extends Waiting>(limits: () => { countMax: number; bytesMax: number }) {
  /** Most urgent first. */
  const queue: T[] = [];
  let bytes = 0;

  function removeAt(position: number): T {
    const [entry] = queue.splice(position, 1) as [T];
    bytes -= entry.bytes;
    return entry;
  }

  return {
    get size() {
      return queue.length;
    },
    get bytes() {
      return bytes;
    },
    /** Takes it in and gives back what had to go for it, which may be itself. */
    add(entry: T): T[] {
      let position = queue.length;
      while (position > 0 && isMoreUrgent(entry, queue[position - 1] as T)) position -= 1;
      queue.splice(position, 0, entry);
      bytes += entry.bytes;
      const { countMax, bytesMax } = limits();
      const shed: T[] = [];
      while (queue.length > countMax || bytes > bytesMax) shed.push(removeAt(queue.length - 1));
      return shed;
    },
    /** False when it waits no longer. */
    remove(entry: T): boolean {
      const position = queue.indexOf(entry);
      if (position < 0) return false;
      removeAt(position);
      return true;
    },
    /**
     * The next ones to run together, of those that can run now, and all that are late. `rowsMax` bounds a joined run;
     * one request may be larger by itself.
     */
    take(
      nowMs: number,
      canRun: (entry: T) => boolean,
      rowsMax: (entry: T) => number,
    ): { together: T[]; late: T[] } {
      const late: T[] = [];
      const together: T[] = [];
      let room = 0;
      for (let position = 0; position < queue.length; ) {
        const entry = queue[position] as T;
        const [first] = together;
        if (entry.deadlineMs <= nowMs) {
          late.push(removeAt(position));
        } else if (!first && canRun(entry)) {
          together.push(removeAt(position));
          room = rowsMax(entry) - entry.rows;
        } else if (first && canJoin(first, entry) && entry.rows <= room) {
          together.push(removeAt(position));
          room -= entry.rows;
        } else {
          position += 1;
        }
      }
      return { together, late };
    },
    /** Gives up all that wait, or those that are chosen. */
    clear(isChosen: (entry: T) => boolean = () => true): T[] {
      const gone = queue.filter(isChosen);
      for (const entry of gone) removeAt(queue.indexOf(entry));
      return gone;
    },
    some: (isChosen: (entry: T) => boolean) => queue.some(isChosen),
  };
}

function isMoreUrgent(a: Waiting, b: Waiting): boolean {
  const difference = rank[a.priority] - rank[b.priority];
  return difference < 0 || (difference === 0 && a.deadlineMs < b.deadlineMs);
}

function canJoin(first: Waiting, entry: Waiting): boolean {
  return (
    first.joinKey !== undefined &&
    entry.model === first.model &&
    entry.joinKey === first.joinKey &&
    entry.priority === first.priority
  );
}

const rank = Object.fromEntries(
  inferencePriorities.map((priority, position) => [priority, position]),
) as Record<InferencePriority, number>;
