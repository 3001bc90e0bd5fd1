import type { Database } from "better-sqlite3";
import { StoreTooLargeError } from "./errors.ts";

const keyCharactersMax = 512;
const valueCharactersMax = 8 * 1024 * 1024;
/** Keys are made by parts, not by what comes in; more than this is a leak. */
const keysCountMax = 10_000;

/** Small durable values. Limits: the length of keys and values and the number of keys. */
export function createStateTable(db: Database) {
  const select = db.prepare<[string], string>("SELECT value FROM state WHERE key = ?").pluck();
  const insert = db.prepare(
    "INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  const countAll = db.prepare<[], number>("SELECT count(*) FROM state").pluck();

  function put(key: string, value: string): void {
    if (key.length > keyCharactersMax || value.length > valueCharactersMax) {
      throw new StoreTooLargeError(
        `the state "${key.slice(0, 80)}" has a key of ${key.length} and a value of ${value.length} characters, at most ${keyCharactersMax} and ${valueCharactersMax} are kept`,
      );
    }
    if (select.get(key) === undefined && (countAll.get() ?? 0) >= keysCountMax) {
      throw new StoreTooLargeError(`the state "${key}" would be more than the ${keysCountMax} that are kept`);
    }
    insert.run(key, value);
  }

  return { get: (key: string) => select.get(key), put };
}
