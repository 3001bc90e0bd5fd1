import { section, setting, z } from "../core/schema.ts";
import { textRule } from "./text/rule.ts";

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
  "Texts about incidents and the daily digest.",
);

export type SummariesConfig = z.infer<typeof summariesConfig>;
