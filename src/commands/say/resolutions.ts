import { sayList } from "../../text/say-list.ts";
import { sayName } from "../../text/say-name.ts";
import { sayQuotation } from "../../text/say-quotation.ts";
import type { Thing } from "../entities/thing.ts";
import type { HeldBack } from "../understand/held-back.ts";
import type { MissingNumber } from "../understand/numbered.ts";
import type { Phrase } from "../understand/phrase.ts";
import { isPronoun, type Resolution } from "../understand/resolve.ts";
import { groupNoun } from "./kind-nouns.ts";
import { capitalise, inPlace, isOrAre, middleName, sayOptions } from "./phrases.ts";

const optionsMax = 5;

/** Why nothing was done, in a sentence: what was heard, and what there is instead. */
export function sayUnresolved(
  resolution: Exclude<Resolution, { status: "found" }>,
  phrase: Phrase,
  deed: string | undefined,
): string {
  switch (resolution.status) {
    case "ambiguous":
      return sayWhich(resolution.options, phrase, resolution.isGroup);
    case "unknown": {
      if (isPronoun(resolution.heard)) return "Which thing do you mean?";
      const [first] = resolution.nearest;
      if (first && resolution.isLikely) {
        return `I know nothing called ${quoted(resolution.heard)}. Did you mean ${middleName(first)}?`;
      }
      const known = resolution.nearest.map(middleName);
      const rest = known.length > 0 ? `; the nearest names are ${sayList(known)}` : "";
      return `I know nothing called ${quoted(resolution.heard)}${rest}.`;
    }
    case "elsewhere": {
      const [first] = resolution.things;
      const where = first?.area ? inPlace(first.area) : "somewhere else";
      const name = first ? capitalise(middleName(first)) : "It";
      return `${name} ${first ? isOrAre(first) : "is"} ${where}, not ${inPlace(resolution.place)}, so I did nothing.`;
    }
    case "unknownPlace": {
      if (resolution.heard === "here") return "I do not know where you are; please name the area.";
      const known = resolution.known.slice(0, optionsMax).map((name) => sayName(name));
      const rest = known.length > 0 ? `; I know ${sayList(known)}` : "";
      return `I know no place called ${quoted(resolution.heard)}${rest}.`;
    }
    case "empty": {
      const [, plural] = groupNoun(phrase);
      const where = resolution.place ? ` ${inPlace(resolution.place)}` : "";
      return `I know of no ${plural}${where}${deed ? ` that can be ${deed}` : ""}.`;
    }
    case "nothingNamed":
      return "Which thing do you mean?";
  }
}

/** What was said beside the command and was not understood. */
export function sayUnread(unread: readonly string[]): string {
  const words = unread.slice(0, 3).map(quoted);
  return `I understood the command but not ${sayOptions(words)} in it, so I did nothing.`;
}

/** `Which one do you mean: the bedroom fan or the living room fan?` */
function sayWhich(
  options: readonly Thing[],
  phrase: Pick<Phrase, "kind" | "deviceClass">,
  isGroup: boolean,
): string {
  const told = options.slice(0, optionsMax).map(middleName);
  const more = options.length > optionsMax ? [`one of ${options.length - optionsMax} others`] : [];
  const noun = phrase.kind || phrase.deviceClass ? groupNoun(phrase)[0] : "one";
  return `Which ${noun} do you mean: ${sayOptions([...told, ...more, ...(isGroup ? ["all of them"] : [])])}?`;
}

function quoted(heard: string): string {
  return sayQuotation(heard, 60) ?? "that";
}

/** What there is instead of a number that nothing has: `I know no "press 7"; there are the Press 1 and the Press 2.` */
export function sayMissing({ heard, known }: MissingNumber): string {
  const told = known.slice(0, optionsMax).map(middleName);
  const more = known.length > optionsMax ? [`${known.length - optionsMax} others`] : [];
  return `I know nothing called ${quoted(heard)}; there are ${sayList([...told, ...more])}.`;
}

/** Why a deed that was only spoken of is not done. */
export function sayHeldBack(why: HeldBack): string {
  return why === "forbidden"
    ? "You said not to, so I did nothing."
    : "That sounded like something told, not like a command, so I did nothing.";
}
