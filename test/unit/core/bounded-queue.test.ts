import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BoundedQueue } from "../../../src/core/bounded-queue.ts";

describe("BoundedQueue", () => {
  it("gives items back in the order they came", () => {
    const queue = new BoundedQueue<number>({ capacity: 3, whenFull: "block" });
    for (const item of [1, 2, 3]) expect(queue.push(item)).toBe("accepted");
    expect(queue.takeMany(10)).toEqual([1, 2, 3]);
    expect(queue.take()).toBeUndefined();
  });

  it("refuses the newest, takes nothing and says so when it blocks", () => {
    const queue = new BoundedQueue<number>({ capacity: 1, whenFull: "block" });
    queue.push(1);
    expect(queue.push(2)).toBe("full");
    expect(queue.takeMany(10)).toEqual([1]);
  });

  it("drops exactly one item a push at the maximum", () => {
    const oldest = new BoundedQueue<number>({ capacity: 2, whenFull: "dropOldest" });
    const newest = new BoundedQueue<number>({ capacity: 2, whenFull: "dropNewest" });
    expect([1, 2, 3].map((item) => oldest.push(item))).toEqual(["accepted", "accepted", "droppedOldest"]);
    expect([1, 2, 3].map((item) => newest.push(item))).toEqual(["accepted", "accepted", "droppedNewest"]);
    expect(oldest.takeMany(10)).toEqual([2, 3]);
    expect(newest.takeMany(10)).toEqual([1, 2]);
  });

  it("wakes a waiting consumer on push, a waiting producer on take, and both on abort", async () => {
    const queue = new BoundedQueue<number>({ capacity: 1, whenFull: "block" });
    const items = queue.whenItems();
    queue.push(1);
    await items;
    const room = queue.whenRoom();
    queue.take();
    await room;
    const abort = new AbortController();
    const never = queue.whenItems(abort.signal);
    abort.abort();
    await never;
    expect(queue.size).toBe(0);
  });

  it("agrees with a plain array under any sequence of pushes and takes", () => {
    const operation = fc.oneof(fc.integer(), fc.constant("take" as const));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(operation), (capacity, operations) => {
        const queue = new BoundedQueue<number>({ capacity, whenFull: "dropOldest" });
        const model: number[] = [];
        for (const item of operations) {
          if (item === "take") expect(queue.take()).toBe(model.shift());
          else {
            queue.push(item);
            model.push(item);
            if (model.length > capacity) model.shift();
          }
          expect(queue.size).toBe(model.length);
        }
      }),
    );
  });
});
