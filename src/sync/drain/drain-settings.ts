import { setting, z } from "../../core/schema.ts";
import { recordClasses } from "../../domain/envelope.ts";

/** How a sink's backlog is sent: what every sink has in the configuration, whatever its type. */

const live = { reload: "live" } as const;

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 06:30 or 22:00");

const timeWindow = z
  .strictObject({
    from: setting(timeOfDay, "Beginning, by the local clock (daemon.timeZone)", live),
    to: setting(timeOfDay, "End; earlier than the beginning: on the next day", live),
    days: setting(
      z
        .array(z.enum(weekdays))
        .min(1)
        .default([...weekdays]),
      "Days on which it begins",
      live,
    ),
  })
  .refine(({ from, to }) => from !== to, {
    message: "the window is empty: set different times, or leave the windows out",
  });

export type TimeWindow = z.infer<typeof timeWindow>;
export const weekdayNames: readonly string[] = weekdays;

export const drainShape = {
  order: setting(
    z.enum(["liveFirst", "oldestFirst"]).default("liveFirst"),
    "Whether new records overtake the backlog of an outage, or wait until it is sent",
    live,
  ),
  replay: setting(
    z
      .strictObject({
        bytesPerSecondMax: setting(
          z.int().min(1).max(1_000_000_000).optional(),
          "Most bytes a second on the wire for the backlog (historical records); no limit when left out",
          live,
        ),
        shareMin: setting(
          z.number().min(0).max(0.9).default(0.1),
          "With liveFirst: share of the batches that the backlog gets even if new records fill every batch",
          live,
        ),
      })
      .prefault({}),
    "How the backlog of an outage is sent",
    live,
  ),
  batchTargetMs: setting(
    z.int().min(50).max(600_000).default(2_000),
    "How long sending one batch should take, in milliseconds: batches grow and shrink with the measured throughput",
    live,
  ),
  circuitFailuresMax: setting(
    z.int().min(1).max(1_000).default(3),
    "Batches failing in a row before the circuit opens; then one small batch at a time tries whether the sink is back",
    live,
  ),
  probeCountMax: setting(
    z.int().min(1).max(10_000).default(10),
    "Most records in the batch that tries whether the sink is back",
    live,
  ),
  reconnectJitterMs: setting(
    z.int().min(0).max(3_600_000).default(60_000),
    "Longest wait of the backlog after an outage, in milliseconds: a random part of it, and at most half as long as the outage was, so that many gateways do not come back at once",
    live,
  ),
  promptClasses: setting(
    z.array(z.enum(recordClasses)).default(["command", "incident"]),
    "Classes that wait neither for the jitter after an outage nor for the windows and the budget of a metered link",
    live,
  ),
  metered: setting(
    z
      .strictObject({
        bytesPerDay: setting(
          z.int().min(1_024).max(1_000_000_000_000).optional(),
          "Most bytes sent a day by the local clock; no limit when left out",
          live,
        ),
        windows: setting(
          z.array(timeWindow).max(50).default([]),
          "Times in which the link may be used; always when left out",
          live,
        ),
      })
      .prefault({}),
    "For a link that costs by the byte or by the time of day",
    live,
  ),
};
