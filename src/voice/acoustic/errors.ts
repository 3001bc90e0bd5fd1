import { EdgewiseError } from "../../core/errors.ts";

interface Model {
  id: string;
  version: string;
}

/** No model that this program can read is active for sound; the message says which and why. */
export class AcousticModelUnusableError extends EdgewiseError {
  constructor(model: Model | undefined, what: string) {
    const name = model ? `model ${model.id} ${model.version}` : "no model";
    super("voice.acousticModelUnusable", `${name} cannot be used for sound: ${what}`, {
      hint: "activate another version with edgewise models activate or rollback",
    });
  }
}

/** A run of the acoustic model gave something else than its manifest promises. */
export class AcousticOutputInvalidError extends EdgewiseError {
  constructor(model: Model, what: string) {
    super("voice.acousticOutputInvalid", `model ${model.id} ${model.version} gave ${what}`, {
      hint: "check it with edgewise models verify, or roll it back",
    });
  }
}

/** Another model has become active since the stream was opened: what was heard before means nothing to it. */
export class AcousticModelChangedError extends EdgewiseError {
  constructor() {
    super("voice.acousticModelChanged", "another acoustic model has become active; this stream is over", {
      hint: "open the model again",
    });
  }
}
