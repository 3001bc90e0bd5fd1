import { section, setting, z } from "../core/schema.ts";
import { languages } from "./language.ts";
import { textRule } from "./text/rule.ts";

/** From 0, as `localDate` counts them. */
export const weekdays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

export const summariesConfig = section(
  {
    digestEnabled: setting(
      z.boolean().default(true),
      "Publish a digest once a day: what was unusual, what is over, what is still going on.",
      { reload: "live" },
    ),
    digestHour: setting(
      z.int().min(0).max(23).default(7),
      "Hour of the day, in the time zone of the daemon, at which the digest covers the 24 hours before and is published.",
      { reload: "live" },
    ),
    weeklyEnabled: setting(
      z.boolean().default(true),
      "Publish a digest once a week: the same of seven days, what came again and again, what to check, and the week before.",
      { reload: "live" },
    ),
    weeklyDay: setting(
      z.enum(weekdays).default("monday"),
      "Day of the week, in the time zone of the daemon, on which the weekly digest is published.",
      { reload: "live" },
    ),
    weeklyHour: setting(
      z.int().min(0).max(23).default(7),
      "Hour of that day at which it covers the seven days before and is published.",
      { reload: "live" },
    ),
    language: setting(
      z.enum(languages).default("en"),
      "Language of alerts, explanations, reports and digests: `en` or `de`. The nano model writes English; German is written by the phrasing engine. Commands and replies are English.",
      { reload: "live" },
    ),
    nanoEnabled: setting(
      z.boolean().default(true),
      "Let the bundled nano model write texts about incidents; what it is not asked about or the guard refuses is written by the phrasing engine.",
      { reload: "live" },
    ),
    nanoWaitMs: setting(
      z.int().min(20).max(10_000).default(500),
      "How long a text waits for the nano model before the phrasing engine writes it.",
      { reload: "live" },
    ),
    orderClearMs: setting(
      z.int().min(0).max(3_600_000).default(20_000),
      "How much earlier the first sign must have begun before a summary says what came first; about two intervals of the slowest sensor.",
      { reload: "live" },
    ),
    texts: setting(
      z.array(textRule).max(100).default([]),
      "Topics on which texts of others arrive (weather bulletins, shift notes), to be condensed to the sentences that matter.",
    ),
  },
  "Texts about incidents, the daily and the weekly digest, and digests of texts of others.",
);

export type SummariesConfig = z.infer<typeof summariesConfig>;
