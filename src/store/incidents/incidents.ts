import type { Database } from "better-sqlite3";
import type { Incident } from "../../domain/incident.ts";
import { alikeMin, likenessOf, type SimilarIncident, signsOf } from "../../domain/incident-likeness.ts";
import type { IncidentLog } from "../../domain/ports.ts";
import { StoreTooLargeError } from "../errors.ts";
import type { Notice } from "../events.ts";

/** An incident holds at most some dozens of evidence lines; more than this is a mistake. */
const bodyBytesMax = 1024 * 1024;
/** Deleted per trim, so that it never holds up an append. */
const trimRowsMax = 200;
/** For each sign the newest incidents that have it, and of all these the ones that share most, which are compared. */
const perSignMax = 200;
const comparedMax = 100;

/** Incidents as JSON, found by time, by status and by what they are like. At most `countMax()`: the oldest closed ones go first. */
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
  const oldest = db.prepare<[number], { id: string; body: string; isReadable: number }>(
    "SELECT id, body, json_valid(body) AS isReadable FROM incident ORDER BY status, opened_at LIMIT ?",
  );
  const deleteOne = db.prepare<[string]>("DELETE FROM incident WHERE id = ?");
  const insertSign = db.prepare(
    "INSERT OR IGNORE INTO incident_sign (sign, opened_at, incident) VALUES (?, ?, ?)",
  );
  const deleteSign = db.prepare(
    "DELETE FROM incident_sign WHERE sign = ? AND opened_at = ? AND incident = ?",
  );
  const earlierWithSign = db
    .prepare<[string, number, number], string>(
      "SELECT incident FROM incident_sign WHERE sign = ? AND opened_at < ? ORDER BY opened_at DESC LIMIT ?",
    )
    .pluck();

  function save(incident: Incident): void {
    const body = JSON.stringify(incident);
    if (body.length > bodyBytesMax) {
      throw new StoreTooLargeError(
        `incident ${incident.id} has ${body.length} characters, at most ${bodyBytesMax} are kept`,
      );
    }
    const before = get(incident.id);
    const isMoved = before !== undefined && before.openedAt !== incident.openedAt;
    const signs = new Set(signsOf(incident));
    if (before) removeSigns(before, (sign) => isMoved || !signs.has(sign));
    insert.run(incident.id, incident.status, incident.openedAt, body);
    for (const sign of signs) insertSign.run(sign, incident.openedAt, incident.id);
  }

  function removeSigns(incident: Incident, isGone: (sign: string) => boolean = () => true): void {
    for (const sign of signsOf(incident))
      if (isGone(sign)) deleteSign.run(sign, incident.openedAt, incident.id);
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

  function similar(incident: Incident, similarMax: number): SimilarIncident[] {
    const shared = new Map<string, number>();
    for (const sign of signsOf(incident)) {
      const found = earlierWithSign.all(sign, incident.openedAt, perSignMax);
      // What few have says more than what all have.
      for (const id of found) shared.set(id, (shared.get(id) ?? 0) + 1 / found.length);
    }
    shared.delete(incident.id);
    return [...shared]
      .sort(([, left], [, right]) => right - left)
      .slice(0, comparedMax)
      .flatMap(([id]) => {
        const other = get(id);
        return other ? [{ incident: other, likeness: likenessOf(incident, other) }] : [];
      })
      .filter(({ likeness }) => likeness >= alikeMin)
      .sort((a, b) => b.likeness - a.likeness || b.incident.openedAt - a.incident.openedAt)
      .slice(0, similarMax);
  }

  function trim(): void {
    const excess = Math.min((countAll.get() ?? 0) - countMax(), trimRowsMax);
    if (excess <= 0) return;
    for (const { id, body, isReadable } of oldest.all(excess)) {
      // Signs that lead nowhere do no harm: whoever follows them finds nothing.
      if (isReadable === 1) removeSigns(JSON.parse(body) as Incident);
      deleteOne.run(id);
    }
    notices.push({ event: "historyTrimmed", fields: { what: "incidents", reason: "count" }, count: excess });
  }

  return { save, get, list, similar, trim };
}
