import type { EventTable } from "../../core/events.ts";

export const largerEvents = {
  asked: {
    level: "debug",
    message: "the larger recogniser was asked about an utterance",
    counter: "edgewise_voice_larger_requests_total",
    labels: ["outcome"],
  },
  failed: {
    level: "warn",
    message: "the larger recogniser did not answer; edgewise goes on with what it heard itself",
    counter: "edgewise_voice_larger_failures_total",
    quietMs: 60_000,
  },
  givenUp: {
    level: "warn",
    message: "the larger recogniser failed several times in a row; it is left alone for a while",
    counter: "edgewise_voice_larger_pauses_total",
  },
  back: { level: "info", message: "the larger recogniser answers again" },
} as const satisfies EventTable;
