import { describe, expect, it } from "vitest";
import type { Qos } from "../../../src/bus/filter-cover.ts";
import { createFilterSync } from "../../../src/bus/filter-sync.ts";

function setUp(refusing: readonly string[] = []) {
  const calls: string[] = [];
  const wanted = new Map<string, Qos>();
  const refused: string[] = [];
  const sync = createFilterSync({
    wanted: () => [...wanted].map(([filter, qos]) => ({ filter, qos })),
    target: {
      async subscribe(filters, qos) {
        await Promise.resolve();
        calls.push(`+${filters.join(",")}@${qos}`);
        return filters.filter((filter) => refusing.includes(filter));
      },
      async unsubscribe(filters) {
        await Promise.resolve();
        calls.push(`-${filters.join(",")}`);
      },
    },
    onRefused: (filter) => refused.push(filter),
  });
  return { calls, wanted, refused, sync };
}

describe("createFilterSync", () => {
  it("asks for the covering filters, grouped by quality of service", async () => {
    const { calls, wanted, sync } = setUp();
    for (const [filter, qos] of [
      ["a/b", 1],
      ["a/#", 0],
      ["c", 0],
    ] as const)
      wanted.set(filter, qos);
    await sync.refresh();
    expect(calls).toEqual(["+c@0", "+a/#@1"]);
    await sync.refresh();
    expect(calls).toHaveLength(2);
  });

  it("subscribes to a wider filter before it gives the narrower one back", async () => {
    const { calls, wanted, sync } = setUp();
    wanted.set("a/b", 1);
    await sync.refresh();
    wanted.set("a/#", 1);
    await sync.refresh(["a/#"]);
    wanted.delete("a/#");
    await sync.refresh();
    expect(calls).toEqual(["+a/b@1", "+a/#@1", "-a/b", "+a/b@1", "-a/#"]);
  });

  it("sends a covered filter of a new subscription for its retained messages, then gives it back", async () => {
    const { calls, wanted, sync } = setUp();
    wanted.set("a/#", 1);
    await sync.refresh();
    wanted.set("a/b", 0);
    await sync.refresh(["a/b"]);
    expect(calls).toEqual(["+a/#@1", "+a/b@0", "-a/b"]);
  });

  it("makes one change at a time, each from the newest wishes", async () => {
    const { calls, wanted, sync } = setUp();
    wanted.set("a", 0);
    const first = sync.refresh();
    wanted.set("b", 0);
    await Promise.all([first, sync.refresh(["b"])]);
    expect(calls).toEqual(["+a,b@0", "+b@0"]);
  });

  it("reports refused filters, tries them again later, and never gives back what it does not have", async () => {
    const { calls, wanted, refused, sync } = setUp(["secret/#"]);
    wanted.set("secret/#", 0);
    wanted.set("open", 0);
    await sync.refresh();
    expect(refused).toEqual(["secret/#"]);
    await sync.refresh();
    expect(calls.at(-1)).toBe("+secret/#@0");
    await sync.clear();
    expect(calls.at(-1)).toBe("-open");
  });

  it("raises the quality of service of a filter that is held already", async () => {
    const { calls, wanted, sync } = setUp();
    wanted.set("a", 0);
    await sync.refresh();
    wanted.set("a", 2);
    await sync.refresh();
    expect(calls).toEqual(["+a@0", "+a@2"]);
  });
});
