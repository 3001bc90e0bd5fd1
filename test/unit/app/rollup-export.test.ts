import { describe, expect, it } from "vitest";
import { RollupExport } from "../../../src/app/rollup-export.ts";
import type { Rollup } from "../../../src/domain/rollup.ts";
import type { Series } from "../../../src/domain/sample.ts";
import type { RecordDraft } from "../../../src/sync/records/records.ts";
import { aSeries, createMemoryState, createWorld, patient } from "./support.ts";

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const dayMs = 96 * quarterMs;
/** The virtual clock starts at this full hour. */
const noon = Date.UTC(2026, 0, 5, 12);

function create(
  options: { series?: Series[]; state?: ReturnType<typeof createMemoryState>; startMs?: number } = {},
) {
  const world = createWorld();
  world.clock.setWall(options.startMs ?? noon);
  const series = options.series ?? [aSeries(0)];
  const state = options.state ?? createMemoryState();
  const batches: RecordDraft[][] = [];
  const far = { isWanted: true, enqueue: async (_: readonly RecordDraft[]): Promise<void> => {} };
  const rollups = new RollupExport({
    clock: world.clock,
    clockTrust: { quality: () => "synced" },
    directory: { all: () => series },
    history: {
      async rollups(_id, _width, from, to) {
        const found: Rollup[] = [];
        for (let start = Math.ceil(from / quarterMs) * quarterMs; start < to; start += quarterMs) {
          const rest = { min: 1, max: 1, mean: 1, last: 1, p05: 1, p50: 1, p95: 1 };
          found.push({ start, count: 1, ...rest });
        }
        return found;
      },
    },
    state,
    sync: {
      wants: () => far.isWanted,
      async enqueue(drafts) {
        await far.enqueue(drafts);
        batches.push([...drafts]);
        return drafts.length;
      },
    },
    reporter: world.reporter,
  });
  /** `<stream> <hours after noon>` of everything queued since the last call. */
  const sent = () =>
    batches
      .splice(0)
      .flatMap((batch) => batch.map(({ stream, at }) => `${stream} ${(at - noon) / (4 * quarterMs)}`));
  return {
    ...world,
    rollups,
    series,
    state,
    far,
    batches,
    sent,
    cursor: () => Number(state.values.get("app/rollup-export")),
  };
}

describe("RollupExport", () => {
  it("sends the window that was finished last when it runs for the first time", async () => {
    const { rollups, clock, sent, cursor } = create();
    rollups.start();
    await clock.advance(0);
    expect(sent()).toEqual(["farm/0 -0.5"]);
    expect(cursor()).toBe(noon - quarterMs);
  });

  it("sends each window once, a minute after its end", async () => {
    const { rollups, clock, sent } = create();
    rollups.start();
    await clock.advance(0);
    sent();
    await clock.advance(minuteMs - 1);
    expect(sent()).toEqual([]);
    await clock.advance(minuteMs);
    expect(sent()).toEqual(["farm/0 -0.25"]);
    await clock.advance(quarterMs);
    expect(sent()).toEqual(["farm/0 0"]);
  });

  it("sends nothing while no sink takes rollups, and what it missed when one does", async () => {
    const { rollups, clock, sent, far } = create();
    rollups.start();
    await clock.advance(0);
    sent();
    far.isWanted = false;
    await clock.advance(4 * quarterMs);
    expect(sent()).toEqual([]);
    far.isWanted = true;
    await clock.advance(2 * minuteMs);
    expect(sent()).toEqual(["farm/0 -0.25", "farm/0 0", "farm/0 0.25", "farm/0 0.5", "farm/0 0.75"]);
  });

  it("goes on after a restart where it was", async () => {
    const { rollups, clock, state } = create();
    rollups.start();
    await clock.advance(0);
    await rollups.stop(patient());
    const later = create({ state, startMs: noon + 2 * quarterMs + 2 * minuteMs });
    later.rollups.start();
    await later.clock.advance(0);
    expect(later.sent()).toEqual(["farm/0 -0.25", "farm/0 0", "farm/0 0.25"]);
  });

  it("goes back no further than a week, in pieces of at most 16 windows", async () => {
    const state = createMemoryState();
    state.values.set("app/rollup-export", String(noon - 30 * dayMs));
    const { rollups, clock, batches, cursor } = create({ state });
    rollups.start();
    await clock.advance(0);
    expect(batches.flat()).toHaveLength(7 * 96);
    expect(Math.max(...batches.map((batch) => batch.length))).toBe(16);
    expect(cursor()).toBe(noon - quarterMs);
  });

  it("keeps its place piece by piece, so that a crash repeats one piece at most", async () => {
    const state = createMemoryState();
    state.values.set("app/rollup-export", String(noon - dayMs));
    const { rollups, clock, far, cursor, sent, fieldsOf } = create({ state });
    let calls = 0;
    far.enqueue = async () => {
      calls += 1;
      if (calls === 3) throw new Error("disk full");
    };
    rollups.start();
    await clock.advance(0);
    expect(cursor()).toBe(noon - dayMs + 32 * quarterMs);
    expect(fieldsOf("recordNotQueued")).toEqual([
      expect.objectContaining({ class: "rollup", error: "disk full" }),
    ]);
    expect(sent()).toHaveLength(32);
    await clock.advance(30_000);
    expect(sent()).toHaveLength(95 - 32);
  });

  it("sends a window again rather than skip it when its place could not be kept", async () => {
    const { rollups, clock, state, sent } = create();
    rollups.start();
    await clock.advance(0);
    sent();
    const put = state.put;
    state.put = () => Promise.reject(new Error("disk full"));
    await clock.advance(minuteMs);
    expect(sent().length).toBeGreaterThan(0);
    state.put = put;
    await clock.advance(30_000);
    expect(sent()).toEqual(["farm/0 -0.25"]);
    await clock.advance(5 * minuteMs);
    expect(sent()).toEqual([]);
  });

  it("sends what a series did before the restart when it is heard of only later", async () => {
    const first = create({ series: [aSeries(0), aSeries(1)] });
    first.rollups.start();
    await first.clock.advance(0);
    await first.rollups.stop(patient());
    const { rollups, clock, series, sent } = create({ state: first.state, startMs: noon + 2 * minuteMs });
    rollups.start();
    await clock.advance(0);
    expect(sent()).toEqual(["farm/0 -0.25"]);
    series.push(aSeries(1));
    await clock.advance(quarterMs);
    expect(sent().sort()).toEqual(["farm/0 0", "farm/1 -0.25", "farm/1 0"]);
    await clock.advance(quarterMs);
    expect(sent().sort()).toEqual(["farm/0 0.25", "farm/1 0.25"]);
  });

  it("waits when the clock is set back a little, and starts anew when it is set back far", async () => {
    const { rollups, clock, sent, cursor } = create();
    rollups.start();
    await clock.advance(0);
    sent();
    clock.setWall(noon - quarterMs);
    await clock.advance(minuteMs);
    expect(cursor()).toBe(noon - quarterMs);
    expect(sent()).toEqual([]);
    clock.setWall(noon - dayMs);
    await clock.advance(30_000);
    expect(cursor()).toBe(noon - dayMs - quarterMs);
    await clock.advance(quarterMs);
    expect(sent()).toEqual(["farm/0 -24.25"]);
  });

  it.each(["", "NaN", "-5", "yesterday"])("starts anew when its place is damaged (%j)", async (text) => {
    const state = createMemoryState();
    state.values.set("app/rollup-export", text);
    const { rollups, clock, sent } = create({ state });
    rollups.start();
    await clock.advance(0);
    expect(sent()).toEqual(["farm/0 -0.5"]);
  });

  it("asks for ten thousand series in batches", async () => {
    const { rollups, clock, batches } = create({
      series: Array.from({ length: 1_001 }, (_, index) => aSeries(index)),
    });
    rollups.start();
    await clock.advance(0);
    expect(batches.map((batch) => batch.length)).toEqual([200, 200, 200, 200, 200, 1]);
  });

  it("stops between batches, and leaves the window due", async () => {
    const { rollups, clock, far, batches, cursor } = create({
      series: Array.from({ length: 500 }, (_, index) => aSeries(index)),
    });
    let stopped = Promise.resolve();
    far.enqueue = async () => {
      stopped = rollups.stop(patient());
    };
    rollups.start();
    await clock.advance(0);
    await stopped;
    expect(batches).toHaveLength(1);
    expect(cursor()).toBeNaN();
  });

  it("stops when its time is up though the disk hangs", async () => {
    const { rollups, clock, far } = create();
    far.enqueue = () => new Promise(() => {});
    rollups.start();
    await clock.advance(0);
    const deadline = new AbortController();
    const stopped = rollups.stop(deadline.signal);
    deadline.abort();
    await expect(stopped).resolves.toBeUndefined();
  });
});
