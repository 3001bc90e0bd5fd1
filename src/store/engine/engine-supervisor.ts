import { fullJitterDelayMs, type Random } from "../../core/backoff.ts";
import type { Clock } from "../../core/clock.ts";
import type { StoreConfig } from "../config.ts";
import { fromPlainError, type PlainError } from "../errors.ts";
import type { EngineReply, EngineRequest } from "./engine-host.ts";
import type { EngineLink, EngineLinkOptions } from "./engine-link.ts";
import type { EngineTime } from "./time.ts";

const backoff = { baseMs: 500, maxMs: 60_000 };

/** Errors that waiting does not mend: they end the start of the daemon. */
const finalCodes: ReadonlySet<string> = new Set([
  "store.locked",
  "store.newerSchema",
  "store.forbidden",
  "store.module",
  "bug",
]);

/**
 * Keeps an engine running and its database open: starts the thread again when it dies, and asks again when
 * the disk does not let the database open, with growing delays, for ever.
 */
export function createEngineSupervisor(options: {
  directory: string;
  clock: Clock;
  random: Random;
  config: () => StoreConfig;
  time: () => EngineTime;
  makeLink(options: EngineLinkOptions): EngineLink;
  onReply(reply: EngineReply): void;
  onOpen(): void;
  /** The database is not open; it is being asked for again. `isServing`: records are kept in memory meanwhile. */
  onUnavailable(error: PlainError, isServing: boolean): void;
  onCrash(error: Error): void;
}) {
  const { directory, clock, random, config, time, makeLink } = options;
  let link: EngineLink | undefined;
  let isOpen = false;
  let isServing = false;
  let isStopping = false;
  let attempts = 0;
  let cancelRetry: (() => void) | undefined;
  let firstOpening: { resolve(): void; reject(error: Error): void } | undefined;
  let closing: (() => void) | undefined;

  function connect(): void {
    link = makeLink({ directory, onReply: receive, onCrash: handleCrash });
    link.post({ type: "open", config: config(), time: time() });
  }

  function receive(reply: EngineReply): void {
    options.onReply(reply);
    isServing = reply.isServing;
    if (reply.type === "opened") handleOpened(reply.error);
    else if (reply.type === "closed") closing?.();
    else if (isOpen && !reply.isOpen) {
      handleUnavailable({
        code: "store.corrupt",
        message: "the database was damaged and could not be replaced",
      });
    }
  }

  function handleOpened(error: PlainError | undefined): void {
    if (!error) {
      isOpen = true;
      attempts = 0;
      options.onOpen();
      firstOpening?.resolve();
      firstOpening = undefined;
      return;
    }
    if (firstOpening && finalCodes.has(error.code)) {
      firstOpening.reject(fromPlainError(error));
      firstOpening = undefined;
      return;
    }
    handleUnavailable(error);
    firstOpening?.resolve();
    firstOpening = undefined;
  }

  function handleUnavailable(error: PlainError): void {
    isOpen = false;
    options.onUnavailable(error, isServing);
    retryLater(() => link?.post({ type: "open", config: config(), time: time() }));
  }

  function handleCrash(error: Error): void {
    link = undefined;
    isOpen = false;
    isServing = false;
    closing?.();
    if (isStopping) return;
    options.onCrash(error);
    if (firstOpening) {
      firstOpening.reject(error);
      firstOpening = undefined;
      return;
    }
    retryLater(connect);
  }

  function retryLater(run: () => void): void {
    cancelRetry?.();
    cancelRetry = clock.after(fullJitterDelayMs(attempts, { ...backoff, random }), run);
    attempts += 1;
  }

  return {
    get isOpen() {
      return isOpen;
    },
    /** It takes calls, if only in memory. */
    get isServing() {
      return isServing;
    },
    post(request: EngineRequest): void {
      link?.post(request);
    },
    /** Resolves when the database is open, or cannot be opened now but perhaps later; rejects when a person must act. */
    async start(signal: AbortSignal): Promise<void> {
      isStopping = false;
      const opened = new Promise<void>((resolve, reject) => {
        firstOpening = { resolve, reject };
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      });
      connect();
      try {
        await opened;
      } catch (error) {
        await this.terminate();
        throw error;
      }
    },
    /** Asks the engine to write what is unfinished and close; resolves then, or when `signal` aborts. */
    async stop(signal: AbortSignal): Promise<void> {
      isStopping = true;
      cancelRetry?.();
      if (link && !signal.aborted) {
        const closed = new Promise<void>((resolve) => {
          closing = resolve;
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
        link.post({ type: "close", time: time() });
        await closed;
      }
      await this.terminate();
    },
    async terminate(): Promise<void> {
      isStopping = true;
      isOpen = false;
      isServing = false;
      cancelRetry?.();
      const last = link;
      link = undefined;
      await last?.terminate();
    },
  };
}
