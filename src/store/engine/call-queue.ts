import type { Clock } from "../../core/clock.ts";
import { fromPlainError, StoreOverloadedError, StoreUnavailableError } from "../errors.ts";
import {
  type CallResult,
  methodKinds,
  type StoreCall,
  type StoreMethod,
  type StoreMethods,
} from "./calls.ts";

interface WaitingCall {
  call: StoreCall;
  bytes: number;
  isPatient: boolean;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Reads and small writes count for this much in memory. */
const callBytes = 200;
const batchCallsMax = 1000;

/**
 * Calls on their way to the engine. Limits and invariants:
 * 1. One batch is out at a time; calls that come meanwhile make the next one, so a slow disk makes large
 *    batches (one fsync each), not long queues.
 * 2. A patient call waits up to `groupCommitMs` for company, or until patient calls of `groupCommitBytesMax` wait; any
 *    other write takes it along at once. A read does not: nothing need be written for it.
 * 3. Above `callQueueBytesMax` the newest call is refused with `store.overloaded`.
 * 4. Every call is settled: by its result, by a refusal, or by the end of the engine.
 */
export function createCallQueue(options: {
  clock: Clock;
  limits: () => { groupCommitMs: number; groupCommitBytesMax: number; callQueueBytesMax: number };
  send(calls: StoreCall[]): void;
  onRefused(): void;
}) {
  const { clock, limits, send, onRefused } = options;
  const waiting: WaitingCall[] = [];
  let sent: WaitingCall[] = [];
  let bytesHeld = 0;
  let patientBytes = 0;
  /** Writes have waited long enough, or have not to wait. */
  let isDue = false;
  let closedBecause: Error | undefined = new StoreUnavailableError("the store is not started");
  let isPaused = true;
  const idleWaiters: (() => void)[] = [];
  let cancelTimer: (() => void) | undefined;
  let isFlushPlanned = false;

  function call<M extends StoreMethod>(
    method: M,
    args: Parameters<StoreMethods[M]>,
    hints: { bytes?: number; isPatient?: boolean } = {},
  ): Promise<ReturnType<StoreMethods[M]>> {
    if (closedBecause) return Promise.reject(closedBecause);
    const bytes = callBytes + (hints.bytes ?? 0);
    if (bytesHeld + bytes > limits().callQueueBytesMax) {
      onRefused();
      return Promise.reject(
        new StoreOverloadedError(
          `${method} was refused: ${bytesHeld} bytes of calls already wait for the disk`,
        ),
      );
    }
    bytesHeld += bytes;
    const isPatient = hints.isPatient ?? false;
    return new Promise((resolve, reject) => {
      waiting.push({
        call: { method, args },
        bytes,
        isPatient,
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      if (isPatient) waitForCompany(bytes);
      else {
        isDue ||= methodKinds[method] === "write";
        flushSoon();
      }
    });
  }

  function waitForCompany(bytes: number): void {
    patientBytes += bytes;
    if (patientBytes >= limits().groupCommitBytesMax) {
      isDue = true;
      flushSoon();
      return;
    }
    cancelTimer ??= clock.after(limits().groupCommitMs, () => {
      cancelTimer = undefined;
      isDue = true;
      flush();
    });
  }

  /** At the end of this turn of the event loop, so that calls made together go together. */
  function flushSoon(): void {
    if (isFlushPlanned) return;
    isFlushPlanned = true;
    queueMicrotask(flush);
  }

  function flush(): void {
    isFlushPlanned = false;
    if (isPaused || sent.length > 0 || waiting.length === 0) return;
    sent = isDue ? waiting.splice(0, batchCallsMax) : takeReads();
    patientBytes = 0;
    for (const { isPatient, bytes } of waiting) if (isPatient) patientBytes += bytes;
    // What is left of a long queue goes next; it has waited for this.
    isDue &&= waiting.length > 0;
    if (patientBytes === 0) cancelTimer?.();
    if (patientBytes === 0) cancelTimer = undefined;
    if (sent.length > 0) send(sent.map(({ call }) => call));
  }

  /** Patient calls stay; nothing else that waits is a write while none is due. */
  function takeReads(): WaitingCall[] {
    const reads: WaitingCall[] = [];
    const left: WaitingCall[] = [];
    for (const one of waiting.splice(0))
      (one.isPatient || reads.length === batchCallsMax ? left : reads).push(one);
    waiting.push(...left);
    return reads;
  }

  function receive(results: readonly CallResult[]): void {
    const answered = sent;
    sent = [];
    for (const [index, { bytes, resolve, reject }] of answered.entries()) {
      bytesHeld -= bytes;
      const result = results[index];
      if (result?.ok) resolve(result.value);
      else reject(fromPlainError(result?.error ?? { code: "bug", message: "the engine gave no result" }));
    }
    flush();
    wakeIfIdle();
  }

  function refuse(calls: readonly WaitingCall[], error: Error): void {
    for (const { bytes, reject } of calls) {
      bytesHeld -= bytes;
      reject(error);
    }
    wakeIfIdle();
  }

  function wakeIfIdle(): void {
    if (sent.length > 0 || waiting.length > 0) return;
    for (const wake of idleWaiters.splice(0)) wake();
  }

  return {
    call,
    receive,
    /** From now on calls are sent. */
    open(): void {
      closedBecause = undefined;
      isPaused = false;
      flush();
    },
    /** The engine is gone and comes again: calls that were out are refused, others wait. */
    pause(because: Error): void {
      isPaused = true;
      refuse(sent.splice(0), because);
    },
    /** From now on all calls are refused. */
    close(because: Error): void {
      closedBecause = because;
      isPaused = true;
      isDue = false;
      patientBytes = 0;
      cancelTimer?.();
      cancelTimer = undefined;
      refuse([...sent.splice(0), ...waiting.splice(0)], because);
    },
    /** Resolves when nothing waits and nothing is out, or when `signal` aborts. */
    drain(signal: AbortSignal): Promise<void> {
      isDue = true;
      flush();
      if (signal.aborted || isPaused || (sent.length === 0 && waiting.length === 0)) return Promise.resolve();
      return new Promise((resolve) => {
        idleWaiters.push(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  };
}
