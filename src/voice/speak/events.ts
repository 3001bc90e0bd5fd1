import type { EventTable } from "../../core/events.ts";

export const speakEvents = {
  spoken: {
    level: "debug",
    message: "a reply was spoken",
    counter: "edgewise_voice_spoken_replies_total",
    labels: ["outcome"],
  },
  synthesisFailed: {
    level: "warn",
    message: "a reply could not be made speech; it was given as text only",
    counter: "edgewise_voice_failed_syntheses_total",
    quietMs: 60_000,
  },
  playingFailed: {
    level: "warn",
    message: "sound could not be played",
    counter: "edgewise_voice_failed_playings_total",
    quietMs: 60_000,
  },
} as const satisfies EventTable;
