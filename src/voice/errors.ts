import { EdgewiseError } from "../core/errors.ts";

/** Settings of voice that do not go together; the message names them. */
export class VoiceSettingsError extends EdgewiseError {
  constructor(problem: string) {
    super("voice.settings", problem, { hint: "correct the setting named, or leave it out" });
  }
}
