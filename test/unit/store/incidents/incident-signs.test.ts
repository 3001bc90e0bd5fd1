import BetterSqlite from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import { fillIncidentSigns } from "../../../../src/store/incidents/incident-signs.ts";

const db = new BetterSqlite(":memory:");
db.exec(`
  CREATE TABLE incident (id TEXT PRIMARY KEY, opened_at REAL NOT NULL, body TEXT NOT NULL);
  CREATE TABLE incident_sign (sign TEXT NOT NULL, opened_at REAL NOT NULL, incident TEXT NOT NULL,
    PRIMARY KEY (sign, opened_at, incident)) WITHOUT ROWID`);
afterEach(() => {
  db.exec("DELETE FROM incident; DELETE FROM incident_sign");
});

function signsOfBodies(...bodies: string[]): unknown[] {
  const insert = db.prepare("INSERT INTO incident VALUES (?, 1, ?)");
  for (const [index, body] of bodies.entries()) insert.run(String(index), body);
  db.exec(fillIncidentSigns);
  return db.prepare("SELECT sign FROM incident_sign ORDER BY sign").pluck().all();
}

const line = { subjectId: "press/vibration", place: { device: "press-1" } };

describe("the signs of stored incidents", () => {
  it("are their subjects and devices", () => {
    expect(signsOfBodies(JSON.stringify({ evidence: [line, { ...line, place: {} }] }))).toEqual([
      "device press-1",
      "subject press/vibration",
    ]);
  });

  it.each([
    ["not JSON"],
    ["[]"],
    ['"text"'],
    [JSON.stringify({})],
    [JSON.stringify({ evidence: null })],
    [JSON.stringify({ evidence: "text" })],
    [JSON.stringify({ evidence: ["text", 5, null, true, ["a"], {}, { place: null }, { place: "hall" }] })],
  ])("are none of a body of another shape, and those of the others are made: %s", (body) => {
    expect(signsOfBodies(body, JSON.stringify({ evidence: ["text", line] }))).toEqual([
      "device press-1",
      "subject press/vibration",
    ]);
  });
});
