import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inferencePriorities } from "../../../src/domain/inference.ts";
import { createScheduler, type Waiting } from "../../../src/inference/scheduler.ts";

const model = {};
const request = (name: string, values: Partial<Waiting> = {}) => ({
  name,
  model,
  priority: "command" as const,
  deadlineMs: 1_000,
  bytes: 10,
  joinKey: undefined,
  rows: 1,
  ...values,
});
type Request = ReturnType<typeof request>;

const names = (requests: readonly { name: string }[]) => requests.map(({ name }) => name);
const everything = () => true;
const schedulerOf = (...requests: Waiting[]) => {
  const scheduler = createScheduler<Request>(() => ({ countMax: 100, bytesMax: 10_000 }));
  for (const one of requests) scheduler.add(one as Request);
  return scheduler;
};
const takeAll = (scheduler: ReturnType<typeof schedulerOf>) => {
  const taken: string[] = [];
  for (;;) {
    const { together } = scheduler.take(0, everything, () => 1);
    if (together.length === 0) return taken;
    taken.push(...names(together));
  }
};

describe("the order of requests", () => {
  it("is voice, command, anomaly, vision, batch", () => {
    const reversed = [...inferencePriorities].reverse();
    expect(
      takeAll(schedulerOf(...reversed.map((priority) => request(priority, { priority } as never)))),
    ).toEqual(["voice", "command", "anomaly", "vision", "batch"]);
  });

  it("is by deadline within a priority, and by arrival among equals", () => {
    const scheduler = schedulerOf(
      request("late", { deadlineMs: 900 }),
      request("first", { deadlineMs: 500 }),
      request("second", { deadlineMs: 500 }),
      request("soon", { deadlineMs: 100 }),
    );
    expect(takeAll(scheduler)).toEqual(["soon", "first", "second", "late"]);
  });

  it("passes over what cannot run now", () => {
    const scheduler = schedulerOf(request("a", { deadlineMs: 1 }), request("b"));
    const { together } = scheduler.take(
      0,
      ({ name }) => name === "b",
      () => 1,
    );
    expect(names(together)).toEqual(["b"]);
    expect(scheduler.size).toBe(1);
  });
});

describe("late requests", () => {
  it("are given back instead of run, wherever they stand", () => {
    const scheduler = schedulerOf(
      request("late", { deadlineMs: 50 }),
      request("in time", { deadlineMs: 51 }),
      request("late too", { priority: "batch" as never, deadlineMs: 10 }),
    );
    const { together, late } = scheduler.take(50, everything, () => 1);
    expect([names(together), names(late)]).toEqual([["in time"], ["late", "late too"]]);
  });
});

describe("a full queue", () => {
  const full = () => createScheduler<Request>(() => ({ countMax: 2, bytesMax: 100 }));

  it("gives up the least urgent, which may be the new one", () => {
    const scheduler = full();
    scheduler.add(request("batch", { priority: "batch" as never }) as Request);
    scheduler.add(request("command") as Request);
    expect(names(scheduler.add(request("voice", { priority: "voice" as never }) as Request))).toEqual([
      "batch",
    ]);
    expect(names(scheduler.add(request("vision", { priority: "vision" as never }) as Request))).toEqual([
      "vision",
    ]);
  });

  it("gives up the newest among equals", () => {
    const scheduler = full();
    for (const name of ["one", "two"]) scheduler.add(request(name) as Request);
    expect(names(scheduler.add(request("three") as Request))).toEqual(["three"]);
  });

  it("counts bytes, and takes nothing that is larger than all of it", () => {
    const scheduler = full();
    scheduler.add(request("small", { bytes: 60 }) as Request);
    expect(names(scheduler.add(request("large", { bytes: 50 }) as Request))).toEqual(["large"]);
    expect(names(scheduler.add(request("huge", { bytes: 101, deadlineMs: 1 }) as Request))).toEqual([
      "small",
      "huge",
    ]);
    expect(scheduler.bytes).toBe(0);
  });
});

describe("joining", () => {
  it("takes those of one model and key that wait now, up to the rows of a run", () => {
    const scheduler = schedulerOf(
      request("a", { joinKey: "k" as never, deadlineMs: 1 }),
      request("other key", { joinKey: "l" as never, deadlineMs: 2 }),
      request("other model", { joinKey: "k" as never, deadlineMs: 3, model: {} }),
      request("two rows", { joinKey: "k" as never, deadlineMs: 4, rows: 2 }),
      request("too much", { joinKey: "k" as never, deadlineMs: 5, rows: 2 }),
      request("fits", { joinKey: "k" as never, deadlineMs: 6 }),
      request("less urgent", { joinKey: "k" as never, priority: "batch" as never }),
    );
    const { together } = scheduler.take(0, everything, () => 4);
    expect(names(together)).toEqual(["a", "two rows", "fits"]);
  });

  it("takes one alone that is larger than a run", () => {
    const scheduler = schedulerOf(
      request("large", { joinKey: "k" as never, rows: 9 }),
      request("b", { joinKey: "k" as never }),
    );
    expect(names(scheduler.take(0, everything, () => 4).together)).toEqual(["large"]);
  });
});

it("loses no request and never holds more than its limits, whatever comes", () => {
  const arbitrary = fc.record({
    priority: fc.constantFrom(...inferencePriorities),
    deadlineMs: fc.integer({ min: 0, max: 100 }),
    bytes: fc.integer({ min: 0, max: 40 }),
    rows: fc.integer({ min: 1, max: 3 }),
    joinKey: fc.constantFrom(undefined, "k", "l"),
    takes: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(arbitrary, { maxLength: 60 }), (arrivals) => {
      const scheduler = createScheduler<Waiting & { name: string }>(() => ({ countMax: 8, bytesMax: 100 }));
      const left: string[] = [];
      for (const [nowMs, { takes, ...values }] of arrivals.entries()) {
        left.push(...names(scheduler.add({ ...values, model, name: String(nowMs) })));
        expect(scheduler.size).toBeLessThanOrEqual(8);
        expect(scheduler.bytes).toBeLessThanOrEqual(100);
        if (!takes) continue;
        const { together, late } = scheduler.take(nowMs, everything, () => 4);
        expect(together.every(({ deadlineMs }) => deadlineMs > nowMs)).toBe(true);
        left.push(...names(together), ...names(late));
      }
      left.push(...names(scheduler.clear()));
      expect(left.sort()).toEqual(arrivals.map((_, position) => String(position)).sort());
      expect(scheduler.bytes).toBe(0);
    }),
  );
});
