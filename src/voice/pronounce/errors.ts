import { EdgewiseError } from "../../core/errors.ts";

/** The dictionary that belongs to the program is not there or not as it was made. */
export class DictionaryUnusableError extends EdgewiseError {
  constructor(file: string, what: string, cause?: unknown) {
    super("voice.dictionaryUnusable", `the pronouncing dictionary ${file} cannot be used: ${what}`, {
      hint: "install edgewise again; until then only words of voice.pronunciations and what the model reads can be said",
      cause,
    });
  }
}

/** The active model of the task `pronunciation` does not fit this program, or gave something else than it promises. */
export class ReaderUnusableError extends EdgewiseError {
  constructor(model: { id: string; version: string }, what: string) {
    super(
      "voice.readerUnusable",
      `model ${model.id} ${model.version} cannot be used to read words: ${what}`,
      {
        hint: "check it with edgewise models verify, or roll it back",
      },
    );
  }
}
