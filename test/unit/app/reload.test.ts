import { describe, expect, it } from "vitest";
import { createReload } from "../../../src/app/reload.ts";
import { readSentenceSources } from "../../../src/app/sentences.ts";
import type { EdgewiseConfig } from "../../../src/config/schema.ts";
import { folderWith, loadFrom } from "../config/config-folder.ts";
import { createWorld } from "./support.ts";

type Section = keyof EdgewiseConfig;
const sections = ["commands", "ingest", "anomaly", "summaries", "http", "store", "sync", "system"] as const;

function create(yaml = "") {
  const world = createWorld();
  const loaded = loadFrom({ "edgewise.yaml": yaml });
  let next: () => ReturnType<typeof loadFrom> = () => loaded;
  /** Sections that were reconfigured, in order. */
  const steps: string[] = [];
  const inForce = new Map<Section, unknown>(sections.map((section) => [section, loaded.config[section]]));
  const failing = new Map<Section, () => void | Promise<void>>();
  const reconfigure = (section: Section) => async (config: unknown) => {
    steps.push(section);
    // Like a part that fails half way.
    inForce.set(section, config);
    await failing.get(section)?.();
  };
  const sync = (section: Section) => (config: unknown) => {
    steps.push(section);
    inForce.set(section, config);
    void failing.get(section)?.();
  };
  const http = { reconfigure: sync("http") };
  const reload = createReload({
    loaded,
    sentenceSources: readSentenceSources(loaded.config.commands.sentences, loaded.directory),
    loadAgain: () => next(),
    clock: world.clock,
    reporter: world.reporter,
    parts: {
      commands: { reconfigure: reconfigure("commands") },
      ingest: { reconfigure: sync("ingest") },
      anomaly: { reconfigure: sync("anomaly") },
      summaries: { reconfigure: sync("summaries") },
      voice: { reconfigure: sync("voice") },
      store: { reconfigure: reconfigure("store") },
      sync: { reconfigure: reconfigure("sync") },
      system: { reconfigure: reconfigure("system") },
      inference: { reconfigure: sync("inference") },
      http: () => http,
    },
  });
  return {
    ...world,
    reload,
    loaded,
    steps,
    inForce,
    failing,
    reloadTo(files: string | Record<string, string>) {
      const all = typeof files === "string" ? { "edgewise.yaml": files } : files;
      next = () => loadFrom(all);
      return reload.run();
    },
    reloadFrom(load: () => ReturnType<typeof loadFrom>) {
      next = load;
      return reload.run();
    },
  };
}

describe("a reload", () => {
  it("applies what can change live, only to the parts it is about", async () => {
    const { reloadTo, reload, steps, inForce, fieldsOf } = create();
    const result = await reloadTo("anomaly: {sensitivity: 2}\nsync: {idleMs: 700}\n");
    expect(result).toEqual({
      isApplied: true,
      applied: ["anomaly.sensitivity", "sync.idleMs"],
      needsRestart: [],
      problems: [],
    });
    expect(steps).toEqual(["anomaly", "sync"]);
    expect(inForce.get("anomaly")).toMatchObject({ sensitivity: 2 });
    expect(reload.current().sync.idleMs).toBe(700);
    expect(fieldsOf("reloaded")).toEqual([{ applied: ["anomaly.sensitivity", "sync.idleMs"] }]);
  });

  it("touches nothing when nothing changed", async () => {
    const { reloadTo, steps } = create("anomaly: {sensitivity: 2}\n");
    expect(await reloadTo("anomaly: {sensitivity: 2.0}\n")).toMatchObject({ isApplied: true, applied: [] });
    expect(steps).toEqual([]);
  });

  it("names what needs a restart, leaves it, and applies the rest", async () => {
    const { reloadTo, reload, inForce, events } = create();
    const result = await reloadTo("http: {port: 1, allowedHosts: [a]}\nbus: {url: 'mqtt://x'}\n");
    expect(result).toEqual({
      isApplied: true,
      applied: ["http.allowedHosts"],
      needsRestart: ["bus.url", "http.port"],
      problems: [],
    });
    expect(inForce.get("http")).toMatchObject({ port: 8477, allowedHosts: ["a"] });
    expect(reload.current().bus.url).toBeUndefined();
    expect(events()).toEqual(["reloadPartial"]);
  });

  it("is not applied when everything that changed needs a restart, and says so again next time", async () => {
    const { reloadTo, steps } = create();
    const expected = { isApplied: false, applied: [], needsRestart: ["http.port"], problems: [] };
    expect(await reloadTo("http: {port: 1}\n")).toEqual(expected);
    expect(await reloadTo("http: {port: 1}\n")).toEqual(expected);
    expect(steps).toEqual([]);
  });

  it("gives no part a restart-only value, not even together with a live one", async () => {
    const { reloadTo, inForce } = create();
    await reloadTo("commands: {answersKeptMax: 5, targetsMax: 5}\n");
    expect(inForce.get("commands")).toMatchObject({ answersKeptMax: 500, targetsMax: 5 });
  });

  it("reads changed sentences though no setting changed", async () => {
    const files = (word: string) => ({
      "edgewise.yaml": "commands: {sentences: [own.yaml]}\n",
      "own.yaml": `language: en\nintents: {turnOn: {data: [{sentences: ["${word}"]}]}}\n`,
    });
    const directory = folderWith(files("up"));
    const { reloadFrom, steps } = create();
    const load = () => ({ ...loadFrom(files("up")), directory });
    await reloadFrom(load);
    steps.splice(0);
    expect(await reloadFrom(load)).toMatchObject({ applied: [] });
    expect(steps).toEqual([]);
    const changed = folderWith(files("down"));
    expect(await reloadFrom(() => ({ ...load(), directory: changed }))).toMatchObject({
      applied: ["commands.sentences"],
    });
    expect(steps).toEqual(["commands"]);
  });
});

describe("a reload of a bad configuration", () => {
  it("changes nothing and lists what is wrong", async () => {
    const { reloadFrom, reload, loaded, steps, events } = create();
    const result = await reloadFrom(() => loadFrom({ "edgewise.yaml": "http: {prot: 1, port: x}\n" }));
    expect(result).toMatchObject({ isApplied: false, applied: [] });
    expect(result.problems).toEqual([
      expect.stringMatching(/http\.port: found "x"/),
      expect.stringMatching(/http\.prot: there is no such setting/),
    ]);
    expect(steps).toEqual([]);
    expect(reload.current()).toBe(loaded.config);
    expect(events()).toEqual(["reloadRefused"]);
  });

  it("changes nothing when a sentence file cannot be read", async () => {
    const { reloadTo, steps } = create();
    const result = await reloadTo("commands: {sentences: [none.yaml]}\nanomaly: {sensitivity: 2}\n");
    expect(result.problems).toEqual([expect.stringMatching(/none\.yaml: the file cannot be read/)]);
    expect(steps).toEqual([]);
  });

  it("sets every part back when a later one cannot use its settings", async () => {
    const { reloadTo, reload, loaded, failing, inForce, steps } = create();
    failing.set("sync", () => {
      failing.delete("sync");
      throw new Error("two sinks are named a");
    });
    const result = await reloadTo(
      "ingest: {lineLengthMax: 100}\n" +
        "anomaly: {sensitivity: 2}\nstore: {groupCommitMs: 1}\nsync: {idleMs: 700}\n",
    );
    expect(result).toEqual({
      isApplied: false,
      applied: [],
      needsRestart: [],
      problems: ["sync: two sinks are named a"],
    });
    expect(steps).toEqual(["ingest", "anomaly", "store", "sync", "sync", "store", "anomaly", "ingest"]);
    for (const section of ["ingest", "anomaly", "store", "sync"] as const) {
      expect(inForce.get(section)).toEqual(loaded.config[section]);
    }
    expect(reload.current()).toBe(loaded.config);
  });

  it("says so when a part cannot be set back, and sets the others back all the same", async () => {
    const { reloadTo, failing, inForce, loaded, fieldsOf } = create();
    failing.set("store", () => Promise.reject(new Error("the disk is gone")));
    const result = await reloadTo("anomaly: {sensitivity: 2}\nstore: {groupCommitMs: 1}\n");
    expect(result.problems).toEqual(["store: the disk is gone"]);
    expect(fieldsOf("reloadNotUndone")).toEqual([{ part: "store", error: "the disk is gone" }]);
    expect(inForce.get("anomaly")).toEqual(loaded.config.anomaly);
  });

  it("does not keep a better one from being applied next", async () => {
    const { reloadTo } = create();
    await reloadTo("commands: {sentences: [none.yaml]}\n");
    expect(await reloadTo("anomaly: {sensitivity: 2}\n")).toMatchObject({ isApplied: true });
  });

  it("tells no secret", async () => {
    const { reloadFrom, observability } = create();
    const result = await reloadFrom(() => loadFrom({ "edgewise.yaml": "http: {token: hunter2}\n" }));
    expect(JSON.stringify([result, observability.records])).not.toContain("hunter2");
  });
});

describe("reloads in a row", () => {
  it("run one after the other", async () => {
    const { reload, reloadTo, failing, steps, clock } = create();
    let release = () => {};
    failing.set("system", () => new Promise((resolve) => (release = resolve)));
    const first = reloadTo("system: {logLevel: debug}\n");
    await clock.advance(0);
    const second = reload.run();
    await clock.advance(0);
    expect(steps).toEqual(["system"]);
    release();
    expect((await first).applied).toEqual(["system.logLevel"]);
    expect((await second).applied).toEqual([]);
  });

  it.each(["sync", "store"] as const)(
    "do not wait for ever for a disk that %s waits for",
    async (section) => {
      const { reloadTo, failing, clock, reload } = create();
      failing.set(section, () => new Promise(() => {}));
      const yaml = { sync: "sync: {idleMs: 700}\n", store: "store: {groupCommitMs: 1}\n" }[section];
      const result = reloadTo(yaml);
      await clock.advance(5_000);
      expect(await result).toMatchObject({ isApplied: true });
      expect(reload.current()).toMatchObject(
        section === "sync" ? { sync: { idleMs: 700 } } : { store: { groupCommitMs: 1 } },
      );
    },
  );
});
