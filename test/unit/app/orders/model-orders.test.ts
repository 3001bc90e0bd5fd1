import { describe, expect, it } from "vitest";
import { createModelOrders, takenBack } from "../../../../src/app/orders/model-orders.ts";
import type { ModelSwitch, ModelsView, TaskView } from "../../../../src/domain/model-view.ts";
import { ModelUnknownError } from "../../../../src/inference/registry/errors.ts";
import type { LedgerEntry } from "../../../../src/sync/down/ledger.ts";
import { makeFolder } from "../../../support/model-folder.ts";

function create() {
  const calls: string[] = [];
  const world = { pulled: { id: "probe", version: "1.1.0" }, failure: undefined as Error | undefined };
  const orders = createModelOrders({
    registry: {
      async activate(name) {
        calls.push(`activate ${name}`);
        if (world.failure) throw world.failure;
        return {
          task: "probe",
          from: { id: "probe", version: "1.0.0" },
          to: { id: "probe", version: "1.1.0" },
        } as ModelSwitch;
      },
      async rollback(task) {
        calls.push(`rollback ${task}`);
        return { task, from: undefined, to: { id: "probe", version: "1.0.0" } } as ModelSwitch;
      },
      async setShadow(wish) {
        calls.push(`shadow ${"model" in wish ? wish.model : `end ${wish.task}`}`);
        return { task: "probe" } as TaskView;
      },
      view: async () => ({}) as ModelsView,
    },
    directory: makeFolder(),
    async pull(url) {
      calls.push(`pull ${url}`);
      return world.pulled;
    },
    pid: process.pid,
  });
  const give = (body: Record<string, unknown>) =>
    orders.apply(
      { id: "m1", kind: "model", version: 1, body },
      { signal: new AbortController().signal, reachFarSide: async () => true },
    );
  return { calls, world, give };
}

describe("an order about a model", () => {
  it("pulls it and lets it answer", async () => {
    const { calls, give } = create();
    const done = await give({ action: "activate", model: "probe@1.1.0", url: "https://far/probe/" });
    expect(done).toEqual({
      status: "applied",
      details: { task: "probe", from: "probe@1.0.0", model: "probe@1.1.0", activated: true },
    });
    expect(calls).toEqual(["pull https://far/probe/", "activate probe@1.1.0"]);
  });

  it("goes back, and compares in the shadow", async () => {
    const { calls, give } = create();
    await give({ action: "rollback", task: "probe" });
    await give({ action: "shadow", model: "probe@1.1.0" });
    await give({ action: "endShadow", task: "probe" });
    expect(calls).toEqual(["rollback probe", "shadow probe@1.1.0", "shadow end probe"]);
  });

  it("activates nothing when another model is at the url", async () => {
    const { calls, give } = create();
    const refused = await give({ action: "activate", model: "probe@2.0.0", url: "https://far/probe/" });
    expect(refused).toEqual({ status: "refused", reason: "at its url is probe@1.1.0, not probe@2.0.0" });
    expect(calls).toEqual(["pull https://far/probe/"]);
  });

  it("is refused with the registry's reason", async () => {
    const { world, give } = create();
    world.failure = new ModelUnknownError("There is no model like that.");
    expect(await give({ action: "activate", model: "probe@1.1.0" })).toEqual({
      status: "refused",
      reason: "There is no model like that.",
    });
  });

  it.each([
    { action: "activate", model: "probe" },
    { action: "activate", model: "probe@1.0.0", url: "file:///etc/" },
    { action: "delete", model: "probe@1.0.0" },
    { model: "probe@1.0.0" },
  ])("is refused when it is %j", async (body) => {
    const { calls, give } = create();
    expect((await give(body)).status).toBe("refused");
    expect(calls).toEqual([]);
  });

  it("is found to be taken back when the registry rejected its model after it was carried out", () => {
    const entry = {
      id: "m1",
      kind: "model",
      state: "applied",
      details: { task: "probe", model: "probe@1.1.0", activated: true },
      changedAt: 1_000,
    } as unknown as LedgerEntry;
    const viewOf = (rejected: object | undefined) => ({ tasks: [{ task: "probe", rejected } as TaskView] });
    const rejected = { id: "probe", version: "1.1.0", reason: "9 of 10 runs failed", at: 2_000 };
    expect(takenBack([entry], viewOf(rejected))).toEqual([{ id: "m1", reason: "9 of 10 runs failed" }]);
    expect(takenBack([entry], viewOf(undefined))).toEqual([]);
    expect(takenBack([entry], viewOf({ ...rejected, at: 500 }))).toEqual([]);
    expect(takenBack([entry], viewOf({ ...rejected, version: "1.0.0" }))).toEqual([]);
    expect(takenBack([{ ...entry, state: "rolledBack" }], viewOf(rejected))).toEqual([]);
  });
});
