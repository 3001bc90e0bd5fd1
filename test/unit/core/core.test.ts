import { describe, expect, it } from "vitest";
import { fullJitterDelayMs } from "../../../src/core/backoff.ts";
import { every, sleep } from "../../../src/core/clock.ts";
import { createId } from "../../../src/core/id.ts";
import { LoopProgress } from "../../../src/core/lifecycle.ts";
import { LruMap } from "../../../src/core/lru-map.ts";
import { Ring } from "../../../src/core/ring.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

describe("fullJitterDelayMs", () => {
  it("stays between nothing and the doubling ceiling, and never above the maximum", () => {
    const options = { baseMs: 100, maxMs: 5000 };
    const highest = (attempt: number) => fullJitterDelayMs(attempt, { ...options, random: () => 1 });
    expect([0, 1, 2, 10, 1e6].map(highest)).toEqual([100, 200, 400, 5000, 5000]);
    expect(fullJitterDelayMs(3, { ...options, random: () => 0 })).toBe(0);
  });
});

describe("createId", () => {
  it("sorts by time and, within one millisecond, by order of making", () => {
    const ids = [createId(1_000), createId(1_000), createId(2_000), createId(2_000)];
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(4);
  });
});

describe("sleep", () => {
  it("ends at its time, or at once when aborted", async () => {
    const clock = createVirtualClock();
    const abort = new AbortController();
    const woken: string[] = [];
    void sleep(clock, 100).then(() => woken.push("time"));
    void sleep(clock, 1_000_000, abort.signal).then(() => woken.push("abort"));
    await clock.advance(99);
    expect(woken).toEqual([]);
    await clock.advance(1);
    abort.abort();
    await clock.advance(0);
    expect(woken).toEqual(["time", "abort"]);
  });
});

describe("every", () => {
  it("ticks until stopped, even when stopped inside a tick", async () => {
    const clock = createVirtualClock();
    let ticks = 0;
    const stop = every(clock, 10, () => {
      ticks += 1;
      if (ticks === 3) stop();
    });
    await clock.advance(1000);
    expect(ticks).toBe(3);
  });
});

describe("LoopProgress", () => {
  it("is stuck once it has not beaten for longer than allowed, whatever the wall clock does", async () => {
    const clock = createVirtualClock();
    const progress = new LoopProgress("drain", { monotonicMs: clock.monotonicMs, ageMaxMs: 1000 });
    clock.setWall(0);
    await clock.advance(1000);
    expect(progress.isStuck).toBe(false);
    await clock.advance(1);
    expect(progress.isStuck).toBe(true);
    progress.beat();
    expect(progress.isStuck).toBe(false);
  });
});

describe("Ring", () => {
  it("keeps the newest items in order", () => {
    const ring = new Ring<number>(3);
    expect(ring.last()).toBeUndefined();
    for (const item of [1, 2, 3, 4, 5]) ring.push(item);
    expect(ring.toArray()).toEqual([3, 4, 5]);
    expect(ring.last()).toBe(5);
  });
});

describe("LruMap", () => {
  it("forgets the entry used longest ago and says which", () => {
    const evicted: string[] = [];
    const map = new LruMap<string, number>(2, (key) => evicted.push(key));
    map.set("a", 1);
    map.set("b", 2);
    map.get("a");
    map.set("c", 3);
    expect(evicted).toEqual(["b"]);
    expect([...map.keys()]).toEqual(["a", "c"]);
  });
});
