import { describe, expect, it } from "vitest";
import { createReporter } from "../../../src/core/events.ts";
import { createClockTrust, softwareDate } from "../../../src/system/clock-trust.ts";
import { systemEvents } from "../../../src/system/events.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const today = Date.UTC(2026, 5, 1);
const day = 86_400_000;

function setUp(options: {
  now?: number;
  mode?: "auto" | "synced" | "unsynced";
  /** What `timedatectl` says; undefined when it is missing. */
  kernel?: string;
  isFlagged?: boolean;
  remembered?: string;
  isStoreBroken?: boolean;
}) {
  const clock = createVirtualClock(options.now ?? today);
  const observability = createTestObservability(clock);
  const world = { kernel: options.kernel, isFlagged: options.isFlagged ?? false, asked: 0 };
  const stored = new Map<string, string>();
  if (options.remembered !== undefined) stored.set("system/lastSeenAt", options.remembered);
  const trust = createClockTrust({
    mode: options.mode ?? "auto",
    checkMs: 60_000,
    clock,
    reporter: createReporter("system", systemEvents, observability),
    async run() {
      world.asked += 1;
      if (world.kernel === undefined) throw new Error("not found");
      return world.kernel;
    },
    exists: async () => world.isFlagged,
    state: {
      async get(key) {
        if (options.isStoreBroken) throw new Error("disk full");
        return stored.get(key);
      },
      async put(key, value) {
        if (options.isStoreBroken) throw new Error("disk full");
        stored.set(key, value);
      },
    },
  });
  return { trust, clock, world, stored, records: observability.records };
}

describe("createClockTrust", () => {
  it("trusts a clock that a time server has set", async () => {
    for (const signs of [{ isFlagged: true }, { kernel: "yes\n" }]) {
      const { trust } = setUp(signs);
      await trust.start();
      expect(trust.quality()).toBe("synced");
    }
  });

  it("does not trust a clock that no time server has set yet, and notices when one does", async () => {
    const { trust, clock, world, records } = setUp({ kernel: "no\n" });
    await trust.start();
    expect(trust.quality()).toBe("unsynced");
    world.kernel = "yes\n";
    await clock.advance(60_000);
    expect(trust.quality()).toBe("synced");
    expect(records.map(({ event }) => event)).toEqual(["system.clockUnsynced", "system.clockSynced"]);
  });

  it("does not trust a date before the software was made, whatever the flags say", async () => {
    const { trust } = setUp({ now: softwareDate - 1, isFlagged: true, kernel: "yes" });
    await trust.start();
    expect(trust.quality()).toBe("unsynced");
    expect(trust.reason).toMatch(/before this software/);
  });

  it("does not trust a date before one it was sure of, where nobody else knows", async () => {
    const { trust } = setUp({ remembered: String(today + day) });
    await trust.start();
    expect(trust.quality()).toBe("unsynced");
    expect(trust.reason).toContain(new Date(today + day).toISOString());
  });

  it("lets a time server overrule what was remembered from a clock that ran ahead", async () => {
    const { trust, stored } = setUp({ remembered: String(today + 30 * day), kernel: "yes" });
    await trust.start();
    expect(trust.quality()).toBe("synced");
    await trust.stop();
    expect(Number(stored.get("system/lastSeenAt"))).toBe(today);
  });

  it.each(["not a number", "Infinity", "", String(today + 100 * 365 * day)])(
    "is not confused by a remembered time of %s",
    async (remembered) => {
      const { trust } = setUp({ remembered });
      await trust.start();
      expect(trust.quality()).toBe("synced");
    },
  );

  it("takes a date that is not plainly wrong as right where nothing can be found out", async () => {
    const { trust } = setUp({});
    await trust.start();
    expect(trust.quality()).toBe("synced");
    const odd = setUp({ kernel: "what?\n" });
    await odd.trust.start();
    expect(odd.trust.quality()).toBe("synced");
  });

  it("remembers how late it was, from time to time and at the stop, but only while it was sure", async () => {
    const { trust, clock, stored, world } = setUp({ kernel: "yes" });
    await trust.start();
    expect(Number(stored.get("system/lastSeenAt"))).toBe(today);
    await clock.advance(20 * 60_000);
    expect(Number(stored.get("system/lastSeenAt"))).toBeGreaterThan(today + 9 * 60_000);
    world.kernel = "no";
    await clock.advance(60_000);
    const sure = stored.get("system/lastSeenAt");
    await clock.advance(60 * 60_000);
    await trust.stop();
    expect(stored.get("system/lastSeenAt")).toBe(sure);
  });

  it("works without its memory when the store fails", async () => {
    const { trust, records } = setUp({ kernel: "yes", isStoreBroken: true });
    await trust.start();
    await trust.stop();
    expect(trust.quality()).toBe("synced");
    expect(records.filter(({ event }) => event === "system.lastSeenFailed")).toHaveLength(1);
  });

  it("does as it is told when it is told, and asks nobody", async () => {
    for (const mode of ["synced", "unsynced"] as const) {
      const { trust, world } = setUp({ mode, now: 0, kernel: "yes" });
      expect(trust.quality()).toBe(mode);
      await trust.start();
      expect(trust.quality()).toBe(mode);
      expect(world.asked).toBe(0);
    }
  });

  it("follows a change of the setting at once", async () => {
    const { trust } = setUp({ kernel: "no" });
    await trust.start();
    await trust.reconfigure("synced");
    expect(trust.quality()).toBe("synced");
    await trust.reconfigure("auto");
    expect(trust.quality()).toBe("unsynced");
  });

  it("reports that the wall clock was set, and by how much, but not that it is slewed", async () => {
    const { trust, clock, records } = setUp({ kernel: "yes" });
    await trust.start();
    clock.setWall(clock.now() + 1_500);
    await clock.advance(60_000);
    expect(records.map(({ event }) => event)).not.toContain("system.clockStepped");
    clock.setWall(clock.now() - 3 * day);
    await clock.advance(60_000);
    expect(records.at(-1)).toMatchObject({ event: "system.clockStepped", fields: { byMs: -3 * day } });
  });

  it("is unsynced before the first look in auto", () => {
    expect(setUp({ kernel: "yes" }).trust.quality()).toBe("unsynced");
  });
});
