import { join } from "node:path";
import { openSqlite } from "../../../src/store/file/sqlite.ts";
import { payloadBytes, queuedRecord } from "./queued-records.ts";
import { writtenBytes } from "./written-bytes.ts";

/** As fast as better-sqlite3 writes the same records one row each: WAL, synchronous=FULL, `groupSize` in a transaction. */
const [directory = "", count = "0", groupSize = "1"] = process.argv.slice(2);
const db = openSqlite(join(directory, "bare.db"));
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`CREATE TABLE outbox (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stream TEXT NOT NULL, at REAL NOT NULL, clock TEXT NOT NULL, body TEXT NOT NULL)`);
const insert = db.prepare("INSERT INTO outbox (id, stream, at, clock, body) VALUES (?, ?, ?, ?, ?)");
const records = Array.from({ length: Number(count) }, (_, number) => queuedRecord(number));
const before = writtenBytes();
const beganMs = performance.now();
for (let from = 0; from < records.length; from += Number(groupSize)) {
  db.transaction(() => {
    for (const { id, stream, at, clock, body } of records.slice(from, from + Number(groupSize))) {
      insert.run(id, stream, at, clock, body);
    }
  })();
}
const seconds = (performance.now() - beganMs) / 1_000;
db.pragma("wal_checkpoint(TRUNCATE)");
const payload = records.reduce((sum, record) => sum + payloadBytes(record), 0);
db.close();
process.stdout.write(`done ${records.length / seconds} ${(writtenBytes() - before) / payload}\n`);
