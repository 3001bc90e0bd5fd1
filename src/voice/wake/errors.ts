import { EdgewiseError } from "../../core/errors.ts";

/** A wake phrase of which no way to say it is known. */
export class WakePhraseUnsayableError extends EdgewiseError {
  constructor(phrase: string, words: readonly string[]) {
    super(
      "voice.wakePhraseUnsayable",
      words.length > 0
        ? `wake phrase "${phrase}" cannot be listened for: nobody knows how to say ${words.join(", ")}`
        : `wake phrase "${phrase}" has no words`,
      { hint: "write it in words as they are spoken, or tell how they are said in voice.pronunciations" },
    );
  }
}
