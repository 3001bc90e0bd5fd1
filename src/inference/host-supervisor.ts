import { fullJitterDelayMs, type Random } from "../core/backoff.ts";
import { type Clock, every } from "../core/clock.ts";
import { fromPlainError, HostLostError } from "./errors.ts";
import type { HostReply, HostRequest, HostSettings, HostWork, WorkResults } from "./host/messages.ts";
import type { HostLink, MakeHostLink } from "./host-link.ts";

/** Why a host was lost: it ended by itself, gave no sign of life, or did not finish its work. */
export type LostBecause = "ended" | "silent" | "stuck";

interface Call {
  what: HostWork["type"];
  startedMs: number;
  limitMs: () => number;
  /** Over its limit at the last look. */
  isSuspect: boolean;
  resolve(result: never): void;
  reject(error: Error): void;
}

const backoff = { baseMs: 500, maxMs: 60_000 };
const lookEveryMs = 1_000;
/** A host that lived this long is not in a row of failures any more. */
const steadyAfterMs = 60_000;

/**
 * Keeps a host running while it is wanted. Limits and invariants:
 * 1. Work that takes longer than its limit, and silence longer than `silenceMsMax`, end the host. Each is only judged
 *    when two looks in a row find it: after a pause of the daemon itself, what the host said meanwhile is read first.
 * 2. Every call is settled: by its result, or by `inference.hostLost`.
 * 3. A host that is lost comes again after a jittered delay that grows up to a minute, for ever.
 */
export function createHostSupervisor(options: {
  clock: Clock;
  random: Random;
  settings: () => HostSettings;
  silenceMsMax: () => number;
  makeLink: MakeHostLink;
  onUp(): void;
  onAlive(residentBytes: number): void;
  onLost(because: LostBecause, reason: string): void;
}) {
  const { clock, random, settings, silenceMsMax, makeLink } = options;
  const calls = new Map<number, Call>();
  let link: HostLink | undefined;
  let isUp = false;
  let isWanted = false;
  let lastId = 0;
  let attempts = 0;
  let upSinceMs = 0;
  let heardAtMs = 0;
  let isSilent = false;
  let givenUp: { because: LostBecause; reason: string } | undefined;
  let cancelTimer: (() => void) | undefined;
  /** Settled when the process of `link` is gone. */
  let gone: Promise<void> = Promise.resolve();

  function connect(): void {
    givenUp = undefined;
    isSilent = false;
    heardAtMs = clock.monotonicMs();
    let sayGone = () => {};
    gone = new Promise((resolve) => {
      sayGone = resolve;
    });
    const mine = makeLink({
      settings: settings(),
      onReply: (reply) => {
        if (link === mine) receive(reply);
      },
      onExit: (reason) => {
        sayGone();
        if (link === mine) handleExit(reason);
      },
    });
    link = mine;
    cancelTimer?.();
    cancelTimer = every(clock, lookEveryMs, look);
  }

  function receive(reply: HostReply): void {
    heardAtMs = clock.monotonicMs();
    isSilent = false;
    if (reply.type === "ready") {
      isUp = true;
      upSinceMs = heardAtMs;
      options.onUp();
    } else if (reply.type === "alive") {
      if (heardAtMs - upSinceMs > steadyAfterMs) attempts = 0;
      options.onAlive(reply.residentBytes);
    } else {
      const call = calls.get(reply.id);
      calls.delete(reply.id);
      if (reply.type === "done") call?.resolve(reply.result as never);
      else call?.reject(fromPlainError(reply.error));
    }
  }

  function look(): void {
    const nowMs = clock.monotonicMs();
    if (nowMs - heardAtMs > silenceMsMax()) {
      if (isSilent) giveUp("silent", `it gave no sign of life for ${seconds(nowMs - heardAtMs)}`);
      isSilent = true;
    }
    for (const call of calls.values()) {
      if (nowMs - call.startedMs <= call.limitMs()) continue;
      if (call.isSuspect)
        giveUp("stuck", `${call.what} was not done after ${seconds(nowMs - call.startedMs)}`);
      call.isSuspect = true;
    }
  }

  function giveUp(because: LostBecause, reason: string): void {
    if (givenUp) return;
    givenUp = { because, reason };
    link?.kill();
  }

  function handleExit(endReason: string): void {
    const { because, reason } = givenUp ?? { because: "ended" as const, reason: endReason };
    forget(new HostLostError(`the inference host was lost: ${reason}`));
    options.onLost(because, reason);
    cancelTimer = clock.after(fullJitterDelayMs(attempts, { ...backoff, random }), connect);
    attempts += 1;
  }

  function forget(error: Error): void {
    link = undefined;
    isUp = false;
    cancelTimer?.();
    cancelTimer = undefined;
    const lost = [...calls.values()];
    calls.clear();
    for (const call of lost) call.reject(error);
  }

  return {
    get isUp() {
      return isUp;
    },
    get pid() {
      return link?.pid;
    },
    /** Has one started unless there is one, or one is about to come. */
    start(): void {
      if (isWanted) return;
      isWanted = true;
      attempts = 0;
      connect();
    },
    /** Only while it is up. */
    call<W extends HostWork>(
      thread: number,
      work: W,
      limitMs: () => number,
    ): Promise<WorkResults[W["type"]]> {
      if (!isUp) return Promise.reject(new HostLostError("the inference host is not running"));
      lastId += 1;
      const request: HostRequest = { id: lastId, thread, work };
      return new Promise((resolve, reject) => {
        calls.set(request.id, {
          what: work.type,
          startedMs: clock.monotonicMs(),
          limitMs,
          isSuspect: false,
          resolve,
          reject,
        });
        link?.post(request);
      });
    },
    /** Ends it, whatever it does; resolves when the process is gone or `signal` aborts. */
    async stop(signal?: AbortSignal): Promise<void> {
      isWanted = false;
      const last = link;
      forget(new HostLostError("the inference host was stopped"));
      if (!last) return;
      last.kill();
      const isForced = new Promise<void>((resolve) => {
        signal?.addEventListener("abort", () => resolve(), { once: true });
      });
      await Promise.race([gone, isForced]);
    },
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
