import { errorMessage } from "../../core/errors.ts";
import type { StateStore } from "../../domain/ports.ts";
import { LedgerUnreadableError } from "./errors.ts";
import type { OrderKind, OrderState } from "./order.ts";
import type { OrderReport } from "./report.ts";
import type { VersionMark, VersionState } from "./version-mark.ts";

/** One order and what became of it. */
export interface LedgerEntry {
  id: string;
  kind: OrderKind;
  version: number;
  keyId: string;
  /** SHA-256 of what is signed of the order. */
  digest: string;
  /** The channel it came by. */
  channel: string;
  state: OrderState;
  /** Why it waits, was refused or taken back. */
  reason?: string | undefined;
  details?: Readonly<Record<string, unknown>> | undefined;
  receivedAt: number;
  changedAt: number;
  /** The order itself, until it is settled. */
  text?: string | undefined;
}

interface LedgerState {
  /** The last version taken, by `versionKey`. */
  versions: Readonly<Record<string, number>>;
  /** In the order they were received. */
  entries: LedgerEntry[];
  /** Reports that are not on the queue yet. */
  owed: OrderReport[];
  /** Counts the changes of versions and entries, so that an earlier state is known as such. */
  serial: number;
}

/**
 * What was ordered and what became of it, on the disk before anything is done about it.
 *
 * 1. One value in the store, written whole: an order, its state and the report that is owed of it change together.
 * 2. At most `keptMax` settled orders are remembered, the newest; those that wait are never forgotten. A forgotten order
 *    that comes again is refused by its version.
 * 3. At most `owedMax` reports wait for the queue; the oldest goes first.
 * 4. Versions are marked outside the database too, after it. A database that is behind the mark is an earlier one that was
 *    put back, or a new one: the versions of the mark hold, and what was open in it may have been done since.
 */
export interface Ledger {
  /** Rejects with a {@link LedgerUnreadableError} or the store's own error: then nothing may be obeyed. */
  read(): Promise<void>;
  entries(): readonly LedgerEntry[];
  find(id: string): LedgerEntry | undefined;
  versionOf(versionKey: string): number;
  owed(): readonly OrderReport[];
  /** Changes the entry (a new one is added) and owes a report of it, durably. On a rejection nothing has changed. */
  note(
    entry: LedgerEntry,
    report: OrderReport | undefined,
    options?: { newestOf?: string | undefined },
  ): Promise<void>;
  /** Owes a report that changes no entry. */
  owe(report: OrderReport): Promise<void>;
  /** Reports that are on the queue now. */
  settle(recordIds: readonly string[]): Promise<void>;
  /** The database is older than the mark, and {@link adopt} has still to be called. */
  isOutOfDate(): boolean;
  /** Goes on from an earlier database: `interrupt` makes of each open entry one that is settled, and its report. */
  adopt(interrupt: (entry: LedgerEntry) => { entry: LedgerEntry; report: OrderReport }): Promise<void>;
}

const stateKey = "sync/orders";
const owedMax = 500;

export function createLedger(options: {
  state: StateStore;
  keptMax: () => number;
  /** Without one nothing outlives the database: for who only reads. */
  mark?: VersionMark;
  /** The mark could not be read or written; without it an earlier database is not known as such. */
  onMarkFailed?: (error: unknown) => void;
  /** Whether what is written is on the disk: the mark must not be ahead of that. */
  isDurable?: () => boolean;
}): Ledger {
  const { mark, onMarkFailed = () => {}, isDurable = () => true } = options;
  let current: LedgerState = { versions: {}, entries: [], owed: [], serial: 0 };
  let marked: VersionState | undefined;

  let turn: Promise<unknown> = Promise.resolve();

  /** One change after the other: each is made of what the one before left. */
  const commit = (change: (before: LedgerState) => LedgerState): Promise<void> => {
    const done = turn.then(async () => {
      const next = change(current);
      await options.state.put(stateKey, JSON.stringify(next));
      current = next;
    });
    turn = done.catch(() => {});
    return done;
  };

  /** After the database: a power cut between the two leaves the mark behind, which the next start mends. */
  const saveMark = async () => {
    const { serial, versions } = current;
    if (!mark || !isDurable() || serial <= (marked?.serial ?? 0)) return;
    try {
      await mark.write({ serial, versions });
      marked = { serial, versions };
    } catch (error) {
      onMarkFailed(error);
    }
  };

  const isOutOfDate = () => (marked?.serial ?? 0) > current.serial;

  return {
    async read() {
      const text = await options.state.get(stateKey);
      if (text !== undefined) current = parseLedger(text);
      marked = await mark?.read().catch((error: unknown) => {
        onMarkFailed(error);
        return undefined;
      });
      if (!isOutOfDate()) await saveMark();
    },
    isOutOfDate,
    async adopt(interrupt) {
      const { serial = 0, versions = {} } = marked ?? {};
      await commit((before) => {
        const entries: LedgerEntry[] = [];
        const owed = [...before.owed];
        for (const entry of before.entries) {
          const after = isSettled(entry) ? undefined : interrupt(entry);
          entries.push(after?.entry ?? entry);
          if (after) owed.push(after.report);
        }
        return {
          serial: Math.max(serial, before.serial) + 1,
          versions: newestOfBoth(before.versions, versions),
          entries,
          owed: owed.slice(-owedMax),
        };
      });
      await saveMark();
    },
    entries: () => current.entries,
    find: (id) => current.entries.find((entry) => entry.id === id),
    versionOf: (key) => current.versions[key] ?? 0,
    owed: () => current.owed,
    async note(entry, report, { newestOf } = {}) {
      await commit(({ versions, entries, owed, serial }) => ({
        serial: serial + 1,
        versions: newestOf === undefined ? versions : { ...versions, [newestOf]: entry.version },
        entries: newest(withEntry(entries, entry), options.keptMax()),
        owed: report ? [...owed, report].slice(-owedMax) : owed,
      }));
      await saveMark();
    },
    owe: (report) => commit((before) => ({ ...before, owed: [...before.owed, report].slice(-owedMax) })),
    settle(recordIds) {
      const settled = new Set(recordIds);
      return commit((before) => ({
        ...before,
        owed: before.owed.filter(({ recordId }) => !settled.has(recordId)),
      }));
    },
  };
}

function newestOfBoth(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const newest = { ...a };
  for (const [key, version] of Object.entries(b)) newest[key] = Math.max(newest[key] ?? 0, version);
  return newest;
}

function withEntry(entries: readonly LedgerEntry[], entry: LedgerEntry): LedgerEntry[] {
  const isKnown = entries.some(({ id }) => id === entry.id);
  return isKnown ? entries.map((other) => (other.id === entry.id ? entry : other)) : [...entries, entry];
}

export function isSettled({ state }: Pick<LedgerEntry, "state">): boolean {
  return state !== "received" && state !== "applying";
}

function newest(entries: readonly LedgerEntry[], keptMax: number): LedgerEntry[] {
  let excess = entries.filter(isSettled).length - keptMax;
  return entries.filter((entry) => {
    if (excess <= 0 || !isSettled(entry)) return true;
    excess -= 1;
    return false;
  });
}

function parseLedger(text: string): LedgerState {
  try {
    const value = JSON.parse(text) as Partial<LedgerState>;
    if (!Array.isArray(value.entries) || !Array.isArray(value.owed)) throw new Error("it has another form");
    const versions = value.versions ?? {};
    for (const [key, version] of Object.entries(versions)) {
      if (!Number.isSafeInteger(version)) throw new Error(`the version of ${key} is no number`);
    }
    const serial = Number.isSafeInteger(value.serial) ? (value.serial as number) : 0;
    return { versions, entries: value.entries, owed: value.owed, serial };
  } catch (error) {
    throw new LedgerUnreadableError(errorMessage(error), error);
  }
}
