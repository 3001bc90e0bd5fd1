import { describe, expect, it } from "vitest";
import { createLogReader } from "../../../../../src/anomaly/logs/classifier/log-reader.ts";
import type { ActiveModel } from "../../../../../src/domain/inference.ts";
import { createLogRunner, logModel } from "./support.ts";

const how = { withinMs: 1000 };

describe("the reader of log lines", () => {
  it("classifies several lines in one run, also one without a word", async () => {
    const { runner, rows } = createLogRunner({ effect: "critical", kind: "power" });
    const found = await createLogReader(runner).read(["fire bell 3", "", "..."], how);
    expect(rows).toEqual([3]);
    expect(found).toHaveLength(3);
    expect(found[0]).toMatchObject({ kind: "power", effect: "critical" });
    expect(found[0]?.probability).toBeGreaterThan(0.9);
  });

  it("refuses a model with other labels, settings or vocabulary, and tells when there is none", async () => {
    const read = (active: Partial<ActiveModel> | undefined) => {
      const { runner, state } = createLogRunner();
      state.active = active && { ...logModel, ...active };
      return createLogReader(runner).read(["fire"], how);
    };
    await expect(read(undefined)).rejects.toMatchObject({ code: "anomaly.logModelUnusable" });
    await expect(read({ labels: {} })).rejects.toThrow("labels.severity");
    await expect(
      read({ labels: { severity: logModel.labels.severity ?? [], kind: ["ok"] } }),
    ).rejects.toThrow("labels.kind");
    await expect(read({ settings: {} })).rejects.toThrow("settings.vocabularySize");
    await expect(read({ readText: async () => "#\nfire\n" })).rejects.toThrow("has 2 words");
    await expect(read({ readText: async () => "#\nfire\nfire\n" })).rejects.toThrow("a word twice");
    await expect(read({ readText: async () => "a\nb\nc\n" })).rejects.toThrow('has no "#"');
    await expect(read({ readText: () => Promise.reject(new Error("gone")) })).rejects.toThrow(
      "vocabulary.txt cannot be read",
    );
  });

  it("refuses outputs of another form, and values that are no numbers", async () => {
    const { runner, state } = createLogRunner();
    const reader = createLogReader(runner);
    state.outputs = {};
    await expect(reader.read(["fire"], how)).rejects.toMatchObject({ code: "anomaly.logOutputInvalid" });
    state.outputs = { severity: { type: "float32", dims: [1, 5], data: new Float32Array(5) } };
    await expect(reader.read(["fire"], how)).rejects.toThrow("float32 [1, 5] instead of float32 [1, 6]");
    state.outputs = {
      severity: { type: "float32", dims: [1, 6], data: new Float32Array(6).fill(Number.NaN) },
    };
    await expect(reader.read(["fire"], how)).rejects.toThrow("values that are no numbers");
  });
});
