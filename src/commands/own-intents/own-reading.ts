import type { OwnIntent } from "./own-intent.ts";
import type { SlotValues } from "./slot-template.ts";

/** A text read as one of the user's own intents. */
export interface OwnReading {
  readonly intent: OwnIntent;
  /** What was said for its slots, and the defaults of those that were not said. */
  readonly slots: SlotValues;
  /** `grammar`: it is one of the examples word for word. */
  readonly tier: "grammar" | "nano";
  /** In [0, 1]: how surely it is this intent and none of the others, nor something else. */
  readonly confidence: number;
}
