import { EdgewiseError } from "../core/errors.ts";

/** Something was to be queued before `start` or after `stop`: the caller keeps it, nothing was taken. */
export class SyncStoppedError extends EdgewiseError {
  constructor() {
    super("sync.stopped", "The record was not queued: edgewise is stopping.", {
      hint: "send it again once edgewise runs",
    });
  }
}
