import type { Clock } from "../../core/clock.ts";
import type { ClockTrust, Publisher } from "../../domain/ports.ts";

/** What edgewise says to people in the building without having been asked. */
export interface Notification {
  kind: "timer" | "alarm" | "reminder" | "announcement";
  /** `ringing` comes again and again until `stopped`; `said` comes once. */
  event: "ringing" | "stopped" | "said";
  /** The sentence to be shown or spoken. */
  text: string;
  /** The timer, alarm or reminder: the same in all notifications about it. */
  entry?: number | undefined;
  label?: string | undefined;
  /** Where it should be heard; empty: everywhere. */
  areas: readonly string[];
  person?: string | undefined;
  /** Milliseconds since 1970-01-01 UTC. */
  dueAt?: number | undefined;
  /** Who asked for it. */
  source: string;
  session?: string | undefined;
}

/** Whether the broker took it. Never rejects. */
export type Notify = (notification: Notification) => Promise<boolean>;

/** Notifications as JSON on `<base>/notification`, QoS 1. */
export function createNotify(options: {
  publisher: Publisher;
  baseTopic: string;
  clock: Clock;
  clockTrust: ClockTrust;
  createId: () => string;
}): Notify {
  const { publisher, clock, clockTrust } = options;
  return async ({ dueAt, ...rest }) => {
    const body = {
      id: options.createId(),
      ...rest,
      ...(dueAt === undefined ? {} : { dueAt: new Date(dueAt).toISOString() }),
      at: new Date(clock.now()).toISOString(),
      clock: clockTrust.quality(),
    };
    const sent = await publisher.publish(`${options.baseTopic}/notification`, JSON.stringify(body), {
      qos: 1,
    });
    return sent.status === "acknowledged";
  };
}
