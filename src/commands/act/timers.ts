import type { Clock } from "../../core/clock.ts";
import { z } from "../../core/schema.ts";
import type { StateStore } from "../../domain/ports.ts";
import type { ActingIntent } from "./deeds.ts";

/**
 * Things to be undone later: "run the pump for 10 minutes" sets one that stops it.
 *
 * Limits and invariants:
 * 1. One timer per thing, `timersMax` in all; a new one for a thing replaces the old one.
 * 2. A timer is on the disk before the thing is switched, so that a power cut cannot leave a pump running.
 * 3. One that fell due while the daemon was down runs at start. The wall clock may be wrong then, so none ever
 *    waits longer than its whole length again.
 */
export const timersMax = 200;
export const timerLengthMaxMs = 24 * 3_600_000;

const storeKey = "commands/timers";

export interface Timer {
  entityId: string;
  /** What is done when it falls due. */
  intent: ActingIntent;
  /** Wall time, milliseconds. */
  dueAt: number;
  lengthMs: number;
}

export interface Timers {
  readonly count: number;
  /** What waits, the next one first. */
  entries(): readonly Timer[];
  /** Resolves when they are durable; rejects when they cannot be made so, and then none of them is set. */
  set(timers: readonly Timer[]): Promise<void>;
  /** Forgets the timers of things that were commanded otherwise. */
  cancel(entityIds: readonly string[]): Promise<void>;
  /** Takes up what an earlier run of the daemon left. */
  restore(): Promise<void>;
  stop(): void;
}

export function createTimers(options: {
  clock: Clock;
  store: StateStore;
  /** Undoes it, giving up when it is no longer `isCurrent`. Must not reject. */
  onDue: (timer: Timer, isCurrent: () => boolean) => Promise<void>;
  onUnsaved: (error: unknown) => void;
}): Timers {
  const { clock, store } = options;
  const running = new Map<string, { timer: Timer; cancel: () => void }>();

  const save = (timers: Iterable<Timer>) => store.put(storeKey, JSON.stringify([...timers]));
  const all = () => [...running.values()].map(({ timer }) => timer);

  const arm = (timer: Timer) => {
    running.get(timer.entityId)?.cancel();
    const delayMs = Math.min(Math.max(0, timer.dueAt - clock.now()), timer.lengthMs);
    const cancel = clock.after(delayMs, () => void fire(timer));
    running.set(timer.entityId, { timer, cancel });
  };

  const fire = async (timer: Timer) => {
    // Done first, forgotten after: a power cut between the two undoes it twice, never not at all.
    const isCurrent = () => running.get(timer.entityId)?.timer === timer;
    await options.onDue(timer, isCurrent);
    if (!isCurrent()) return;
    running.delete(timer.entityId);
    await saveRest();
  };

  /** A timer that could not be struck out on the disk is undone once more at the next start, which does no harm. */
  const saveRest = () => save(all()).catch(options.onUnsaved);

  return {
    get count() {
      return running.size;
    },
    entries: () => all().sort((a, b) => a.dueAt - b.dueAt),
    async set(timers) {
      const replaced = new Set(timers.map((timer) => timer.entityId));
      await save([...all().filter((timer) => !replaced.has(timer.entityId)), ...timers]);
      for (const timer of timers) arm(timer);
    },
    async cancel(entityIds) {
      const found = entityIds.filter((id) => running.has(id));
      if (found.length === 0) return;
      for (const id of found) {
        running.get(id)?.cancel();
        running.delete(id);
      }
      await saveRest();
    },
    async restore() {
      const text = await store.get(storeKey);
      if (text === undefined) return;
      for (const timer of storedTimers.parse(JSON.parse(text))) arm(timer);
    },
    stop() {
      for (const { cancel } of running.values()) cancel();
      running.clear();
    },
  };
}

const storedTimers = z
  .array(
    z.object({
      entityId: z.string(),
      intent: z.enum(["turnOn", "turnOff", "open", "close"]),
      dueAt: z.number(),
      lengthMs: z.number().min(0).max(timerLengthMaxMs),
    }),
  )
  .max(timersMax)
  // Written by this file; what cannot be read was written by another version, and no start may fail for it.
  .catch([]);

/** What undoes an intent after a time; the others cannot be done for a time. */
export const undoingIntents: Readonly<Partial<Record<ActingIntent, "turnOn" | "turnOff" | "close">>> = {
  turnOn: "turnOff",
  start: "turnOff",
  turnOff: "turnOn",
  open: "close",
};
