import { describe, expect, it } from "vitest";
import { type ApiOptions, createApi } from "../../../src/app/api.ts";
import type { Daemon } from "../../../src/app/daemon.ts";
import { EdgewiseError } from "../../../src/core/errors.ts";
import { LoopProgress } from "../../../src/core/lifecycle.ts";
import type { Rollup } from "../../../src/domain/rollup.ts";
import { startCommands } from "../../support/commands-site.ts";
import { fewSentences } from "../../support/few-sentences.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { loadFrom } from "../config/config-folder.ts";
import { aSeries } from "./support.ts";

const twoSinks = `
http: {token: hunter2hunter2hunter2}
sync:
  sinks:
    - {type: http, name: cloud, classes: [log], url: "https://x", token: hunter2}
    - {type: mqttBridge, name: spare, classes: [log], url: "mqtt://y", isEnabled: false}
`;

/** An API over parts of which only what is given is there. */
function create(parts: Record<string, unknown> = {}, daemon: Partial<Daemon> = {}) {
  const clock = createVirtualClock();
  const { config } = loadFrom({ "edgewise.yaml": twoSinks });
  const series = [aSeries(0, { id: "farm/soil", name: "Soil moisture" }), aSeries(1, { id: "home/x:temp" })];
  const all = {
    store: { outbox: {}, incidents: {}, history: {} },
    sync: { figures: () => [] },
    anomaly: { openIncidents: () => [{}, {}] },
    ingest: {
      directory: {
        count: series.length,
        all: () => series,
        byId: (id: string) => series.find((one) => one.id === id),
        latest: ({ index }: { index: number }) => (index === 0 ? { at: 5, value: 41 } : undefined),
      },
    },
    commands: { entities: () => [{ id: "lamp" }] },
    bus: { url: "mqtt://127.0.0.1:1883" },
    inference: { status: () => ({ state: "off", restarts: 0, queued: 0, models: [] }) },
    ...parts,
  };
  const api = createApi({
    config: () => config,
    version: "1.2.3",
    startedAt: clock.now(),
    clock,
    clockTrust: { quality: () => "synced" },
    daemon: () => ({ state: "ready", health: () => ({}), loops: () => [], ...daemon }) as unknown as Daemon,
    parts: all as unknown as ApiOptions["parts"],
    reload: {
      current: () => config,
      run: async () => ({ isApplied: true, applied: ["a.b"], needsRestart: [], problems: [] }),
    },
  });
  return { api, clock };
}

describe("the API's view of the daemon", () => {
  it("counts its running time on though the wall clock is set", async () => {
    const { api, clock } = create();
    const startedAt = clock.now();
    clock.setWall(0);
    await clock.advance(5_000);
    expect(await api.status()).toMatchObject({
      version: "1.2.3",
      node: "home",
      state: "ready",
      at: 5_000,
      startedAt,
      uptimeMs: 5_000,
      clock: "synced",
      figures: { broker: "mqtt://127.0.0.1:1883", series: 2, openIncidents: 2, entities: 1 },
    });
  });

  it.each([
    ["starting", "starting", false],
    ["ready", "ready", true],
    ["stopping", "stopping", false],
    ["stopped", "stopping", false],
  ] as const)("calls a daemon that is %s %s", async (state, shown, isReady) => {
    const { api } = create({}, { state });
    expect((await api.status()).state).toBe(shown);
    expect(api.isReady()).toBe(isReady);
  });

  it("shows which loops are stuck", () => {
    let nowMs = 0;
    const loops = [
      new LoopProgress("drain", { monotonicMs: () => nowMs, ageMaxMs: 100 }),
      new LoopProgress("store", { monotonicMs: () => nowMs, ageMaxMs: 10_000 }),
    ];
    nowMs = 500;
    expect(create({}, { loops: () => loops }).api.loops()).toEqual([
      { loop: "drain", ageMs: 500, ageMaxMs: 100, isStuck: true },
      { loop: "store", ageMs: 500, ageMaxMs: 10_000, isStuck: false },
    ]);
  });

  it("shows the configuration without its secrets", () => {
    const shown = JSON.stringify(create().api.configSummary());
    expect(shown).toContain('"cloud"');
    expect(shown).not.toContain("hunter2");
  });

  it("hands a reload's answer on", async () => {
    expect(await create().api.reload()).toMatchObject({ applied: ["a.b"] });
  });
});

describe("the API's view of the queue", () => {
  const outbox = {
    counts: async () => ({ records: 3 }),
    peek: async (countMax: number) => Array.from({ length: countMax }, (_, number) => ({ id: `${number}` })),
    deadLetters: async () => [],
  };
  const store = { outbox, incidents: {}, history: {} };

  it("shows every sink of the configuration, one that is switched off too", async () => {
    const figures = [
      {
        name: "cloud",
        connectivity: { state: "offline", sinceAt: 7 },
        lastSuccessAt: 6,
        nextAttemptAt: 9,
        lastError: "no route",
        needsPerson: false,
        sent: 12,
        rejected: 1,
      },
    ];
    const { api } = create({ store, sync: { figures: () => figures } });
    const { counts, records, sinks } = await api.queue({ countMax: 2 });
    expect(counts).toEqual({ records: 3 });
    expect(records).toHaveLength(2);
    expect(sinks).toEqual([
      {
        name: "cloud",
        type: "http",
        state: "offline",
        sinceAt: 7,
        lastSuccessAt: 6,
        nextAttemptAt: 9,
        lastError: "no route",
        needsPerson: false,
        sent: 12,
        rejected: 1,
      },
      expect.objectContaining({ name: "spare", type: "mqttBridge", state: "off", sent: 0, rejected: 0 }),
    ]);
  });

  it("does not hide that the store cannot be asked", async () => {
    const broken = {
      ...outbox,
      peek: () => Promise.reject(new EdgewiseError("store.unavailable", "not open")),
    };
    const { api } = create({ store: { ...store, outbox: broken } });
    await expect(api.queue({ countMax: 1 })).rejects.toMatchObject({ code: "store.unavailable" });
  });
});

describe("the API's view of series", () => {
  it("finds them by id or name in any case, page by page, with what was last measured", async () => {
    const { api } = create();
    expect(await api.series({ text: "SOIL", offset: 0, countMax: 10 })).toMatchObject({
      total: 1,
      series: [{ series: { id: "farm/soil" }, latest: { at: 5, value: 41 } }],
    });
    const page = await api.series({ text: "", offset: 1, countMax: 1 });
    expect(page.total).toBe(2);
    expect(page.series.map(({ series }) => series.id)).toEqual(["home/x:temp"]);
    expect((await api.series({ text: "", offset: 5, countMax: 1 })).series).toEqual([]);
  });

  it("tells a series without history from one that does not exist, and knows those of before the restart", async () => {
    const rollup = { start: 0 } as Rollup;
    const history = { rollups: async (id: string) => (id === "old" ? [rollup] : []) };
    const { api } = create({ store: { outbox: {}, incidents: {}, history } });
    const query = { width: "minute", from: 0, to: 1 } as const;
    expect(await api.history({ ...query, id: "farm/soil" })).toEqual([]);
    expect(await api.history({ ...query, id: "old" })).toEqual([rollup]);
    expect(await api.history({ ...query, id: "never" })).toBeUndefined();
  });
});

describe("an entity given to the API", () => {
  async function withCommands() {
    const { service } = await startCommands({
      site: {
        areas: [{ name: "Living room", aliases: ["lounge"] }],
        entities: [{ name: "Lamp", kind: "light", area: "Kitchen", topic: "z/kitchen" }],
      },
      sentences: [fewSentences],
    } as unknown as Parameters<typeof startCommands>[0]);
    return { service, api: create({ commands: service }).api };
  }

  it("is answered as it is in use, though another has its name, and its area was called by another name", async () => {
    const { api } = await withCommands();
    const added = await api.upsertEntity({
      name: " Lamp ",
      kind: "light",
      area: "lounge",
      topic: "z/lounge",
    });
    expect(added).toMatchObject({ ok: true, value: { name: "Lamp", area: "Living room" } });
  });

  it("replaces the one of the same id", async () => {
    const { api, service } = await withCommands();
    const [lamp] = service.entities();
    const replaced = await api.upsertEntity({
      id: lamp?.id,
      name: "Ceiling lamp",
      kind: "light",
      topic: "z/k",
    });
    expect(replaced).toMatchObject({ ok: true, value: { id: lamp?.id, name: "Ceiling lamp" } });
    expect(service.entities()).toHaveLength(1);
  });

  it("is refused with what is wrong, and changes nothing", async () => {
    const { api, service } = await withCommands();
    const refused = await api.upsertEntity({ name: "Fan", kind: "helicopter" });
    expect(refused).toMatchObject({ ok: false });
    expect(JSON.stringify(refused)).toContain("kind");
    expect(service.entities()).toHaveLength(1);
  });

  it("lets a bug through instead of calling it the caller's mistake", async () => {
    const commands = {
      upsertEntities() {
        throw new TypeError("a bug");
      },
    };
    await expect(create({ commands }).api.upsertEntity({})).rejects.toThrow("a bug");
  });
});
