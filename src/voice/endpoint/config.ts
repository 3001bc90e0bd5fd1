import { section, setting, z } from "../../core/schema.ts";

const live = { reload: "live" } as const;

export const endpointConfig = section(
  {
    hangOverMs: setting(
      z.int().min(240).max(5_000).default(700),
      "silence after which an utterance is over, in milliseconds",
      live,
    ),
    completeHangOverMs: setting(
      z.int().min(120).max(5_000).default(200),
      "the same where what was said is a whole sentence that is not likely to go on; twice as long where it is not sure",
      live,
    ),
    ongoingHangOverMs: setting(
      z.int().min(120).max(5_000).default(600),
      "the same where what was said is a whole sentence that may go on: people pause before “except the kitchen”",
      live,
    ),
    noSpeechMs: setting(
      z.int().min(1_000).max(60_000).default(5_000),
      "how long it listens after the wake phrase when nobody speaks",
      live,
    ),
    utteranceMsMax: setting(
      z.int().min(2_000).max(30_000).default(12_000),
      "longest utterance; what goes on is cut off there, and only what was whole at a long silence before is acted on",
      live,
    ),
  },
  "Where an utterance ends.",
);

/** Speech that begins an utterance: shorter than the shortest word, longer than a click. */
export const startMs = 120;
