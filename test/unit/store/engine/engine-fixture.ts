import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import { onTestFinished } from "vitest";
import type { Envelope, RecordClass } from "../../../../src/domain/envelope.ts";
import { type StoreConfig, storeConfig } from "../../../../src/store/config.ts";
import type { SeriesDescription, StoreMethod, StoreMethods } from "../../../../src/store/engine/calls.ts";
import { createStoreEngine, type StoreEngine } from "../../../../src/store/engine/engine.ts";
import type { EngineTime } from "../../../../src/store/engine/time.ts";
import { fromPlainError } from "../../../../src/store/errors.ts";
import type { Notice } from "../../../../src/store/events.ts";
import { openSqlite } from "../../../../src/store/file/sqlite.ts";

/** A data directory that goes away with the test. */
export function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "edgewise-store-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export interface TestEngine {
  directory: string;
  time: EngineTime;
  engine: StoreEngine;
  notices: Notice[];
  /** Does one call; throws its error. */
  call<M extends StoreMethod>(method: M, ...args: Parameters<StoreMethods[M]>): ReturnType<StoreMethods[M]>;
  describe(...series: SeriesDescription[]): void;
  add(...samples: [slot: number, at: number, value: number][]): void;
  /** Moves all clocks on and does the periodic work once. */
  pass(ms: number): void;
  /** Closes cleanly and opens again. */
  restart(config?: Partial<StoreConfig>): void;
  /** As `crash`, after the power came back: the monotonic clock begins anew. */
  reboot(): void;
  /** Opens again after the process died: what was only in memory is gone. `config` changes what it is opened with. */
  crash(config?: Partial<StoreConfig>): void;
  close(): void;
}

/** An engine on a real file, in this thread, with time in the test's hand. */
export function createTestEngine(
  options: {
    directory?: string;
    config?: Partial<StoreConfig>;
    now?: number;
    commit?: (db: Database) => void;
  } = {},
): TestEngine {
  const directory = options.directory ?? makeDirectory();
  let config = { ...storeConfig.parse({}), ...options.config };
  const time: EngineTime = {
    now: options.now ?? Date.UTC(2026, 0, 5, 12),
    monotonicMs: 0,
    isTrusted: true,
  };
  const notices: Notice[] = [];
  let boots = 1;
  const open = () =>
    createStoreEngine({
      directory,
      config,
      time: { ...time },
      pid: process.pid,
      bootId: `boot ${boots}`,
      stopwatchMs: () => 0,
      ...(options.commit ? { commit: options.commit } : {}),
    });
  const described: SeriesDescription[] = [];

  const test: TestEngine = {
    directory,
    time,
    notices,
    engine: open(),
    call(method, ...args) {
      const [result] = test.engine.execute([{ method, args }], { ...time });
      collect();
      if (!result?.ok) throw fromPlainError(result?.error ?? { code: "bug", message: "no result" });
      return result.value as never;
    },
    describe(...series) {
      described.push(...series);
      test.engine.describeSeries(series);
    },
    add(...samples) {
      test.engine.addSamples(Float64Array.from(samples.flat()), { ...time });
    },
    pass(ms) {
      time.now += ms;
      time.monotonicMs += ms;
      test.engine.tick({ ...time });
      collect();
    },
    restart(changed = {}) {
      config = { ...config, ...changed };
      test.engine.close({ ...time });
      collect();
      reopen();
    },
    crash(changed = {}) {
      config = { ...config, ...changed };
      test.engine.abandon();
      reopen();
    },
    reboot() {
      test.engine.abandon();
      boots += 1;
      time.monotonicMs = 0;
      reopen();
    },
    close() {
      test.engine.close({ ...time });
      collect();
    },
  };

  function collect(): void {
    notices.push(...test.engine.takeReport({ withFigures: false }).notices);
  }

  function reopen(): void {
    test.engine = open();
    test.engine.describeSeries(described);
    collect();
  }

  collect();
  onTestFinished(() => test.engine.abandon());
  return test;
}

let made = 0;

export function record(fields: Partial<Envelope> & { class?: RecordClass } = {}): Envelope {
  made += 1;
  const id = `record-${String(made).padStart(8, "0")}`;
  return { id, class: "command", stream: "s", at: 1, clock: "synced", body: "{}", ...fields };
}

/** Text that deflates to three quarters at best; the same each time. */
export function noise(length: number): string {
  const chunks: Buffer[] = [];
  for (let at = 0; at * 42 < length; at += 1) chunks.push(createHash("sha256").update(`${at}`).digest());
  return Buffer.concat(chunks).toString("base64").slice(0, length);
}

export const everything = { countMax: 10_000, bytesMax: 1e9 };

/** What SQLite throws, rolling the transaction back as it does. */
export function sqliteError(db: Database, code: string): Error {
  db.exec("ROLLBACK");
  const error = errorOfSqlite();
  return Object.assign(error, { code, message: "disk I/O error" });
}

function errorOfSqlite(): Error {
  const db = openSqlite(":memory:");
  try {
    db.exec("nonsense");
  } catch (error) {
    return error as Error;
  } finally {
    db.close();
  }
  throw new Error("SQLite took nonsense");
}
