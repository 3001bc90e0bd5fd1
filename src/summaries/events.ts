import type { EventTable } from "../core/events.ts";

export const summariesEvents = {
  written: {
    level: "debug",
    message: "a text was written",
    counter: "edgewise_summaries_written_total",
    labels: ["style", "writer"],
  },
  nanoRefused: {
    level: "debug",
    message: "the guard refused what the nano model wrote; the phrasing engine writes instead",
    counter: "edgewise_summaries_nano_refused_total",
    labels: ["reason"],
  },
  nanoFailed: {
    level: "warn",
    message: "the nano model wrote nothing in time; the phrasing engine writes instead",
    counter: "edgewise_summaries_nano_failures_total",
    quietMs: 600_000,
  },
  refused: {
    level: "warn",
    message:
      "the guard refused a text that does not follow from its facts; the plainest true sentence is used",
    counter: "edgewise_summaries_refused_total",
    labels: ["reason"],
    quietMs: 600_000,
  },
  digestPublished: {
    level: "info",
    message: "the digest of a day or a week was published",
    counter: "edgewise_summaries_digests_total",
    labels: ["span"],
  },
  digestFailed: {
    level: "warn",
    message: "a digest could not be made yet; edgewise tries again",
    counter: "edgewise_summaries_digest_failures_total",
    quietMs: 3_600_000,
  },
  digestStateUnreadable: {
    level: "warn",
    message:
      "which digests were published could not be read; the present one is left out so that none comes twice",
    counter: "edgewise_summaries_digest_state_unreadable_total",
  },
  textCondensed: {
    level: "info",
    message: "a text was condensed to the sentences that matter",
    counter: "edgewise_summaries_texts_total",
    labels: ["method"],
  },
  textRepeated: {
    level: "debug",
    message: "a text came again and was not condensed again",
    counter: "edgewise_summaries_texts_repeated_total",
  },
  textRefused: {
    level: "warn",
    message: "a text could not be condensed: it is empty, no text, or too long",
    counter: "edgewise_summaries_texts_refused_total",
    labels: ["reason"],
    quietMs: 600_000,
  },
  textWithoutModel: {
    level: "warn",
    message:
      "a text was condensed without the model: all of it, or its beginning and what warns by its words",
    counter: "edgewise_summaries_texts_without_model_total",
    quietMs: 600_000,
  },
  textMemoryFailed: {
    level: "warn",
    message: "which texts were condensed could not be read or written; one may be condensed twice",
    counter: "edgewise_summaries_texts_memory_failures_total",
    quietMs: 600_000,
  },
} as const satisfies EventTable;
