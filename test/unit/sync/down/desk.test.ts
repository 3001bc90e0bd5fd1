import { beforeEach, describe, expect, it } from "vitest";
import { createReporter } from "../../../../src/core/events.ts";
import type { ClockQuality } from "../../../../src/domain/clock-quality.ts";
import type { AcceptedOrder, Applied, OrderApplier } from "../../../../src/sync/down/applier.ts";
import { type DownConfig, downConfig } from "../../../../src/sync/down/config.ts";
import { createOrderDesk } from "../../../../src/sync/down/desk.ts";
import { ordersEvents } from "../../../../src/sync/down/events.ts";
import type { GetBytes } from "../../../../src/sync/down/fetch-body.ts";
import { createLedger } from "../../../../src/sync/down/ledger.ts";
import type { Order } from "../../../../src/sync/down/order.ts";
import { createReports } from "../../../../src/sync/down/reports.ts";
import { createStrangers } from "../../../../src/sync/down/strangers.ts";
import type { VersionMark, VersionState } from "../../../../src/sync/down/version-mark.ts";
import type { RecordDraft } from "../../../../src/sync/records/records.ts";
import { createMemoryState, type MemoryState } from "../../../support/memory-state.ts";
import { createTestObservability } from "../../../support/observability.ts";
import { makeOrder, makeOrdersKey } from "../../../support/orders.ts";
import { createVirtualClock, type VirtualClock } from "../../../support/virtual-clock.ts";

const key = makeOrdersKey();

interface Told {
  order?: string;
  claimed?: { id?: string };
  digest?: string;
  state: string;
  reason?: string;
}

/** A desk over memory, that can be killed and started again on the same state. */
async function createDesk(
  options: { state?: MemoryState; clock?: VirtualClock; down?: Partial<DownConfig>; mark?: VersionMark } = {},
) {
  const clock = options.clock ?? createVirtualClock();
  const state = options.state ?? createMemoryState();
  const observability = createTestObservability(clock);
  const reporter = createReporter("orders", ordersEvents, observability);
  const world = {
    quality: "synced" as ClockQuality,
    applied: [] as string[],
    apply: async (_order: AcceptedOrder): Promise<Applied> => ({ status: "applied" }),
    afterRestart: { status: "interrupted", reason: "it was stopped" } as Applied,
    get: (async () => ({ status: "failed", reason: "no network" })) as GetBytes,
    isQueueFailing: false,
    isDurable: true,
    queued: [] as RecordDraft[],
    config: downConfig.parse({ trustedKeys: [key.trusted()], ...options.down }),
  };
  const applier: OrderApplier = {
    async apply(order) {
      world.applied.push(order.id);
      return world.apply(order);
    },
    outcomeAfterRestart: async () => world.afterRestart,
  };
  const ledger = createLedger({
    state,
    keptMax: () => world.config.ordersKeptMax,
    isDurable: () => world.isDurable,
    onMarkFailed: () => reporter.report("versionsNotMarked"),
    ...(options.mark ? { mark: options.mark } : {}),
  });
  await ledger.read();
  const reports = createReports({
    ledger,
    isDurable: () => world.isDurable,
    clock,
    reporter,
    async enqueue(drafts) {
      if (world.isQueueFailing) throw new Error("disk full");
      world.queued.push(...drafts);
      return drafts.length;
    },
  });
  const desk = createOrderDesk({
    node: "test",
    config: () => world.config,
    ledger,
    reports,
    strangers: createStrangers(clock),
    appliers: {
      configuration: applier,
      entities: applier,
      sentences: applier,
      model: applier,
      command: applier,
    },
    get: (url, how) => world.get(url, how),
    reachFarSide: async () => true,
    isDurable: () => world.isDurable,
    clock,
    clockTrust: { quality: () => world.quality },
    reporter,
  });
  const told = () => world.queued.map(({ body }) => JSON.parse(body) as Told);
  return {
    world,
    clock,
    state,
    ledger,
    desk,
    told,
    statesOf: (id: string) => told().flatMap((report) => (report.order === id ? [report.state] : [])),
    async give(order: Order | Buffer | string) {
      const bytes = Buffer.isBuffer(order)
        ? order
        : Buffer.from(typeof order === "string" ? order : JSON.stringify(order));
      await desk.take(bytes, "cloud");
      await clock.advance(0);
    },
  };
}

const command = (id: string, version: number, fields: Partial<Order> = {}) =>
  makeOrder(key, { id, kind: "command", version, body: { text: "x" }, ...fields });

describe("the desk of orders", () => {
  let made: Awaited<ReturnType<typeof createDesk>>;
  beforeEach(async () => {
    made = await createDesk();
  });

  it("has an order on the disk before it is confirmed, and carried out once however often it comes", async () => {
    const { give, world, statesOf, state } = made;
    const order = command("k1", 1);
    await give(order);
    expect(state.values.get("sync/orders")).toContain("k1");
    await give(order);
    await give(JSON.stringify(order, undefined, 2));
    expect(world.applied).toEqual(["k1"]);
    expect(statesOf("k1")).toEqual(["received", "applied", "repeated"]);
  });

  it("refuses what is not newer than the last one of its kind, whatever became of that", async () => {
    const { give, world, told } = made;
    world.apply = async () => ({ status: "refused", reason: "it is bad" });
    await give(command("k5", 5));
    await give(command("k4", 4));
    await give(command("k5b", 5));
    await give(makeOrder(key, { id: "c1", kind: "configuration", version: 1 }));
    expect(world.applied).toEqual(["k5", "c1"]);
    expect(
      told()
        .filter(({ order }) => order === "k4" || order === "k5b")
        .map(({ reason }) => reason),
    ).toEqual([
      "its version 4 is not above 5, the last one of kind command by its key",
      "its version 5 is not above 5, the last one of kind command by its key",
    ]);
  });

  it("leaves the order of an id as it is when another comes under the same id", async () => {
    const { give, world, ledger } = made;
    await give(command("k1", 1));
    await give(command("k1", 2));
    expect(world.applied).toEqual(["k1"]);
    expect(ledger.find("k1")).toMatchObject({ version: 1, state: "applied" });
  });

  it("obeys a group it belongs to, and no other", async () => {
    const { give, world, statesOf } = await createDesk({ down: { groups: ["farms"] } });
    await give(command("k1", 1, { target: { group: "farms" } }));
    await give(command("k2", 2, { target: { group: "mills" } }));
    expect(world.applied).toEqual(["k1"]);
    expect(statesOf("k2")).toEqual(["refused"]);
  });

  it("writes nothing of a stranger to the disk but a report, once, and at most twenty an hour", async () => {
    const { give, world, told, state } = made;
    const stranger = makeOrdersKey();
    for (let n = 0; n < 50; n += 1)
      await give(makeOrder(stranger, { id: `s${n}`, kind: "command", body: {} }));
    await give(makeOrder(stranger, { id: "s1", kind: "command", body: {} }));
    await give(Buffer.alloc(70_000, 32));
    expect(world.applied).toEqual([]);
    expect(told()).toHaveLength(20);
    expect(JSON.parse(state.values.get("sync/orders") ?? "{}")).toMatchObject({
      entries: [],
      owed: [],
      versions: {},
    });
  });

  it("waits with one that expires until the clock can be trusted, says so, and then judges it", async () => {
    const { give, world, clock, told, statesOf } = made;
    world.quality = "unsynced";
    await give(command("k1", 1, { expiresAt: "2026-01-05T12:01:00Z" }));
    await give(command("k2", 2, { expiresAt: "2026-01-06T00:00:00Z" }));
    expect(world.applied).toEqual([]);
    expect(told().findLast(({ order }) => order === "k1")?.reason).toContain("cannot be trusted yet");
    await clock.advance(600_000);
    expect(told()).toHaveLength(3);
    world.quality = "synced";
    await clock.advance(10_000);
    expect(statesOf("k1").at(-1)).toBe("refused");
    expect(world.applied).toEqual(["k2"]);
  });

  it("does not hold up other kinds with one that waits", async () => {
    const { give, world } = made;
    world.quality = "unsynced";
    await give(command("k1", 1));
    await give(makeOrder(key, { id: "c1", kind: "configuration" }));
    expect(world.applied).toEqual(["c1"]);
  });

  it("confirms nothing that the disk did not take", async () => {
    const { give, world, state, ledger } = made;
    state.fail(true);
    await expect(give(command("k1", 1))).rejects.toThrow("disk full");
    expect([world.applied, ledger.entries()]).toEqual([[], []]);
    state.fail(false);
    await give(command("k1", 1));
    expect(world.applied).toEqual(["k1"]);
  });

  it("takes and begins none while what it writes is in memory alone", async () => {
    const { give, world, clock, ledger } = made;
    world.quality = "unsynced";
    await give(command("k1", 1));
    world.isDurable = false;
    world.quality = "synced";
    await clock.advance(20_000);
    expect(world.applied).toEqual([]);
    expect(ledger.find("k1")?.reason).toBe("the disk of this device takes no writes");
    await expect(give(command("k2", 2))).rejects.toMatchObject({ code: "orders.notKept" });
    world.isDurable = true;
    await clock.advance(20_000);
    await give(command("k2", 2));
    expect(world.applied).toEqual(["k1", "k2"]);
  });

  it("reports after a power cut what it owed before, under the same record ids", async () => {
    const { give, world, state, clock } = made;
    world.isQueueFailing = true;
    await give(command("k1", 1));
    expect(world.queued).toEqual([]);
    const after = await createDesk({ state, clock });
    await after.desk.resume();
    await clock.advance(0);
    expect(after.statesOf("k1")).toEqual(["received", "applied"]);
    expect(after.world.applied).toEqual([]);
    expect(after.ledger.owed()).toEqual([]);
  });

  it("asks after a power cut what became of one that was begun, and never begins it again", async () => {
    const { give, world, state, clock } = made;
    world.apply = () => new Promise(() => {});
    await give(command("k1", 1));
    await give(command("k2", 2));
    expect(world.applied).toEqual(["k1"]);
    const after = await createDesk({ state, clock });
    await after.desk.resume();
    await clock.advance(0);
    expect(after.statesOf("k1")).toEqual(["interrupted"]);
    // The one that only waited is carried out.
    expect(after.world.applied).toEqual(["k2"]);
  });

  it("refuses one whose key is not trusted any more when its turn comes", async () => {
    const { give, world, clock, statesOf } = made;
    world.quality = "unsynced";
    await give(command("k1", 1));
    world.config = downConfig.parse({ trustedKeys: [makeOrdersKey().trusted()] });
    world.quality = "synced";
    await clock.advance(10_000);
    expect([world.applied, statesOf("k1").at(-1)]).toEqual([[], "refused"]);
  });

  it("leaves the seventeenth of a kind at the far side, and with it those after it, until there is room", async () => {
    const { give, world, clock, statesOf } = made;
    world.quality = "unsynced";
    for (let n = 1; n <= 16; n += 1) await give(command(`k${n}`, n));
    await expect(give(command("k17", 17))).rejects.toMatchObject({ code: "orders.full" });
    await give(makeOrder(key, { id: "c1", kind: "configuration" }));
    expect(world.applied).toEqual(["c1"]);
    world.quality = "synced";
    await clock.advance(10_000);
    // Taken before the one that was left, it would make that too old.
    await expect(give(command("k18", 18))).rejects.toMatchObject({ code: "orders.full" });
    await give(command("k17", 17));
    await give(command("k18", 18));
    await clock.advance(10_000);
    expect([statesOf("k17").at(-1), statesOf("k18").at(-1)]).toEqual(["applied", "applied"]);
  });

  it("waits no longer than a quarter of an hour for one that was left and does not come again", async () => {
    const { give, world, clock } = made;
    world.isDurable = false;
    await expect(give(command("k1", 1))).rejects.toMatchObject({ code: "orders.notKept" });
    world.isDurable = true;
    await expect(give(command("k2", 2))).rejects.toMatchObject({ code: "orders.full" });
    await clock.advance(16 * 60_000);
    await give(command("k3", 3));
    expect(world.applied).toEqual(["k3"]);
  });

  it("confirms no order whose own write found that the disk takes none, and reports nothing of it until it does", async () => {
    const { give, world, clock, state, statesOf } = made;
    const put = state.put.bind(state);
    state.put = async (stateKey, text) => {
      await put(stateKey, text);
      world.isDurable = false;
    };
    await expect(give(command("k1", 1))).rejects.toMatchObject({ code: "orders.notKept" });
    await expect(give(command("k1", 1))).rejects.toMatchObject({ code: "orders.notKept" });
    await clock.advance(60_000);
    expect([world.applied, world.queued]).toEqual([[], []]);
    state.put = put;
    world.isDurable = true;
    await clock.advance(60_000);
    await give(command("k1", 1));
    expect(world.applied).toEqual(["k1"]);
    // The second says that it waits.
    expect(statesOf("k1")).toEqual(["received", "received", "applied", "repeated"]);
  });

  it("counts versions for each key, so that none can use up those of another", async () => {
    const other = makeOrdersKey();
    const { give, world } = await createDesk({ down: { trustedKeys: [key.trusted(), other.trusted()] } });
    await give(makeOrder(other, { id: "o1", kind: "sentences", version: Number.MAX_SAFE_INTEGER }));
    await give(makeOrder(key, { id: "m1", kind: "sentences", version: 2 }));
    expect(world.applied).toEqual(["o1", "m1"]);
  });

  it("counts the versions of a key on when the operator gives it another name", async () => {
    const { give, world } = await createDesk({ down: { ordersKeptMax: 10 } });
    for (let n = 1; n <= 12; n += 1) await give(command(`k${n}`, n));
    world.config = downConfig.parse({ trustedKeys: [{ ...key.trusted(), id: "renamed" }] });
    const again = command("k1", 1);
    await give({ ...again, signature: { ...again.signature, keyId: "renamed" } });
    expect(world.applied).toHaveLength(12);
  });

  it("says of what nobody trusted has signed only what it claims, so that it tells nothing of an order of that id", async () => {
    const { give, told, statesOf, ledger } = made;
    const genuine = command("k1", 1);
    await give({ ...genuine, signature: { ...genuine.signature, keyId: "nobody" } });
    expect(statesOf("k1")).toEqual([]);
    expect(told()[0]).toMatchObject({ state: "refused", claimed: { id: "k1" } });
    await give(genuine);
    expect(statesOf("k1").at(-1)).toBe("applied");
    expect(told()[0]?.digest).not.toBe(ledger.find("k1")?.digest);
  });

  it("does not take a signature written with blanks, which would make the genuine order another one", async () => {
    const { give, world, statesOf } = made;
    const genuine = command("k1", 1);
    await give({ ...genuine, signature: { ...genuine.signature, value: `${genuine.signature.value} ` } });
    expect(world.applied).toEqual([]);
    await give(genuine);
    expect(statesOf("k1")).toEqual(["received", "applied"]);
  });

  it("carries out a command while a model is still pulled", async () => {
    const { give, world } = made;
    world.apply = ({ id }) => (id === "m1" ? new Promise(() => {}) : Promise.resolve({ status: "applied" }));
    await give(makeOrder(key, { id: "m1", kind: "model" }));
    await give(command("k1", 1));
    expect(world.applied).toEqual(["m1", "k1"]);
  });

  it("waits for the body of an order until that expires", async () => {
    const { give, world, clock, told } = made;
    let questions = 0;
    world.get = async () => {
      questions += 1;
      return { status: "failed", reason: "no network" };
    };
    const body = { bodyUrl: "https://far/body.json", bodySha256: "0".repeat(64) };
    const expiresAt = new Date(clock.now() + 3_600_000).toISOString();
    await give(makeOrder(key, { id: "c1", kind: "configuration", expiresAt, ...body }));
    await clock.advance(3_500_000);
    expect(told().at(-1)).toMatchObject({ state: "received", reason: "no network" });
    expect(questions).toBeLessThan(15);
    await clock.advance(900_000);
    expect(told().at(-1)?.reason).toContain("it expired");
  });

  it("tries for a body that cannot be fetched, and gives up in the end", async () => {
    const { give, world, clock, told } = made;
    const body = { bodyUrl: "https://far/body.json", bodySha256: "0".repeat(64) };
    await give(makeOrder(key, { id: "c1", kind: "configuration", ...body }));
    expect(told().at(-1)).toMatchObject({ state: "received", reason: "no network" });
    await clock.advance(25 * 3_600_000);
    expect(told().at(-1)).toMatchObject({ state: "refused", reason: "no network" });
    expect(world.applied).toEqual([]);
  }, 60_000);

  it("tells of a bug as interrupted, and goes on with the next", async () => {
    const { give, world, statesOf } = made;
    world.apply = async ({ id }) => {
      if (id === "k1") throw new TypeError("undefined is not a function");
      return { status: "applied" };
    };
    await give(command("k1", 1));
    await give(command("k2", 2));
    expect([statesOf("k1").at(-1), statesOf("k2").at(-1)]).toEqual(["interrupted", "applied"]);
  });

  it("remembers the newest orders only, and refuses a forgotten one by its version", async () => {
    const { give, world, ledger, statesOf } = await createDesk({ down: { ordersKeptMax: 10 } });
    for (let n = 1; n <= 15; n += 1) await give(command(`k${n}`, n));
    expect(ledger.entries().map(({ id }) => id)).toEqual([
      "k6",
      "k7",
      "k8",
      "k9",
      "k10",
      "k11",
      "k12",
      "k13",
      "k14",
      "k15",
    ]);
    await give(command("k1", 1));
    expect(world.applied).toHaveLength(15);
    expect(statesOf("k1").at(-1)).toBe("refused");
  });

  describe("beside a mark of the versions", () => {
    const memoryMark = (marked?: VersionState) => {
      const mark = {
        marked,
        read: async () => mark.marked,
        write: async (state: VersionState) => {
          mark.marked = state;
        },
      };
      return mark;
    };
    const copyOf = (state: MemoryState) => {
      const copy = createMemoryState();
      for (const [name, value] of state.values) copy.values.set(name, value);
      return copy;
    };

    it("obeys nothing again after a backup of the database was put back", async () => {
      const mark = memoryMark();
      const first = await createDesk({ mark });
      const { clock } = first;
      first.world.quality = "unsynced";
      const open = makeOrder(key, { id: "c1", kind: "configuration", expiresAt: "2100-01-01T00:00:00Z" });
      await first.give(open);
      const backup = copyOf(first.state);
      first.world.quality = "synced";
      await clock.advance(10_000);
      const since = command("k1", 1);
      await first.give(since);
      expect(first.world.applied).toEqual(["c1", "k1"]);
      await first.desk.stop();

      const second = await createDesk({ mark, state: backup, clock });
      await second.desk.resume();
      await second.give(open);
      await second.give(since);
      await clock.advance(60_000);
      expect(second.world.applied).toEqual([]);
      expect(second.statesOf("c1")).toEqual(["interrupted", "repeated"]);
      expect(second.told().find(({ state }) => state === "interrupted")?.reason).toContain("put back");
      expect(second.told().at(-1)).toMatchObject({ order: "k1", state: "refused" });
      await second.give(command("k2", 2));
      expect(second.world.applied).toEqual(["k2"]);
      await second.desk.stop();

      const third = await createDesk({ mark, state: backup, clock });
      expect(third.ledger.isOutOfDate()).toBe(false);
    });

    it("knows in a new database what was taken with the one before", async () => {
      const mark = memoryMark();
      const first = await createDesk({ mark });
      await first.give(command("k1", 7));
      const second = await createDesk({ mark, clock: first.clock });
      await second.desk.resume();
      await second.give(command("k1", 7));
      expect(second.world.applied).toEqual([]);
      expect(second.told().at(-1)?.reason).toContain("not above 7");
    });

    it("carries on what was open when a power cut came before the mark was written", async () => {
      const first = await createDesk({ mark: memoryMark() });
      first.world.quality = "unsynced";
      await first.give(command("k1", 1));
      const second = await createDesk({ mark: memoryMark(), state: copyOf(first.state), clock: first.clock });
      await second.desk.resume();
      await first.clock.advance(10_000);
      expect(second.world.applied).toEqual(["k1"]);
    });

    it("goes on with the database where the mark cannot be read, and writes it anew", async () => {
      const { state, give, clock } = await createDesk();
      await give(command("k1", 1));
      const mark = memoryMark();
      mark.read = async () => {
        throw new Error("it is no JSON");
      };
      const second = await createDesk({ mark, state: copyOf(state), clock });
      expect(mark.marked?.serial).toBeGreaterThan(0);
      await second.give(command("k1", 1));
      expect(second.world.applied).toEqual([]);
    });

    it("marks nothing that is only in memory", async () => {
      const mark = memoryMark();
      const { give, world } = await createDesk({ mark });
      await give(command("k1", 1));
      const before = mark.marked;
      world.apply = async () => {
        world.isDurable = false;
        return { status: "applied" };
      };
      await give(command("k2", 2));
      expect(world.applied).toEqual(["k1", "k2"]);
      expect(mark.marked?.serial).toBe((before?.serial ?? 0) + 2);
    });
  });

  it("obeys nothing when what was ordered before cannot be read", async () => {
    const state = createMemoryState();
    state.values.set("sync/orders", "{}");
    await expect(createDesk({ state })).rejects.toMatchObject({ code: "orders.ledgerUnreadable" });
  });
});
