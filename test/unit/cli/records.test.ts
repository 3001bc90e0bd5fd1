import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { silentLog } from "../../../src/core/log.ts";
import { createMetrics } from "../../../src/core/metrics.ts";
import type { IncidentQuery } from "../../../src/http/api.ts";
import { storeConfig } from "../../../src/store/config.ts";
import { createStoreService, type StoreService } from "../../../src/store/service.ts";
import { envelope } from "../../support/envelopes.ts";
import {
  cli,
  createFolder,
  evidence,
  type FakeDaemon,
  incident,
  noon,
  startFakeDaemon,
  type TestFolder,
} from "./support.ts";

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

const older = incident({
  id: "01KE6ZQ2C0AAAAAAAAAAAAAAA2",
  status: "closed",
  openedAt: noon - 86_400_000,
  closedAt: noon - 86_000_000,
  summary: "The gate was open.",
});

describe("edgewise incidents", () => {
  it("lists them oldest first, with the newest where the eye is", async () => {
    daemon = await startFakeDaemon({ incidents: async () => [incident(), older] });
    const { out } = await cli("incidents", "--url", daemon.url);
    expect(out.indexOf("The gate was open.")).toBeLessThan(out.indexOf("The pump pressure"));
    expect(out).toContain("over after 7 min");
  });

  it("asks the daemon for what is wanted", async () => {
    const queries: IncidentQuery[] = [];
    daemon = await startFakeDaemon({
      incidents: async (query) => {
        queries.push(query);
        return [];
      },
    });
    const { out } = await cli(
      ...["incidents", "--open", "--since", "2026-01-05T10:00:00Z", "-n", "3"],
      ...["--url", daemon.url],
    );
    expect(queries).toEqual([{ status: "open", from: noon - 7_200_000, countMax: 3 }]);
    expect(out).toBe("No open incidents.\n");
  });

  it("shows one with its evidence, found by the end of its id", async () => {
    daemon = await startFakeDaemon({
      incidents: async () => [
        incident({
          evidence: [
            evidence({ limit: 1, times: 3, recoveredAt: noon + 60_000 }),
            evidence({ type: "log", kind: "logNovel", name: "well log", example: "motor \u0007 stalled" }),
          ],
          evidenceOmitted: 2,
          acknowledged: { by: "hall panel", at: noon },
        }),
        older,
      ],
      similarIncidents: async () => [{ incident: { ...older, evidence: [evidence({})] }, likeness: 0.834 }],
    });
    const { code, out } = await cli("incidents", "aaa1", "--url", daemon.url);
    expect(code).toBe(0);
    expect(out).toContain(
      "pump pressure: unusual value; at 0.4 bar, limit 1 bar, usually 2 to 2.6 bar, 3 times",
    );
    expect(out).toContain('"motor  stalled"');
    expect(out).toContain("and 2 more that did not fit");
    expect(out).toContain("Seen by hall panel at 2026-01-05 12:00");
    expect(out).toContain("Similar earlier:");
    expect(out).toContain(
      "83% alike, over after 7 min: pump pressure (unusual value)  01KE6ZQ2C0AAAAAAAAAAAAAAA2",
    );
  });

  it.each([
    ["zzz", 'There is no incident "zzz".'],
    ["A", '2 incidents have an id that ends with "A".'],
  ])("does not guess which one is meant by %s", async (id, message) => {
    const twin = { ...older, id: "01KE6ZQ2C0AAAAAAAAAAAAAABA" };
    daemon = await startFakeDaemon({
      incidents: async () => [{ ...incident(), id: "01KE6ZQ2C0AAAAAAAAAAAAAAAA" }, twin],
    });
    const { code, json } = await cli("incidents", id, "--json", "--url", daemon.url);
    expect(code).toBe(1);
    expect(json()).toMatchObject({ error: { code: "http.incidentUnknown", message } });
  });

  it("answers 2 for a time nobody understands", async () => {
    daemon = await startFakeDaemon();
    const { code, err } = await cli("incidents", "--since", "soonish", "--url", daemon.url);
    expect(code).toBe(2);
    expect(err).toContain('"soonish" is no time');
  });

  it("reads the database of a daemon that is stopped, and says so", async () => {
    await leaveDatabase();
    const { code, out } = await cli("incidents", "-c", folder.config());
    expect(code).toBe(0);
    expect(out).toContain("The daemon does not run; this is what its database in");
    expect(out).toContain("2026-01-05 12:00  warning   open");
    const one = await cli("incidents", "AAA1", "--json", "-c", folder.config());
    expect(one.json()).toMatchObject({ id: incident().id, evidence: [{ name: "pump pressure" }] });
  });
});
