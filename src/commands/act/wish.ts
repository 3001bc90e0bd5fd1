import type { AttributeName } from "../entities/attributes.ts";
import type { ActingIntent } from "./deeds.ts";

/** What is to be done with every thing of a request. */
export interface Wish {
  intent: ActingIntent;
  /** For `set`: attribute and value; `attribute` undefined: the one the thing mainly has. */
  attribute: AttributeName | undefined;
  /** Also what to play, the areas to clean, and the task of a robot as JSON. */
  value: number | string | undefined;
  /** What such a value comes to in words, after "to": `play jazz`, `bring the cup from the kitchen`. */
  said?: string | undefined;
  /** For `increase` and `decrease`: by how much, in the unit of the attribute or in words: "twice", "a touch", "200 rpm". */
  step: number | string | undefined;
  /** Not asked for in so many words: left out where it comes by itself or is so already ("the fan on at 60 percent"). */
  isImplied?: boolean | undefined;
  /** Undo it after so long: "run the pump for 10 minutes". */
  forMs: number | undefined;
}
