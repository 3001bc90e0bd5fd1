import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LabelledSeries } from "../../../../bench/detection/labelled-series.ts";
import { ScoreCache } from "../../../../bench/detection/scorers/score-cache.ts";

const series: LabelledSeries = {
  name: "pump",
  family: "test",
  at: Float64Array.of(0, 1000),
  columns: [
    { name: "flow", values: Float64Array.of(1, 2) },
    { name: "pressure", values: Float64Array.of(3, 4) },
  ],
  windows: [],
  probationRows: 1,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "edgewise-scores-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the cache of scores", () => {
  it("writes values row by row and reads them back as they were", async () => {
    const cache = new ScoreCache(folder);
    expect([...((await cache.read(await cache.writeValues("plant", series))) ?? [])]).toEqual([1, 3, 2, 4]);
  });

  it("has another file for other settings and for other values", async () => {
    const cache = new ScoreCache(folder);
    const scorer = { name: "half-space trees", settings: "25 trees" };
    const path = await cache.scoresPath(scorer, "plant", series);
    expect(await cache.scoresPath({ ...scorer, settings: "10 trees" }, "plant", series)).not.toBe(path);
    expect(await cache.scoresPath(scorer, "plant", { ...series, probationRows: 0 })).not.toBe(path);
    const columns = [{ name: "flow", values: Float64Array.of(1, 3) }];
    expect(await cache.scoresPath(scorer, "plant", { ...series, columns })).not.toBe(path);
    expect(await cache.scoresPath(scorer, "plant", { ...series })).toBe(path);
  });

  it("knows nothing of a file that is not there yet", async () => {
    const cache = new ScoreCache(folder);
    const path = join(folder, "scores.f64");
    expect(await cache.read(path)).toBeUndefined();
    await writeFile(path, new Uint8Array(Float64Array.of(0.5).buffer));
    expect([...((await cache.read(path)) ?? [])]).toEqual([0.5]);
  });
});
