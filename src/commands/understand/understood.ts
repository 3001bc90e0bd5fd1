import type { OwnReading } from "../own-intents/own-reading.ts";
import type { World } from "../world.ts";
import type { HeldBack } from "./held-back.ts";
import { chooseInterpretation, type Interpretation, type InterpretContext, isResolved } from "./interpret.ts";
import type { MissingNumber } from "./numbered.ts";
import { type Grammars, type Reading, readText } from "./understand.ts";

/** One command or question of a text, as far as it was understood. */
export interface Understood {
  text: string;
  interpretation: Interpretation | undefined;
  /** An intent that only a user's sentences know. */
  foreign: string | undefined;
  /** Too doubtful to be acted on without asking. */
  isUncertain: boolean;
  /** Words that say more than what was understood; with any, nothing may be done. */
  unread: readonly string[];
  /** One of several of which not all are understood: nothing may be done yet. */
  isPart: boolean;
  /** One of the user's own intents, and then nothing else. */
  own?: OwnReading;
  /** It would act, but the text does not ask for it: nothing may be done. */
  heldBack?: HeldBack;
  /** It is about a numbered thing that is not there. */
  missing?: MissingNumber;
}

export function isWhole({ interpretation }: Understood): boolean {
  return interpretation !== undefined && isResolved(interpretation);
}

/** Where and among which things a text was said. */
export interface SaidWhere {
  world: World;
  /** Where it was said, as things name it. */
  area: string | undefined;
  interpretContext: InterpretContext;
}

/** What the templates make of one command or question. */
export function byGrammar(
  text: string,
  which: keyof Grammars,
  { world, area, interpretContext }: SaidWhere,
): Understood {
  const { readings, foreign } = readText(text, world.grammars[which], area);
  const interpretation =
    chooseAsked(text, readings, interpretContext) ?? chooseInterpretation(readings, interpretContext);
  return { text, interpretation, foreign, isUncertain: false, unread: [], isPart: false };
}

/** "Coop door shut?": with a question mark it is a question if it can be one. */
function chooseAsked(
  text: string,
  readings: readonly Reading[],
  context: InterpretContext,
): Interpretation | undefined {
  if (!/\?\s*$/.test(text)) return undefined;
  const asked = readings.filter(({ intent }) => intent === "queryState");
  const chosen = chooseInterpretation(asked, context);
  return chosen && isResolved(chosen) ? chosen : undefined;
}
