import { type Clock, sleep } from "../../core/clock.ts";
import { z } from "../../core/schema.ts";
import type { StateStore } from "../../domain/ports.ts";
import { nextOccurrence, type TimePlace } from "../../text/recurrence.ts";
import { type AgendaEntry, agendaEntry } from "./agenda-entry.ts";
import type { Notify } from "./notifications.ts";
import { sayDue, sayStopped } from "./say-agenda.ts";

/**
 * Timers, alarms and reminders.
 *
 * Limits and invariants:
 * 1. At most `entriesMax`; who sets one must ask `isFull` first.
 * 2. An entry is on the disk before `add` or `change` resolves; when it cannot be, they reject and nothing changed.
 * 3. It leaves the disk only after the broker took its notification: a power cut between the two tells it again,
 *    never not at all. While the broker is away it is tried again every `ringEveryMs`.
 * 4. Timers and alarms ring until they are stopped, at most `ringForMs`; a reminder is said once, and so is what
 *    comes later than `ringForMs` because edgewise was off.
 * 5. What comes again is due once for all the times that edgewise was off.
 * 6. A timer runs on monotonic time. Alarms and reminders go by the wall clock, which is looked at every `lookMs`
 *    at least, so that a clock that is set is followed. After a restart no timer waits longer than its whole length.
 */
export const entriesMax = 200;
const lookMs = 30_000;
const storeKey = "commands/agenda";

export type AgendaDraft = Omit<AgendaEntry, "id">;
type Changes = Partial<Pick<AgendaEntry, "dueAt" | "lengthMs" | "leftMs">>;

export interface Agenda {
  readonly count: number;
  readonly isFull: boolean;
  /** The next ones first; those that ring and those that are held included. */
  entries(kind?: AgendaEntry["kind"]): readonly AgendaEntry[];
  /** Milliseconds until it is due; of a timer that is held: that are left of it. */
  leftMs(entry: AgendaEntry): number;
  add(draft: AgendaDraft): Promise<AgendaEntry>;
  /** `leftMs: undefined` lets a timer that is held go on. */
  change(id: number, changes: Changes): Promise<void>;
  /** Also stops those that ring. */
  remove(ids: readonly number[]): Promise<void>;
  ringing(): readonly AgendaEntry[];
  /** Stops all that ring, and says which. */
  silence(): Promise<readonly AgendaEntry[]>;
  /** Takes up what an earlier run left; says how many entries could not be read. */
  restore(): Promise<{ unreadable: number }>;
  stop(): void;
}

export interface AgendaOptions {
  clock: Clock;
  store: StateStore;
  notify: Notify;
  place: () => TimePlace;
  limits: () => { ringForMs: number; ringEveryMs: number };
  onUnsaved: (error: unknown) => void;
}

interface Live {
  entry: AgendaEntry;
  /** Monotonic time at which a timer ends. */
  endsMs: number;
  cancel: () => void;
  /** While it rings. */
  bell: AbortController | undefined;
}

export function createAgenda(options: AgendaOptions): Agenda {
  const { clock, store } = options;
  const live = new Map<number, Live>();
  const stopping = new AbortController();

  const save = () => store.put(storeKey, JSON.stringify([...live.values()].map(({ entry }) => entry)));
  /** What could not be struck out is told once more after the next start, which does no harm. */
  const saveRest = () => save().catch(options.onUnsaved);

  const leftMs = ({ id, kind, leftMs: held, dueAt }: AgendaEntry) => {
    if (held !== undefined) return held;
    const endsMs = live.get(id)?.endsMs;
    const isTimer = kind === "timer" && endsMs !== undefined;
    return Math.max(0, isTimer ? endsMs - clock.monotonicMs() : dueAt - clock.now());
  };

  /** `restoredAt`: the start of the daemon, for what was due before it. */
  const arm = (entry: AgendaEntry, restoredAt?: number) => {
    live.get(entry.id)?.cancel();
    const waitMs = Math.min(Math.max(0, entry.dueAt - clock.now()), entry.lengthMs ?? Number.MAX_VALUE);
    const one: Live = {
      entry,
      endsMs: clock.monotonicMs() + waitMs,
      cancel: () => {},
      bell: undefined,
    };
    live.set(entry.id, one);
    if (entry.leftMs !== undefined) return;
    const look = () => {
      const left = leftMs(entry);
      if (left > 0) one.cancel = clock.after(Math.min(left, lookMs), look);
      else void ring(one, restoredAt !== undefined && entry.dueAt < restoredAt);
    };
    look();
  };

  const ring = async (one: Live, wasOff: boolean) => {
    const { entry } = one;
    const bell = new AbortController();
    one.bell = bell;
    const signal = AbortSignal.any([bell.signal, stopping.signal]);
    const { ringForMs, ringEveryMs } = options.limits();
    const lateMs = wasOff ? clock.now() - entry.dueAt : 0;
    const isOnce = entry.kind === "reminder" || lateMs > ringForMs;
    const startedMs = clock.monotonicMs();
    const text = sayDue(entry, { lateMs, view: { now: clock.now(), timeZone: options.place().timeZone } });
    let isHeard = false;
    while (!signal.aborted) {
      const isTaken = await options.notify({
        ...about(entry),
        event: isOnce ? "said" : "ringing",
        text,
      });
      isHeard ||= isTaken;
      const isOver = isOnce || clock.monotonicMs() - startedMs >= ringForMs;
      if ((isHeard && isOver) || signal.aborted) break;
      await sleep(clock, ringEveryMs, signal);
    }
    if (stopping.signal.aborted) return;
    if (!isOnce) await options.notify({ ...about(entry), event: "stopped", text: sayStopped(entry) });
    if (live.get(entry.id) !== one) return;
    const next = entry.repeat && nextOccurrence(entry.repeat, clock.now(), options.place());
    if (next === undefined) live.delete(entry.id);
    else arm({ ...entry, dueAt: next });
    await saveRest();
  };

  return {
    get count() {
      return live.size;
    },
    get isFull() {
      return live.size >= entriesMax;
    },
    entries: (kind) =>
      [...live.values()]
        .map(({ entry }) => entry)
        .filter((entry) => kind === undefined || entry.kind === kind)
        .sort((a, b) => leftMs(a) - leftMs(b)),
    leftMs,
    async add(draft) {
      const entry: AgendaEntry = { ...draft, id: Math.max(0, ...live.keys()) + 1 };
      arm(entry);
      try {
        await save();
      } catch (error) {
        live.get(entry.id)?.cancel();
        live.delete(entry.id);
        throw error;
      }
      return entry;
    },
    async change(id, changes) {
      const before = live.get(id)?.entry;
      if (!before) return;
      const { leftMs: held, ...rest } = { ...before, ...changes };
      arm(held === undefined ? rest : { ...rest, leftMs: held });
      try {
        await save();
      } catch (error) {
        arm(before);
        throw error;
      }
    },
    async remove(ids) {
      const removed = ids.flatMap((id) => live.get(id) ?? []);
      for (const { entry } of removed) live.delete(entry.id);
      try {
        await save();
      } catch (error) {
        for (const one of removed) live.set(one.entry.id, one);
        throw error;
      }
      for (const { cancel, bell } of removed) {
        cancel();
        bell?.abort();
      }
    },
    ringing: () => [...live.values()].filter(({ bell }) => bell !== undefined).map(({ entry }) => entry),
    async silence() {
      const loud = [...live.values()].filter(({ bell }) => bell !== undefined);
      for (const { bell } of loud) bell?.abort();
      return loud.map(({ entry }) => entry);
    },
    async restore() {
      const text = await store.get(storeKey);
      if (text === undefined) return { unreadable: 0 };
      const stored = z.array(z.unknown()).parse(JSON.parse(text));
      const read = stored.map((one) => agendaEntry.safeParse(one));
      const now = clock.now();
      for (const { data } of read) if (data && live.size < entriesMax) arm(data, now);
      return { unreadable: read.filter(({ success }) => !success).length };
    },
    stop() {
      stopping.abort();
      for (const { cancel } of live.values()) cancel();
      live.clear();
    },
  };
}

function about(entry: AgendaEntry) {
  const { id, kind, label, person, area, dueAt, source, session } = entry;
  return { entry: id, kind, label, person, areas: area === undefined ? [] : [area], dueAt, source, session };
}
