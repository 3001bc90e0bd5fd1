import type { EventTable } from "../../core/events.ts";

export const pronounceEvents = {
  dictionaryUnusable: {
    level: "error",
    message:
      "the pronouncing dictionary cannot be read; words are said as voice.pronunciations and the model say",
  },
  readerFailed: {
    level: "warn",
    message: "the model that reads words gave no answer; words that no dictionary has cannot be said for now",
    counter: "edgewise_voice_word_reader_failures_total",
    quietMs: 600_000,
  },
  wordsUnsaid: {
    level: "warn",
    message:
      "no way to say these words is known, so they cannot be understood when spoken; add them to voice.pronunciations",
    counter: "edgewise_voice_words_unsaid_total",
    quietMs: 600_000,
  },
} as const satisfies EventTable;
