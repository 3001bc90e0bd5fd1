import type { Answer } from "../../../src/domain/utterance.ts";
import type { HassilResult } from "../hassil/matcher.ts";
import { type HomeThing, things } from "./home.ts";
import { means } from "./meanings.ts";
import type { Sentence } from "./sentences.ts";

/**
 * Understood is, on both sides: the intent that is meant, on exactly the things that are meant; nothing done or
 * answered where the sentence is out of scope. Values, such as how bright, are not compared. "Did you want me to …?"
 * with the right intent and things counts as understood.
 */
export function isUnderstoodByEdgewise(sentence: Sentence, answer: Answer): boolean {
  const { outcome, parse } = answer;
  const isTaken = outcome !== "notUnderstood" && outcome !== "refused";
  if (sentence.meaning === undefined) {
    // Chatting back, or saying that this is not its trade, is nothing done.
    return !isTaken || parse?.intent === "smallTalk" || parse?.intent === "outOfScope";
  }
  if (!isTaken || !parse || !means("edgewise", sentence.meaning, parse.intent)) return false;
  return isSameSet(
    sentence.on,
    answer.targets.map(({ name }) => name),
  );
}

export function isUnderstoodByHassil(sentence: Sentence, result: HassilResult): boolean {
  if (sentence.meaning === undefined) return result.intent === null;
  if (result.intent === null || !means("hassil", sentence.meaning, result.intent)) return false;
  return isSameSet(sentence.on, thingsOf(result.intent, result.slots));
}

/** The things that the slots select, as Home Assistant selects them: by name, else by place, domain and class. */
function thingsOf(intent: string, { name, area, domain, device_class }: HassilResult["slots"]): string[] {
  if (name !== undefined) return [name];
  const kind = domain ?? Object.entries(impliedDomains).find(([prefix]) => intent.startsWith(prefix))?.[1];
  return things
    .filter((thing) => area === undefined || thing.area === area)
    .filter((thing) => kind === undefined || domainOf(thing) === kind)
    .filter((thing) => device_class === undefined || thing.deviceClass === device_class)
    .map((thing) => thing.name);
}

/** Domains of the intents that are about one, by the beginning of their names. */
const impliedDomains: Readonly<Record<string, string>> = {
  HassLight: "light",
  HassClimate: "climate",
  HassFan: "fan",
  HassMedia: "media_player",
  HassSetVolume: "media_player",
  HassVacuum: "vacuum",
};

/** What Home Assistant calls a kind of thing. */
export function domainOf({ kind }: HomeThing): string {
  return { media: "media_player", binarySensor: "binary_sensor" }[kind] ?? kind;
}

function isSameSet(wanted: readonly string[] | undefined, found: readonly string[]): boolean {
  if (wanted === undefined) return true;
  return wanted.length === new Set(found).size && wanted.every((name) => found.includes(name));
}
