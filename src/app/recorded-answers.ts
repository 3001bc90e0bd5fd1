import type { CommandsService } from "../commands/service.ts";
import type { daemonEvents } from "../config/daemon-events.ts";
import type { Random } from "../core/backoff.ts";
import type { Clock } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { ClockTrust } from "../domain/ports.ts";
import { answerRecord } from "../sync/records/records.ts";
import type { SyncService } from "../sync/service.ts";
import type { Activity } from "./activity.ts";
import { createAnswerQueue } from "./answer-queue.ts";

/** Counts every answer, and queues its record before it goes out. */
export function recordAnswers(options: {
  commands: Pick<CommandsService, "onAnswered">;
  sync: Pick<SyncService, "enqueue">;
  activity: Activity;
  reporter: Reporter<typeof daemonEvents>;
  clock: Clock;
  clockTrust: ClockTrust;
  random: Random;
}): void {
  const { commands, sync, activity, reporter, clock, clockTrust, random } = options;
  const answers = createAnswerQueue({
    enqueue: (drafts) => sync.enqueue(drafts),
    onFailed: (error) => reporter.report("recordNotQueued", { class: "command", error: errorMessage(error) }),
    clock,
    random,
  });
  commands.onAnswered(async ({ utterance, answer }) => {
    activity.countCommand();
    const record = answerRecord(answer, utterance.source, { at: utterance.at, clock: clockTrust.quality() });
    await answers.add(record);
  });
}
