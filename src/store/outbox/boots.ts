import type { Database } from "better-sqlite3";
import type { Envelope } from "../../domain/envelope.ts";
import type { EngineTime } from "../engine/time.ts";
import type { AppendStamp, BlockHead } from "./block-table.ts";

/**
 * Boots of the machine, and by them when a block was appended. Limits and invariants:
 * 1. Within one boot the monotonic clock tells how old a block is, whatever the wall clock says.
 * 2. `origin`, the wall time at which a boot's monotonic clock stood at 0, is noted once, when the wall clock is first
 *    trusted during the boot. It dates all blocks of the boot.
 * 3. A boot that ended without a trusted clock ended before the origin of the next one that has one (`ended_by`): its
 *    blocks are taken for that old. They are older, so nothing is given up too early.
 * 4. `bootsMax` boots are remembered.
 * 5. A record keeps the times it was made with; they are put right whenever it is read, so nothing is written again.
 */

const bootsMax = 1000;

interface Boot {
  number: number;
  name: string;
  origin: number | null;
  ended_by: number | null;
}

export type Boots = ReturnType<typeof createBoots>;

/** `name` tells this boot from all others. */
export function createBoots(db: Database, name: string) {
  let boots = new Map<number, Boot>();
  let current: Boot | undefined;
  const selectAll = db.prepare<[], Boot>("SELECT number, name, origin, ended_by FROM boot");
  const insert = db.prepare<[string, number | null], Boot>(
    "INSERT INTO boot (name, origin) VALUES (?, ?) RETURNING number, name, origin, ended_by",
  );
  const forgetOld = db.prepare("DELETE FROM boot WHERE number <= ?");
  const setOrigin = db.prepare("UPDATE boot SET origin = ? WHERE number = ?");
  const setEnd = db.prepare(
    "UPDATE boot SET ended_by = ? WHERE origin IS NULL AND ended_by IS NULL AND number < ?",
  );

  function reload(): void {
    boots = new Map(selectAll.all().map((boot) => [boot.number, boot]));
    current = [...boots.values()].find((boot) => boot.name === name);
  }

  /** Needs a transaction: the first record of a boot makes its row. */
  function ensureCurrent(time: EngineTime): Boot {
    if (current) return current;
    const origin = time.isTrusted ? time.now - time.monotonicMs : null;
    const { number } = insert.get(name, origin) as Boot;
    forgetOld.run(number - bootsMax);
    if (origin !== null) setEnd.run(origin, number);
    reload();
    if (!current) throw new Error("the boot that was just noted is not there");
    return current;
  }

  /** For what is appended now; needs a transaction. */
  function stamp(time: EngineTime): AppendStamp {
    const { number } = ensureCurrent(time);
    return { boot: number, monotonicMs: time.monotonicMs, appendedAt: time.isTrusted ? time.now : null };
  }

  /** Notes when this boot began, once that can be known; needs a transaction. True when it is news. */
  function noteTrust(time: EngineTime): boolean {
    if (!time.isTrusted) return false;
    const isNews = [...boots.values()].some((boot) => boot.origin === null && boot.ended_by === null);
    if (!isNews) return false;
    const { number, origin } = ensureCurrent(time);
    if (origin !== null) return true;
    const began = time.now - time.monotonicMs;
    setOrigin.run(began, number);
    setEnd.run(began, number);
    reload();
    return true;
  }

  /** Wall time of the append, as well as it is known. */
  function appendedAt({ appendedAt, boot, monotonicMs }: AppendStamp): number | undefined {
    if (appendedAt !== null) return appendedAt;
    const known = boots.get(boot);
    if (!known) return undefined;
    return known.origin === null ? (known.ended_by ?? undefined) : known.origin + monotonicMs;
  }

  /** Wall time at which the boot's monotonic clock stood at 0. */
  function originOf(boot: number): number | undefined {
    return boots.get(boot)?.origin ?? undefined;
  }

  /**
   * A record that was made before the clock could be trusted, put right once it can: `at`, `clock`, and both in the body.
   * Needs to know when its boot began; any other record stays as it is.
   */
  function correct(record: Envelope, { boot }: AppendStamp): Envelope & { correctedByMs?: number } {
    const origin = originOf(boot);
    if (record.clock === "synced" || record.monotonicMs === undefined || origin === undefined) return record;
    const at = Math.round(origin + record.monotonicMs);
    const correctedByMs = at - record.at;
    return { ...record, at, clock: "synced", correctedByMs, body: correctBody(record.body, correctedByMs) };
  }

  /** How long ago the block was appended; undefined while that cannot be known. */
  function ageMs(head: BlockHead, time: EngineTime): number | undefined {
    if (head.boot === current?.number) return time.monotonicMs - head.monotonicMs;
    const at = appendedAt(head);
    return time.isTrusted && at !== undefined ? time.now - at : undefined;
  }

  reload();
  return {
    reload,
    stamp,
    noteTrust,
    appendedAt,
    ageMs,
    correct,
  };
}

/** The body with its own `at` moved on; one that is no JSON object with such a time stays as it is. */
function correctBody(body: string, byMs: number): string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return body;
  }
  if (typeof value !== "object" || value === null || !("at" in value)) return body;
  const { at } = value;
  const before = typeof at === "number" ? at : typeof at === "string" ? Date.parse(at) : Number.NaN;
  const corrected = before + byMs;
  if (!(Math.abs(corrected) <= 8.64e15)) return body;
  const clock = "clock" in value ? { clock: "synced" } : {};
  return JSON.stringify({
    ...value,
    at: typeof at === "number" ? corrected : new Date(corrected).toISOString(),
    ...clock,
  });
}
