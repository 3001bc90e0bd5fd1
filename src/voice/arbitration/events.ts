import type { EventTable } from "../../core/events.ts";

export const arbitrationEvents = {
  utteranceYielded: {
    level: "info",
    message: "another source heard the same utterance better, so this one stops listening",
    counter: "edgewise_voice_utterances_yielded_total",
  },
} as const satisfies EventTable;
