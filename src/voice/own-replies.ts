import type { Clock } from "../core/clock.ts";
import type { Reporter } from "../core/events.ts";
import type { ClockTrust, MessageBus } from "../domain/ports.ts";
import { type Answer, replyAwayMsMax, type Utterance } from "../domain/utterance.ts";
import type { voiceEvents } from "./events.ts";

/** Publishes on `<base>/reply` what edgewise says without having been given a command, in the form of other replies. */
export function createOwnReplies(options: {
  baseTopic: string;
  bus: Pick<MessageBus, "publish">;
  clock: Clock;
  clockTrust: ClockTrust;
  reporter: Reporter<typeof voiceEvents>;
}): (utterance: Utterance, answer: Answer) => void {
  const { baseTopic, bus, clock, clockTrust, reporter } = options;
  return ({ source, area, session }, answer) => {
    const body = {
      ...answer,
      source,
      ...(area === undefined ? {} : { area }),
      ...(session === undefined ? {} : { session }),
      at: new Date(clock.now()).toISOString(),
      clock: clockTrust.quality(),
    };
    const options = { qos: 1, awayMsMax: replyAwayMsMax } as const;
    void bus.publish(`${baseTopic}/reply`, JSON.stringify(body), options).then(({ status }) => {
      if (status !== "acknowledged") reporter.report("replyLost", { status });
    });
  };
}
