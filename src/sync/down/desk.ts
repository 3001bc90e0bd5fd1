import type { Clock } from "../../core/clock.ts";
import { EdgewiseError, errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import { createId } from "../../core/id.ts";
import { LruMap } from "../../core/lru-map.ts";
import type { ClockTrust } from "../../domain/ports.ts";
import type { Applied, OrderAppliers } from "./applier.ts";
import type { DownConfig } from "./config.ts";
import { OrderNotKeptError, OrdersFullError } from "./errors.ts";
import type { ordersEvents } from "./events.ts";
import { type Examined, examine } from "./examine.ts";
import { fetchBody, type GetBytes } from "./fetch-body.ts";
import { isSettled, type Ledger, type LedgerEntry } from "./ledger.ts";
import type { Order, OrderKind } from "./order.ts";
import type { OrderReport } from "./report.ts";
import type { Reports } from "./reports.ts";
import { versionKey } from "./signature.ts";
import type { Strangers } from "./strangers.ts";
import { createWorker } from "./worker.ts";

/**
 * Takes orders and has them carried out.
 *
 * 1. An order is on the disk before it is confirmed to its channel, and marked as begun there before anything is done.
 *    While the disk takes no writes none is taken and none begun.
 *    So each is carried out once, or reported as refused, set back or interrupted.
 * 2. Those of a kind one at a time in the order they came; so are all that are taken on trial, whatever their kind. One that
 *    expires waits until the clock can be trusted, and holds the later ones of its kind.
 * 3. At most `openMax` orders of a kind wait, and `openBytesMax` of them when there are several; more are left at the far side,
 *    and with them the later ones of the same key and kind, which would make their versions too old.
 * 4. What is not signed by a trusted key leaves nothing but a counted refusal.
 */
export interface OrderDesk {
  /** Resolves when it is on the disk or refused; rejects when the disk does not take it: ask again later. */
  take(bytes: Buffer, channel: string): Promise<void>;
  /** Carries on what was open when the daemon stopped. */
  resume(): Promise<void>;
  /** Something changed later about an order that was carried out. */
  takeBack(id: string, reason: string): Promise<void>;
  stop(): Promise<void>;
}

export interface OrderDeskOptions {
  node: string;
  config: () => DownConfig;
  ledger: Ledger;
  reports: Reports;
  strangers: Strangers;
  appliers: OrderAppliers;
  get: GetBytes;
  /** A sign of life of the far side that a channel leads to. */
  reachFarSide: (channel: string, signal: AbortSignal) => Promise<boolean>;
  /** Whether what is written is on the disk, and not in memory because the disk takes no writes. */
  isDurable: () => boolean;
  clock: Clock;
  clockTrust: ClockTrust;
  reporter: Reporter<typeof ordersEvents>;
}

const openMax = 16;
const openBytesMax = 1_048_576;
/** How long the later ones wait for one that was left at the far side: it may have been withdrawn there. */
const leftMsMax = 15 * 60_000;
/** How often an order that waits for the clock or for its body is looked at. */
const waitMs = 5_000;
/** Pauses between attempts at a body double up to this. */
const bodyPauseMsMax = 10 * 60_000;
/** How long a body of an order that never expires is tried for. */
const bodyMsMax = 24 * 3_600_000;
/** Kinds that are carried out one after the other; a slow download must not hold up a command. */
const lanes: readonly (readonly OrderKind[])[] = [
  ["configuration", "entities", "sentences"],
  ["model"],
  ["command"],
];
const notDurable = "the disk of this device takes no writes";
const putBack =
  "the database of this device was put back to an earlier state, in which it was still open; it may have been carried out since";
const toldRepeatedMax = 1_000;

export function createOrderDesk(options: OrderDeskOptions): OrderDesk {
  const { ledger, clock, clockTrust, reporter } = options;
  const stopping = new AbortController();
  const bodyWaits = new Map<string, { sinceMs: number; pauseMs: number; nextMs: number; reason: string }>();
  /** By `versionKey`: the oldest order that was left at the far side. */
  const left = new Map<string, { version: number; atMs: number }>();
  /** Orders whose repetition was reported already. */
  const toldRepeated = new LruMap<string, true>(toldRepeatedMax);
  let taking: Promise<unknown> = Promise.resolve();

  const stamp = () => ({ recordId: createId(clock.now()), at: clock.now(), clock: clockTrust.quality() });

  /** Changes an order's state on the disk, owes a report of it, and tells the log. */
  const note = async (
    entry: LedgerEntry,
    { newestOf, isNews = true }: { newestOf?: string; isNews?: boolean } = {},
  ) => {
    const { id, kind, version, digest, state, reason, details } = entry;
    const report: OrderReport | undefined =
      state === "applying"
        ? undefined
        : { ...stamp(), order: { id, kind, version, digest }, state, reason, details };
    await ledger.note({ ...entry, changedAt: clock.now() }, report, { newestOf });
    if (state !== "applying" && isNews) {
      const because = state === "refused" ? "order" : undefined;
      reporter.report(state, { order: id, kind, version, because, reason });
    }
    options.reports.flush();
  };

  const meetStranger = async (
    bytes: Buffer,
    channel: string,
    examined: Examined & { status: "stranger" },
  ) => {
    const { reason, order, digest } = examined;
    const claimed = order && { id: order.id, kind: order.kind, version: order.version };
    const met = options.strangers.meet({ digest, channel, reason, at: clock.now(), id: order?.id });
    if (!met.isNew) {
      reporter.report("repeated");
      return;
    }
    reporter.report("refused", { because: "sender", channel, reason, bytes: bytes.length, order: order?.id });
    if (met.isTold) await ledger.owe({ ...stamp(), order: { digest }, claimed, state: "refused", reason });
    options.reports.flush();
  };

  const takeNow = async (bytes: Buffer, channel: string): Promise<void> => {
    const examined = examine(bytes, { node: options.node, config: options.config(), ledger });
    const { digest } = examined;
    if (examined.status === "stranger") {
      await meetStranger(bytes, channel, examined);
      return;
    }
    const { order } = examined;
    const lineage = versionKey(order, options.config().trustedKeys);
    // Left at the far side, which gives it again.
    if (!options.isDurable()) {
      if (examined.status === "accepted") leave(order, lineage);
      throw new OrderNotKeptError();
    }
    if (examined.status === "repeated") {
      await noteRepeated(order, digest);
      return;
    }
    const entry: LedgerEntry = {
      id: order.id,
      kind: order.kind,
      version: order.version,
      keyId: order.signature.keyId,
      digest,
      channel,
      state: "received",
      receivedAt: clock.now(),
      changedAt: clock.now(),
    };
    if (examined.status === "refused") {
      await note({ ...entry, state: "refused", reason: examined.reason });
    } else {
      const open = ledger.entries().filter((other) => other.kind === order.kind && !isSettled(other));
      if (isFull(open, bytes) || isBehindLeft(order, lineage)) {
        leave(order, lineage);
        throw new OrdersFullError(order.kind, open.length);
      }
      await note({ ...entry, text: bytes.toString("utf8") }, { newestOf: lineage });
      left.delete(lineage);
      wake();
    }
    // The very write may have found that the disk takes none. When it does again the order comes as a repeated one.
    if (!options.isDurable()) throw new OrderNotKeptError();
  };

  const isFull = (open: readonly LedgerEntry[], bytes: Buffer) => {
    const openBytes = open.reduce((sum, { text }) => sum + Buffer.byteLength(text ?? ""), bytes.length);
    return open.length >= openMax || (open.length > 0 && openBytes > openBytesMax);
  };

  const leave = ({ version }: Order, lineage: string) => {
    const before = left.get(lineage)?.version ?? version;
    left.set(lineage, { version: Math.min(before, version), atMs: clock.monotonicMs() });
  };

  const isBehindLeft = ({ version }: Order, lineage: string) => {
    const oldest = left.get(lineage);
    return oldest !== undefined && version > oldest.version && clock.monotonicMs() - oldest.atMs < leftMsMax;
  };

  /** Whoever sends an order again may not have had the report. Told once: a retained message comes at each reconnect. */
  const noteRepeated = async ({ id, kind, version }: Order, digest: string) => {
    reporter.report("repeated");
    const known = ledger.find(id);
    if (!known || !isSettled(known) || toldRepeated.get(id)) return;
    toldRepeated.set(id, true);
    const reason = `it came before and is ${known.state}`;
    await ledger.owe({ ...stamp(), order: { id, kind, version, digest }, state: "repeated", reason });
    options.reports.flush();
  };

  /** An earlier database was put back: what was open in it may have been done since, and newer orders taken. */
  const adopt = async () => {
    const open = ledger.entries().filter((entry) => !isSettled(entry)).length;
    await ledger.adopt(({ text: _text, ...entry }) => {
      const { id, kind, version, digest } = entry;
      const state = "interrupted";
      const settled = { ...entry, state, reason: putBack, changedAt: clock.now() } as const;
      return {
        entry: settled,
        report: { ...stamp(), order: { id, kind, version, digest }, state, reason: putBack },
      };
    });
    reporter.report("databasePutBack", { open });
  };

  const workers = lanes.map((kinds) =>
    createWorker({
      clock,
      pauseMs: waitMs,
      signal: stopping.signal,
      async work() {
        const open = ledger
          .entries()
          .filter(({ state, kind }) => state === "received" && kinds.includes(kind));
        try {
          await workThrough(open);
        } catch (error) {
          reporter.report("ledgerFailed", { error: errorMessage(error) });
        }
        return open.length > 0;
      },
    }),
  );
  const wake = () => {
    for (const worker of workers) worker.wake();
  };

  const workThrough = async (open: readonly LedgerEntry[]) => {
    const held = new Set<OrderKind>();
    for (const entry of open) {
      if (stopping.signal.aborted) return;
      if (held.has(entry.kind)) continue;
      if (!(await carryOut(entry))) held.add(entry.kind);
    }
  };

  /** False: it waits. */
  const carryOut = async (entry: LedgerEntry): Promise<boolean> => {
    const { text, ...settled } = entry;
    const finish = async (applied: Applied) => {
      bodyWaits.delete(entry.id);
      const { status, ...rest } = applied;
      await note({ ...settled, reason: undefined, ...rest, state: status });
      return true;
    };
    const paused = bodyWaits.get(entry.id);
    if (paused && clock.monotonicMs() < paused.nextMs) return wait(entry, paused.reason);
    // The keys, the groups or the limits may have changed while it waited.
    const examined = examine(Buffer.from(text ?? ""), { node: options.node, config: options.config() });
    if (examined.status === "stranger" || examined.status === "refused") {
      return finish({ status: "refused", reason: examined.reason });
    }
    const { order } = examined;
    if (!options.isDurable()) return wait(entry, notDurable);
    const due = dueState(order);
    if (due === "expired") return finish({ status: "refused", reason: `it expired at ${order.expiresAt}` });
    if (due === "unknown") {
      return wait(entry, "it expires, and the clock of this device cannot be trusted yet");
    }
    const body = await bodyOf(order);
    if (body.status === "unreachable") {
      if (order.expiresAt !== undefined || !isBodyGivenUp(entry.id)) return wait(entry, body.reason);
      return finish({ status: "refused", reason: body.reason });
    }
    bodyWaits.delete(entry.id);
    if (body.status === "wrong") return finish({ status: "refused", reason: body.reason });
    // Fetching may have taken a while.
    if (dueState(order) === "expired") {
      return finish({ status: "refused", reason: `it expired at ${order.expiresAt}` });
    }
    await note({ ...entry, reason: undefined, state: "applying" });
    // Noted in memory alone it would be carried out again after a power cut.
    if (!options.isDurable()) return wait(entry, notDurable, true);
    const applied = await apply(order, body.body, entry.channel);
    // What was cut short by a stop is asked for at the next start.
    if (applied === undefined) return true;
    return finish(applied);
  };

  const wait = async (entry: LedgerEntry, reason: string, isBegun = false) => {
    reporter.report("waiting", { order: entry.id, kind: entry.kind, reason });
    // Once, with a report: whoever gave it should know why nothing happens.
    if (isBegun || entry.reason !== reason) await note({ ...entry, reason }, { isNews: false });
    return false;
  };

  const apply = async (order: Order, body: Readonly<Record<string, unknown>>, channel: string) => {
    const { id, kind, version } = order;
    const { signal } = stopping;
    try {
      const applied = await options.appliers[kind].apply(
        { id, kind, version, body },
        { signal, reachFarSide: (until) => options.reachFarSide(channel, until) },
      );
      return applied.status === "interrupted" && signal.aborted ? undefined : applied;
    } catch (error) {
      if (signal.aborted) return undefined;
      reporter.report("failed", { order: id, kind, error: errorMessage(error) });
      const reason =
        error instanceof EdgewiseError ? error.message : "something failed inside edgewise; see its log";
      return { status: "interrupted", reason } satisfies Applied;
    }
  };

  const bodyOf = async ({ id, body, bodyUrl, bodySha256 }: Order) => {
    if (body !== undefined) return { status: "fetched", body } as const;
    const waited = bodyWaits.get(id);
    const fetched = await fetchBody(
      { bodyUrl: bodyUrl ?? "", bodySha256: bodySha256 ?? "" },
      { get: options.get, bytesMax: options.config().bodyBytesMax, signal: stopping.signal },
    );
    if (fetched.status === "unreachable") {
      const nowMs = clock.monotonicMs();
      const pauseMs = waited ? Math.min(waited.pauseMs * 2, bodyPauseMsMax) : waitMs;
      const { reason } = fetched;
      bodyWaits.set(id, { sinceMs: waited?.sinceMs ?? nowMs, pauseMs, nextMs: nowMs + pauseMs, reason });
    }
    return fetched;
  };

  const isBodyGivenUp = (id: string) =>
    clock.monotonicMs() - (bodyWaits.get(id)?.sinceMs ?? clock.monotonicMs()) >= bodyMsMax;

  const dueState = ({ expiresAt }: Order): "due" | "expired" | "unknown" => {
    if (expiresAt === undefined) return "due";
    if (clockTrust.quality() !== "synced") return "unknown";
    return Date.parse(expiresAt) <= clock.now() ? "expired" : "due";
  };

  return {
    take(bytes, channel) {
      const taken = taking.then(() => takeNow(bytes, channel));
      taking = taken.catch((error: unknown) =>
        reporter.report("ledgerFailed", { error: errorMessage(error) }),
      );
      return taken;
    },
    async resume() {
      if (ledger.isOutOfDate()) await adopt();
      for (const entry of ledger.entries().filter(({ state }) => state === "applying")) {
        const { text: _text, ...settled } = entry;
        const { status, ...rest } = await options.appliers[entry.kind].outcomeAfterRestart(entry);
        await note({ ...settled, reason: undefined, ...rest, state: status });
      }
      options.reports.flush();
      wake();
    },
    async takeBack(id, reason) {
      const entry = ledger.find(id);
      if (entry?.state === "applied") await note({ ...entry, state: "rolledBack", reason });
    },
    async stop() {
      stopping.abort();
      await Promise.all(workers.map((worker) => worker.settled()));
      await taking;
    },
  };
}
