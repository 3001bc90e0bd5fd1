import type { Database } from "better-sqlite3";
import type { Incident } from "../domain/incident.ts";
import type { IncidentLog } from "../domain/ports.ts";
import { StoreTooLargeError } from "./errors.ts";
import type { Notice } from "./events.ts";

/** An incident holds at most some dozens of evidence lines; more than this is a mistake. */
const bodyBytesMax = 1024 * 1024;
/** Deleted per trim, so that it never holds up an append. */
const trimRowsMax = 200;

/** Incidents as JSON, found by time and status. At most `countMax()`: the oldest closed ones go first. */
export function createIncidentTable(db: Database, options: { countMax(): number; notices: Notice[] }) {
  const { countMax, notices } = options;
  const insert = db.prepare(
    `INSERT INTO incident (id, status, opened_at, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET status = excluded.status, opened_at = excluded.opened_at, body = excluded.body`,
  );
  const byId = db.prepare<[string], string>("SELECT body FROM incident WHERE id = ?").pluck();
  const ofAny = db
    .prepare<[number, number, number], string>(
      "SELECT body FROM incident WHERE opened_at >= ? AND opened_at < ? ORDER BY opened_at DESC, id DESC LIMIT ?",
    )
    .pluck();
  const ofStatus = db
    .prepare<[string, number, number, number], string>(
      `SELECT body FROM incident WHERE status = ? AND opened_at >= ? AND opened_at < ?
       ORDER BY opened_at DESC, id DESC LIMIT ?`,
    )
    .pluck();
  const countAll = db.prepare<[], number>("SELECT count(*) FROM incident").pluck();
  // "closed" sorts before "open".
  const deleteOldest = db.prepare(
    "DELETE FROM incident WHERE id IN (SELECT id FROM incident ORDER BY status, opened_at LIMIT ?)",
  );

  function save(incident: Incident): void {
    const body = JSON.stringify(incident);
    if (body.length > bodyBytesMax) {
      throw new StoreTooLargeError(
        `incident ${incident.id} has ${body.length} characters, at most ${bodyBytesMax} are kept`,
      );
    }
    insert.run(incident.id, incident.status, incident.openedAt, body);
  }

  function get(id: string): Incident | undefined {
    const body = byId.get(id);
    return body === undefined ? undefined : (JSON.parse(body) as Incident);
  }

  function list(query: Parameters<IncidentLog["list"]>[0]): Incident[] {
    const from = query.from ?? Number.NEGATIVE_INFINITY;
    const to = query.to ?? Number.POSITIVE_INFINITY;
    const bodies = query.status
      ? ofStatus.all(query.status, from, to, query.countMax)
      : ofAny.all(from, to, query.countMax);
    return bodies.map((body) => JSON.parse(body) as Incident);
  }

  function trim(): void {
    const excess = Math.min((countAll.get() ?? 0) - countMax(), trimRowsMax);
    if (excess <= 0) return;
    deleteOldest.run(excess);
    notices.push({ event: "historyTrimmed", fields: { what: "incidents", reason: "count" }, count: excess });
  }

  return { save, get, list, trim };
}
