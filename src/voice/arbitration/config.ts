import { section, setting, z } from "../../core/schema.ts";

const live = { reload: "live" } as const;

export const arbitrationConfig = section(
  {
    windowMs: setting(
      z.int().min(0).max(10_000).default(1_000),
      "What several sources hear within this time is one utterance and acts once, in milliseconds; 0: never",
      live,
    ),
    marginDb: setting(
      z.number().min(0).max(60).default(3),
      "By how much louder over its noise a later source must have heard it to take over, in decibels",
      live,
    ),
    scope: setting(
      z.enum(["everywhere", "area"]).default("everywhere"),
      "Which sources can hear the same utterance: all of them, or only those of one area",
      live,
    ),
    groups: setting(
      z.record(z.string().min(1).max(100), z.array(z.string().min(1).max(100)).max(64)).default({}),
      "Sources that hear each other's rooms, by a name of the group; one in a group is only compared within it",
      live,
    ),
  },
  "One utterance heard by several sources",
);

export type ArbitrationConfig = z.infer<typeof arbitrationConfig>;
