import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { silentLog } from "../../../src/core/log.ts";
import { createMetrics } from "../../../src/core/metrics.ts";
import { storeConfig } from "../../../src/store/config.ts";
import { createStoreService, type StoreService } from "../../../src/store/service.ts";
import { envelope } from "../../support/envelopes.ts";
import { cli, createFolder, type FakeDaemon, incident, startFakeDaemon, type TestFolder } from "./support.ts";

let folder: TestFolder;
let daemon: FakeDaemon | undefined;
beforeEach(() => {
  folder = createFolder();
});
afterEach(async () => {
  await daemon?.stop();
  daemon = undefined;
  folder.remove();
});

const deadline = { remainingMs: () => 5_000, signal: new AbortController().signal };

async function openStore(): Promise<StoreService> {
  const store = createStoreService({
    config: storeConfig.parse({}),
    directory: join(folder.path, "data"),
    observability: { clock: systemClock, log: silentLog, metrics: createMetrics() },
    random: () => 0,
    thread: "inline",
  });
  await store.start(new AbortController().signal);
  return store;
}

/** What a daemon left behind: an incident, two records that wait, one that was refused. */
async function leaveDatabase(): Promise<void> {
  const store = await openStore();
  await store.incidents.save(incident());
  await store.outbox.registerSinks([{ name: "cloud", classes: ["incident"] }]);
  await store.outbox.append([envelope(1), envelope(2), envelope(3)]);
  await store.outbox.claim("cloud", { countMax: 1, bytesMax: 1_000 });
  await store.outbox.settle("cloud", [
    { id: envelope(1).id, delivery: { status: "rejected", reason: "no such device" } },
  ]);
  await store.stop(deadline);
}

describe("edgewise queue", () => {
  it("reads the database of a daemon that is stopped", async () => {
    await leaveDatabase();
    const { out } = await cli("queue", "-c", folder.config());
    expect(out).toContain("2 records");
    expect(out).toContain("Refused by the far side for good: 1 record;");
    const peek = await cli("queue", "peek", "--json", "-c", folder.config());
    expect(peek.json()).toMatchObject({
      source: "database",
      counts: { records: 2, byClass: { incident: 2 } },
      records: [{ id: envelope(2).id, body: { number: 2 } }, { id: envelope(3).id }],
    });
    const dead = await cli("queue", "dead", "-c", folder.config());
    expect(dead.out).toContain("refused by cloud: no such device");
  });

  it("queues refused records again", async () => {
    await leaveDatabase();
    const { code, out } = await cli("queue", "requeue", "-c", folder.config());
    expect(code).toBe(0);
    expect(out).toContain("The daemon does not run");
    expect(out).toContain("1 record will be sent again when the daemon starts.");
    const after = await cli("queue", "--json", "-c", folder.config());
    expect(after.json()).toMatchObject({ counts: { records: 3, deadLetters: 0 } });
    const again = await cli("queue", "requeue", "--json", "-c", folder.config());
    expect(again.json()).toEqual({ requeued: 0 });
  });

  it("queues refused records again through a running daemon, by number", async () => {
    const asked: unknown[] = [];
    daemon = await startFakeDaemon({
      requeue: async (numbers) => {
        asked.push(numbers);
        return 2;
      },
    });
    const { out } = await cli("queue", "requeue", "3", "5", "--url", daemon.url);
    expect(asked).toEqual([[3, 5]]);
    expect(out).toBe("2 records are sent again.\n");
  });

  it("forgets refused records only when it is said which", async () => {
    await leaveDatabase();
    const unsaid = await cli("queue", "discard", "-c", folder.config());
    expect(unsaid.code).toBe(2);
    expect(unsaid.err).toContain("--all");
    const said = await cli("queue", "discard", "--all", "--json", "-c", folder.config());
    expect(said.json()).toEqual({ discarded: 1 });
  });

  it("exports what waits and imports it elsewhere, each record once", async () => {
    await leaveDatabase();
    const file = join(folder.path, "queue.jsonl");
    const exported = await cli("queue", "export", file, "--json", "-c", folder.config());
    expect(exported.json()).toEqual({ records: 2, file });
    const lines = readFileSync(file, "utf8").trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { id: envelope(2).id, class: "incident", body: { number: 2 } },
      { id: envelope(3).id },
    ]);
    const again = await cli("queue", "import", file, "--json", "-c", folder.config());
    expect(again.json()).toEqual({ queued: 0, repeated: 2, unwanted: 0 });
    const purged = await cli(
      "queue",
      "purge",
      "--class",
      "incident",
      "--yes",
      "--json",
      "-c",
      folder.config(),
    );
    expect(purged.json()).toEqual({ purged: 2 });
    const back = await cli("queue", "import", file, "-c", folder.config());
    expect(back.out).toContain("2 records queued.");
    await cli("queue", "purge", "--all", "--yes", "-c", folder.config());
    const twice = await cli("queue", "import", file, "-c", folder.config());
    expect(twice.out).toContain("0 records queued; 2 were queued or imported before");
    const onPurpose = await cli("queue", "import", file, "--again", "-c", folder.config());
    expect(onPurpose.out).toContain("2 records queued.");
  });

  it("imports nothing of a file with a bad line, and says which line it is", async () => {
    await leaveDatabase();
    const file = join(folder.path, "queue.jsonl");
    await cli("queue", "export", file, "-c", folder.config());
    appendFileSync(file, '{"id":"x"}\n');
    const { code, err } = await cli("queue", "import", file, "-c", folder.config());
    expect(code).toBe(1);
    expect(err).toContain(`${file}, line 3: no record (class:`);
    const missing = await cli("queue", "import", join(folder.path, "none"), "-c", folder.config());
    expect(missing.err).toContain("The records cannot be read");
  });

  it("imports no more at a time than the daemon takes in one request", async () => {
    const file = join(folder.path, "queue.jsonl");
    const record = (number: number) => ({
      ...envelope(number),
      at: "2026-01-05T12:00:00.000Z",
      body: { text: "x".repeat(12_000) },
    });
    writeFileSync(file, Array.from({ length: 7 }, (_, at) => `${JSON.stringify(record(at + 1))}\n`).join(""));
    const pages: number[] = [];
    daemon = await startFakeDaemon({
      importRecords: async (records) => {
        pages.push(records.length);
        return { queued: records.length, repeated: 0, unwanted: 0 };
      },
    });
    const { json } = await cli("queue", "import", file, "--json", "--url", daemon.url);
    expect(json()).toEqual({ queued: 7, repeated: 0, unwanted: 0 });
    expect(pages).toEqual([2, 2, 2, 1]);
  });

  it("leaves no half file behind when it cannot be written", async () => {
    await leaveDatabase();
    const { code, err } = await cli("queue", "export", join(folder.path, "no", "f"), "-c", folder.config());
    expect(code).toBe(1);
    expect(err).toContain("nothing was taken from the queue");
  });

  it("tells how many records a purge would give up before it does it", async () => {
    await leaveDatabase();
    const unsaid = await cli("queue", "purge", "-c", folder.config());
    expect(unsaid.code).toBe(2);
    const asked = await cli("queue", "purge", "--all", "-c", folder.config());
    expect(asked.out).toContain("2 records would be given up; nothing was done.");
    const later = await cli("queue", "--json", "-c", folder.config());
    expect(later.json()).toMatchObject({ counts: { records: 2 } });
  });

  it("drains until nothing is left for the sinks that were woken", async () => {
    let left = 2;
    daemon = await startFakeDaemon({
      drainNow: () => ["cloud"],
      queue: async () => {
        const counts = {
          records: left,
          bytes: 0,
          byClass: {},
          oldestAt: undefined,
          deadLetters: 0,
          dropped: {},
        };
        const view = {
          counts: { ...counts, bySink: { cloud: { records: left, oldestAt: undefined } } },
          sinks: [],
          records: [],
          deadLetters: [],
        };
        left = Math.max(0, left - 1);
        return view;
      },
    });
    const { code, out } = await cli("queue", "drain", "--url", daemon.url);
    expect([code, out]).toEqual([0, "Everything was sent to cloud.\n"]);
    const stopped = await cli("queue", "drain", "-c", folder.config());
    expect(stopped.err).toContain("no daemon runs");
  });

  it("leaves a database alone that a daemon holds", async () => {
    await leaveDatabase();
    const holder = await openStore();
    const { code, json } = await cli("queue", "--json", "-c", folder.config());
    await holder.stop(deadline);
    expect(code).toBe(1);
    expect(json()).toMatchObject({
      error: { code: "cli.databaseInUse", message: expect.stringContaining(`process ${process.pid}`) },
    });
  });

  it("never makes a database where there is none", async () => {
    const { code, json } = await cli("queue", "--json", "-c", folder.config());
    expect(code).toBe(1);
    expect(json()).toMatchObject({ error: { code: "cli.noDatabase" } });
    expect(existsSync(join(folder.path, "data"))).toBe(false);
  });

  it("does not read this machine's database for a daemon elsewhere", async () => {
    await leaveDatabase();
    const { code, json } = await cli("queue", "--json", "-c", folder.config(), "--url", "http://127.0.0.1:1");
    expect(code).toBe(1);
    expect(json()).toMatchObject({ error: { code: "cli.daemonUnreachable" } });
  });

  it("asks the daemon for no more than is shown", async () => {
    const counts: number[] = [];
    daemon = await startFakeDaemon({
      queue: async ({ countMax }) => {
        counts.push(countMax);
        return {
          counts: { records: 0, bytes: 0, byClass: {}, oldestAt: undefined, deadLetters: 0, dropped: {} },
          sinks: [],
          records: [],
          deadLetters: [],
        };
      },
    });
    const { out } = await cli("queue", "--url", daemon.url);
    await cli("queue", "peek", "-n", "7", "--url", daemon.url);
    expect(counts).toEqual([0, 7]);
    expect(out).toContain("Nothing waits to be sent (no sink is configured: nothing is sent anywhere).");
  });
});
