import type { StateTest } from "./state-test.ts";

const people =
  "(someone|somebody|anyone|anybody|a person|people|everyone|everybody|no ?one|nobody|i|we|you|he|she|they|the (?:kids|children|last person))";
const inside = "(?:in|inside|at|on|around|near)";
const stays = `(?:is|are|am|was|were|has been|have been|stays?|remains?)(?: (still|already|currently|not|no longer))?`;
const enters =
  "(?:(?:comes?|walks?|goes|go|gets?|steps?|wanders?|heads?|moves?) (?:in|into|inside)|enters?|(?:shows? up|turns? up|appears?|arrives?) (?:in|at)|(?:passes|pass|walks?|comes?) (?:through|by|past|along))";
const leaves =
  "(?:leaves?|exits?|(?:walks?|goes|go|gets?|comes?|steps?) out of|(?:has|have) left|(?:is|are) (?:out of|gone from))";

const staying = new RegExp(`^${people} ${stays} (${inside} .+)$`);
const entering = new RegExp(`^${people} ${enters} (?:to )?(.+)$`);
const leaving = new RegExp(`^${people} ${leaves} (.+)$`);
const elsewhere = /^(?:in |at )?(?:home|the house|the building|the site|work|bed|the bed)$/;

/**
 * Somebody who is, comes or no longer is in a place: "someone is in the hall", "nobody is in the office", "I leave the
 * garage". The subject is "someone in the hall", the state whether that is `detected`. Undefined for any other text, and
 * for who is at home, which no motion tells.
 */
export function parsePresence(text: string): StateTest | undefined {
  const stay = staying.exec(text);
  if (stay) {
    const isNot = stay[2] === "not" || stay[2] === "no longer";
    return presence(stay[3], isNobody(stay[1]) !== isNot);
  }
  const enter = entering.exec(text);
  if (enter) return presence(`in ${enter[2]}`, isNobody(enter[1]));
  const leave = leaving.exec(text);
  return leave ? presence(`in ${leave[2]}`, !isNobody(leave[1])) : undefined;
}

function isNobody(word: string | undefined): boolean {
  return word !== undefined && /^no/.test(word);
}

function presence(place: string | undefined, isNegated: boolean): StateTest | undefined {
  if (place === undefined || elsewhere.test(place.replace(/^in (?=in |at )/, "").replace(/^in /, "")))
    return undefined;
  return { subject: `someone ${place}`, test: { kind: "state", state: "detected", isNegated } };
}
