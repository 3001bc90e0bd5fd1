import { sleep, systemClock } from "../../core/clock.ts";
import { sayCount } from "../../text/say-list.ts";
import type { ClientOptions } from "../client-options.ts";
import { UsageError } from "../errors.ts";
import { outputOf, viewOf } from "./presentation.ts";
import type { QueueAccess } from "./queue-access.ts";
import { queueText } from "./queue-text.ts";

const drainLookMs = 500;

export async function drain(
  access: QueueAccess,
  options: ClientOptions & { sink?: string; timeout: number },
): Promise<void> {
  if (!access.drainNow) {
    throw new UsageError(
      "The daemon does not run, so nothing can be sent.",
      "start it with `edgewise run` or `systemctl start edgewise`",
    );
  }
  const sinks = await access.drainNow(options.sink);
  const output = outputOf(options);
  const endMs = systemClock.monotonicMs() + options.timeout * 1_000;
  for (;;) {
    const queue = await access.view(0);
    const left = Math.max(0, ...sinks.map((name) => queue.counts.bySink[name]?.records ?? 0));
    if (left === 0) {
      output.endProgress();
      output.result(`Everything was sent to ${sinks.join(", ")}.`, { sinks, left, queue });
      return;
    }
    if (systemClock.monotonicMs() >= endMs) {
      output.endProgress();
      output.result(
        `${sayCount(left, "record")} still ${left === 1 ? "waits" : "wait"} after ${options.timeout} s.\n${queueText(queue, viewOf(access))}`,
        { sinks, left, queue },
      );
      process.exitCode = 1;
      return;
    }
    output.progress(`${sayCount(left, "record")} left`);
    await sleep(systemClock, drainLookMs);
  }
}
