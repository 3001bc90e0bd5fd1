import { type Clock, sleep } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import type { RecordDraft } from "../records/records.ts";
import { OrderNotKeptError } from "./errors.ts";
import type { ordersEvents } from "./events.ts";
import type { Ledger } from "./ledger.ts";
import { type OrderReport, orderRecord } from "./report.ts";

/**
 * Brings owed reports onto the queue.
 *
 * 1. A report stays owed until the queue has it on the disk. A power cut between the two queues it again under the same
 *    record id, by which the far side drops the repeat.
 * 2. While the disk takes no writes none is queued: what it says could be forgotten by a power cut, and told otherwise later.
 * 3. Reports are queued in the order they were owed.
 */
export interface Reports {
  /** Queues what is owed; on a failure it is tried again later, until `stop`. */
  flush(): void;
  stop(): Promise<void>;
}

const retryMs = 15_000;

export function createReports(options: {
  ledger: Ledger;
  enqueue: (drafts: readonly RecordDraft[]) => Promise<number>;
  isDurable: () => boolean;
  clock: Clock;
  reporter: Reporter<typeof ordersEvents>;
}): Reports {
  const { ledger, clock, reporter } = options;
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let isAskedAgain = false;

  const queueOwed = async () => {
    for (;;) {
      const owed: readonly OrderReport[] = ledger.owed();
      if (owed.length === 0) return;
      if (!options.isDurable()) throw new OrderNotKeptError();
      const queued = await options.enqueue(owed.map((report) => orderRecord(report, clock.monotonicMs())));
      if (queued < owed.length) reporter.report("reportUnwanted");
      await ledger.settle(owed.map(({ recordId }) => recordId));
    }
  };

  const run = async () => {
    do {
      isAskedAgain = false;
      try {
        await queueOwed();
      } catch (error) {
        if (stopping.signal.aborted) return;
        reporter.report("reportWaits", { error: errorMessage(error) });
        isAskedAgain = true;
        await sleep(clock, retryMs, stopping.signal);
      }
    } while (isAskedAgain && !stopping.signal.aborted);
  };

  return {
    flush() {
      isAskedAgain = true;
      running ??= run().finally(() => {
        running = undefined;
      });
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
