import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type RegistryState,
  readState,
  withMeasurement,
  withTask,
  writeState,
} from "../../../../src/inference/registry/state.ts";
import { makeFolder } from "../../../support/model-folder.ts";

const state: RegistryState = {
  format: 1,
  tasks: {
    command: { active: { id: "tiny", version: "1.1.0" }, previous: { id: "tiny", version: "1.0.0" } },
  },
  measured: {},
};

describe("state", () => {
  it("is read as it was written, and is empty where nothing was", async () => {
    const folder = join(makeFolder(), "models");
    expect((await readState(folder)).state.tasks).toEqual({});
    await writeState(folder, state);
    expect(await readState(folder)).toEqual({ state, damaged: undefined });
  });

  it.each([
    "",
    "{",
    "[]",
    '{"format":2,"tasks":{}}',
    "\u0000".repeat(100),
    JSON.stringify(state).slice(0, 40),
  ])("is moved aside when it cannot be used: %j", async (text) => {
    const folder = makeFolder();
    writeFileSync(join(folder, "state.json"), text);
    const read = await readState(folder);
    expect(read.state.tasks).toEqual({});
    expect(read.damaged).toContain("cannot be used; it was moved to");
    expect(readFileSync(join(folder, "state.json.damaged"), "utf8")).toBe(text);
    expect((await readState(folder)).damaged).toBeUndefined();
  });

  it("stays as it was when the new one cannot be written, and says so", async () => {
    const folder = makeFolder();
    await writeState(folder, state);
    // A folder in the way of the temporary file fails the write as a full disk does.
    mkdirSync(join(folder, "state.json.tmp"));
    await expect(writeState(folder, withTask(state, "command", {}))).rejects.toThrow(
      expect.objectContaining({ code: "model.stateNotWritten" }),
    );
    expect((await readState(folder)).state).toEqual(state);
    expect(existsSync(join(folder, "state.json"))).toBe(true);
  });

  it("keeps a limited number of measurements, the newest ones", () => {
    let next = state;
    for (let number = 0; number < 100; number += 1) {
      next = withMeasurement(next, `tiny@1.0.${number}`, { variant: "int8", provider: "cpu", by: "0.1.0" });
    }
    expect(Object.keys(next.measured)).toHaveLength(64);
    expect(next.measured["tiny@1.0.99"]).toBeDefined();
    expect(next.measured["tiny@1.0.0"]).toBeUndefined();
  });

  it("refuses more tasks than its limit", () => {
    let next = state;
    const add = (number: number) => {
      next = withTask(next, `task-${number}`, {});
    };
    for (let number = 0; number < 63; number += 1) add(number);
    expect(() => add(63)).toThrow("more than 64 tasks");
  });
});
