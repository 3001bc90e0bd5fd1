import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  createConfigurationOrders,
  createEntityOrders,
  createSentenceOrders,
} from "../../../../src/app/orders/setting-orders.ts";
import { createTrial } from "../../../../src/app/orders/trial.ts";
import { loadConfig } from "../../../../src/config/load.ts";
import type { Ordered } from "../../../../src/config/ordered.ts";
import type { Health } from "../../../../src/core/lifecycle.ts";
import type { ReloadResult } from "../../../../src/http/api.ts";
import { makeOrdersKey } from "../../../support/orders.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";
import { folderWith } from "../../config/config-folder.ts";

const key = makeOrdersKey();

function create(yaml = "", down: Record<string, unknown> = {}) {
  const directory = folderWith({});
  const configFile = join(directory, "edgewise.yaml");
  const file = join(directory, "data", "ordered.yaml");
  const write = (
    more: string,
    written: Record<string, unknown> = { trustedKeys: [key.trusted()], ...down },
  ) =>
    writeFileSync(
      configFile,
      `daemon: {dataDirectory: ${JSON.stringify(join(directory, "data"))}}\nsync: ${JSON.stringify({ down: written })}\n${more}\n`,
    );
  write(yaml);
  const clock = createVirtualClock();
  const world = {
    health: { anomaly: { status: "ok", detail: "" } } as Record<string, Health>,
    isReached: true,
    reloadProblems: [] as string[],
    reloads: [] as number[],
  };
  const load = (ordered?: Ordered) => loadConfig({ file: configFile, environment: {}, ordered });
  const reload = {
    async run(): Promise<ReloadResult> {
      const problems = world.reloadProblems;
      const { config } = trial.loadNow();
      if (problems.length === 0) world.reloads.push(config.anomaly.sensitivity);
      return {
        isApplied: problems.length === 0,
        applied: ["anomaly.sensitivity"],
        needsRestart: [],
        problems,
      };
    },
  };
  const trial = createTrial({
    file,
    load,
    reload,
    health: () => world.health,
    settings: () => ({ confirmMs: 60_000, settleMs: 5_000 }),
    clock,
  });
  const stopping = new AbortController();
  const context = { signal: stopping.signal, reachFarSide: async () => world.isReached };
  let count = 0;
  const give = (
    orders: ReturnType<typeof createConfigurationOrders>,
    kind: "configuration" | "entities" | "sentences",
    body: Record<string, unknown>,
  ) => {
    count += 1;
    return orders.apply({ id: `o${count}`, kind, version: count, body }, context);
  };
  return {
    world,
    clock,
    file,
    trial,
    stopping,
    write,
    load,
    give: (body: Record<string, unknown>) => give(createConfigurationOrders(trial), "configuration", body),
    giveEntities: (body: Record<string, unknown>) => give(createEntityOrders(trial), "entities", body),
    giveSentences: (body: Record<string, unknown>) => give(createSentenceOrders(trial), "sentences", body),
    outcome: (id: string) => createConfigurationOrders(trial).outcomeAfterRestart({ id, version: 1 }),
    kept: () => JSON.parse(readFileSync(file, "utf8").replace(/^#.*\n/, "")) as Ordered,
  };
}

const sensitivity = (value: number) => ({ mode: "replace", settings: { anomaly: { sensitivity: value } } });

describe("an ordered configuration", () => {
  it("is in force at once and kept only when it has proved itself", async () => {
    const { give, clock, world, file, kept, outcome, load } = create();
    const applied = give(sensitivity(2));
    await clock.advance(4_000);
    expect([world.reloads, existsSync(file)]).toEqual([[2], false]);
    // A kill now brings back what was before.
    expect(await outcome("o1")).toMatchObject({ status: "rolledBack" });
    await clock.advance(2_000);
    expect(await applied).toMatchObject({ status: "applied" });
    expect(kept()).toMatchObject({
      configuration: { anomaly: { sensitivity: 2 } },
      orders: { configuration: "o1" },
    });
    expect(await outcome("o1")).toEqual({ status: "applied" });
    expect(load()).toMatchObject({ ordered: { status: "used" }, config: { anomaly: { sensitivity: 2 } } });
  });

  it("is set back when a part is worse for the whole time", async () => {
    const { give, clock, world, file } = create();
    const applied = give(sensitivity(2));
    await clock.advance(1_000);
    world.health = { anomaly: { status: "failed", detail: "out of memory" } };
    await clock.advance(61_000);
    expect(await applied).toMatchObject({
      status: "rolledBack",
      reason: "within 60000 ms anomaly became failed: out of memory",
    });
    expect([world.reloads, existsSync(file)]).toEqual([[2, 1], false]);
  });

  it("is kept when a part was ill before already, or is well again", async () => {
    const { give, clock, world } = create();
    world.health = { sync: { status: "degraded", detail: "offline" } };
    const applied = give(sensitivity(2));
    await clock.advance(1_000);
    world.health = { ...world.health, anomaly: { status: "failed", detail: "busy" } };
    await clock.advance(30_000);
    world.health = { ...world.health, anomaly: { status: "ok", detail: "" } };
    await clock.advance(1_000);
    expect(await applied).toMatchObject({ status: "applied" });
  });

  it("is set back when the far side is not reached again", async () => {
    const { give, clock, world } = create();
    world.isReached = false;
    const applied = give(sensitivity(2));
    await clock.advance(61_000);
    expect(await applied).toMatchObject({
      status: "rolledBack",
      reason: expect.stringContaining("not reached"),
    });
    expect(world.reloads.at(-1)).toBe(1);
  });

  it("is interrupted by a stop and then not in force", async () => {
    const { give, clock, stopping, file } = create();
    const applied = give(sensitivity(2));
    await clock.advance(1_000);
    stopping.abort();
    await clock.advance(1_000);
    expect(await applied).toMatchObject({ status: "interrupted" });
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ["with a wrong body", { settings: {} }, "mode"],
    ["of a bad value", sensitivity(100), "sensitivity"],
    [
      "of a setting there is not",
      { mode: "replace", settings: { anomaly: { sensitivty: 1 } } },
      "no such setting",
    ],
    [
      "of a setting that is not allowed",
      { mode: "replace", settings: { store: { walBytesMax: 2_000_000 } } },
      "configurationKeys",
    ],
    [
      "of its own judge",
      { mode: "replace", settings: { sync: { down: { trustedKeys: [] } } } },
      "never ordered",
    ],
    ["of a secret", { mode: "replace", settings: { commands: { code: "1234" } } }, "never ordered"],
    [
      "of things, which have a kind of their own",
      { mode: "replace", settings: { commands: { entities: [] } } },
      "never ordered",
    ],
    [
      "of a setting that needs a restart",
      { mode: "replace", settings: { anomaly: { seriesMax: 5 } } },
      "needs a restart",
    ],
    ["of a value where a table belongs", { mode: "replace", settings: { anomaly: 5 } }, "no table"],
  ])("%s is refused before anything is touched", async (_, body, reason) => {
    const { give, world } = create("", { configurationKeys: ["anomaly.*", "commands.*", "sync.*"] });
    expect(await give(body)).toMatchObject({ status: "refused", reason: expect.stringContaining(reason) });
    expect(world.reloads).toEqual([]);
  });

  it("is refused with what a part says against it", async () => {
    const { give, world, trial } = create();
    world.reloadProblems = ["anomaly: it cannot"];
    expect(await give(sensitivity(2))).toEqual({ status: "refused", reason: "anomaly: it cannot" });
    expect(trial.loadNow().config.anomaly.sensitivity).toBe(1);
  });

  it("does not count over a file of the operator, unless he allows it", async () => {
    const { give } = create("anomaly: {sensitivity: 3}");
    expect(await give(sensitivity(2))).toMatchObject({
      status: "refused",
      reason: expect.stringMatching(/edgewise.yaml:3, which counts .*mayOverride/),
    });
    const allowing = create("anomaly: {sensitivity: 3}", { mayOverride: true });
    const applied = allowing.give(sensitivity(2));
    await allowing.clock.advance(6_000);
    expect([(await applied).status, allowing.load().config.anomaly.sensitivity]).toEqual(["applied", 2]);
  });

  it("is left out, and said to be, when the operator's file is set against it later", async () => {
    const { give, clock, write, load } = create();
    const applied = give(sensitivity(2));
    await clock.advance(6_000);
    await applied;
    write("anomaly: {sensitivity: 3}");
    expect(load()).toMatchObject({
      ordered: { status: "leftOut", reason: expect.stringContaining("edgewise.yaml:3") },
      config: { anomaly: { sensitivity: 3 } },
    });
  });

  it("is patched by keys, and null takes one out", async () => {
    const { give, clock, kept } = create();
    for (const body of [
      { mode: "patch", settings: { anomaly: { sensitivity: 2 }, system: { logLevel: "debug" } } },
      { mode: "patch", settings: { anomaly: { sensitivity: null, adaptAfterMs: 90_000 } } },
    ]) {
      const applied = give(body);
      await clock.advance(6_000);
      expect((await applied).status).toBe("applied");
    }
    expect(kept().configuration).toEqual({
      anomaly: { adaptAfterMs: 90_000 },
      system: { logLevel: "debug" },
    });
  });
});

describe("ordered things and sentences", () => {
  const fan = { id: "fan", name: "Attic fan", kind: "fan", topic: "attic/fan" };

  it("are added to those of the operator, replaced and removed by id", async () => {
    const { giveEntities, clock, load, kept } = create(
      "commands: {entities: [{name: Lamp, kind: light, topic: a}]}",
    );
    const names = () => load().config.commands.entities.map(({ name }) => name);
    const settle = async (applied: Promise<unknown>) => {
      await clock.advance(6_000);
      return applied;
    };
    expect(await settle(giveEntities({ mode: "replace", entities: [fan] }))).toMatchObject({
      status: "applied",
    });
    expect(names()).toEqual(["Lamp", "Attic fan"]);
    await settle(
      giveEntities({
        mode: "patch",
        put: [
          { ...fan, name: "Roof fan" },
          { ...fan, id: undefined, name: "New" },
        ],
      }),
    );
    expect(names()).toEqual(["Lamp", "Roof fan", "New"]);
    await settle(giveEntities({ mode: "patch", remove: ["fan"] }));
    expect(names()).toEqual(["Lamp", "New"]);
    expect(kept().orders).toEqual({ entities: "o3" });
  });

  it("that are none are refused", async () => {
    const { giveEntities, giveSentences, world } = create();
    const bad = [
      await giveEntities({ mode: "replace", entities: [{ name: "X", kind: "spaceship" }] }),
      await giveEntities({ mode: "patch", put: [{ name: "X", kind: "spaceship" }] }),
      await giveSentences({ mode: "replace", ownIntents: [{ name: "1", examples: [] }] }),
      await giveSentences({ mode: "replace", files: { "../etc": {} } }),
    ];
    expect(bad.map(({ status }) => status)).toEqual(["refused", "refused", "refused", "refused"]);
    expect(world.reloads).toEqual([]);
  });

  it("bring sentence files by name", async () => {
    const { giveSentences, clock, load } = create();
    const files = { farm: { language: "en", intents: {} } };
    const applied = giveSentences({ mode: "replace", files });
    await clock.advance(6_000);
    expect(await applied).toMatchObject({ status: "applied" });
    expect(load().ordered.sentences).toEqual(files);
    const removed = giveSentences({ mode: "patch", files: { farm: null } });
    await clock.advance(6_000);
    await removed;
    expect(load().ordered.sentences).toEqual({});
  });

  it("are kept when a link goes meanwhile, which they cannot be to blame for", async () => {
    const { giveSentences, clock, world } = create();
    const applied = giveSentences({ mode: "replace", files: {} });
    await clock.advance(1_000);
    world.health = { ...world.health, sync: { status: "degraded", detail: "cloud is offline" } };
    await clock.advance(61_000);
    expect(await applied).toMatchObject({ status: "applied" });
  });

  it("count no longer when no key is trusted any more", async () => {
    const { giveEntities, clock, load, write } = create();
    const applied = giveEntities({ mode: "replace", entities: [fan] });
    await clock.advance(6_000);
    await applied;
    expect(load().config.commands.entities).toHaveLength(1);
    write("", {});
    expect(load()).toMatchObject({ ordered: { status: "none" }, config: { commands: { entities: [] } } });
  });
});
