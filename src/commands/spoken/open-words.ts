import { normalise } from "../../text/normalise.ts";
import { openWordGroups } from "../sentences/en/open-words.ts";

/** Own words of a place are about as likely in free text as the everyday ones. */
const ownWeight = -7;

/**
 * Words that free text may be made of, with natural log probabilities: everyday ones and the `own` of a place, such as
 * what stands on its lists.
 */
export function openWords(own: Iterable<string>): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  for (const { logWeight, words: group } of openWordGroups) {
    for (const word of group) if (!words.has(word)) words.set(word, logWeight);
  }
  for (const text of own) {
    for (const word of normalise(text).split(" ")) {
      if (/\p{L}/u.test(word) && !words.has(word)) words.set(word, ownWeight);
    }
  }
  return words;
}
