import { EdgewiseError } from "../../core/errors.ts";

/** Sound came faster than it could be heard; what waited was dropped. */
export class VoiceOverrunError extends EdgewiseError {
  constructor(source: string, droppedMs: number) {
    super(
      "voice.overrun",
      `${source}: ${droppedMs} ms of sound waited unheard and were dropped, with what was being said`,
      { hint: "this board is too busy; see edgewise status for what its models take, or use fewer sources" },
    );
  }
}
