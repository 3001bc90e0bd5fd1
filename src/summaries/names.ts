import type { Evidence } from "../domain/incident.ts";
import type { Place } from "../domain/sample.ts";
import { isPlainName, sayName, sayPlain } from "../text/say-name.ts";
import { reportingWords } from "./lexicon/reporting-words.ts";
import { wordSet } from "./lexicon/word-set.ts";

/**
 * What things may be called in a text. The phrasing picks one of these forms, the guard accepts all of them and
 * nothing else. A name that could be taken for edgewise's own words only ever stands in quotation marks.
 */

/** Whether the name may stand without quotation marks. */
export function standsAlone(raw: string): boolean {
  if (!isPlainName(raw) || !/^(?:\p{L}|\d\p{Lu}|0x)/u.test(raw.trim())) return false;
  if (numbered.test(raw.trim())) return true;
  const lower = raw.toLowerCase();
  if (lower.split(/[^\p{L}\p{M}\p{N}]+/u).some((word) => sentenceWords.has(word))) return false;
  const words = lower.match(/[\p{L}\p{M}]+/gu) ?? [];
  return words.some((word) => !reportingWords.has(word));
}

/** Words of statements, orders and all-clears, which hardly a thing is called by: `evacuate hall 2`, `press is safe`. */
const sentenceWords = wordSet(`
is are was were isn aren be been has have would cannot must should shall does don not never please now
evacuate leave ignore hurry beware needed required immediately nothing everything everyone everybody nobody safe unsafe
dangerous
ist sind war waren wird werden wurde wurden kann können muss müssen darf bitte nicht kein keine keinen nie jetzt sofort
evakuieren verlassen ignorieren räumen nötig erforderlich nichts alles alle niemand sicher ungefährlich gefährlich`);

/** A word of reporting with its own number is a thing: production line 2. */
const numbered = /^(?:line|sensor|linie) \d{1,3}$/i;

/** The name as it stands in a text: itself, or in quotation marks; undefined when nothing is left of it. */
export function nameForm(raw: string, lengthMax?: number): string | undefined {
  const said = sayName(raw, lengthMax);
  if (said === "") return undefined;
  return standsAlone(raw) ? said : `"${said}"`;
}

/**
 * The name without a closing word that adds nothing: the `freezer door contact` is open, so the `freezer door` is. Where
 * the state is only on or off, it is the contact's and not the door's.
 */
export function withoutSuffix(name: string, state: string): string {
  if (/^(?:on|off|true|false|0|1)$/i.test(state.trim())) return name;
  const shorter = name.replace(/ (?:contact|state|status|sensor)$/iu, "");
  return standsAlone(shorter) ? shorter : name;
}

/** A log named after its topic without the last level, to be followed by `log`: `press1/plc/log` is the `press1/plc` log. */
export function logForm(name: string): string {
  const shorter = name.replace(/\/logs?$/i, "");
  return standsAlone(shorter) ? shorter : name;
}

/** The name without the words of its place in front, for a sentence that has named the place: `vibration`. */
export function withoutPlace(name: string, place: Place): string {
  for (const words of [place.device, place.area]) {
    if (words === undefined || words === "") continue;
    const prefix = words
      .split(/[\s_\-/]+/)
      .join(" ")
      .toLowerCase();
    const start = name
      .slice(0, words.length)
      .split(/[\s_\-/]+/)
      .join(" ")
      .toLowerCase();
    const rest = name.slice(words.length);
    if (start !== prefix || !/^[\s_\-/]/.test(rest)) continue;
    const shorter = rest.replace(/^[\s_\-/]+/, "");
    if (standsAlone(shorter)) return shorter;
  }
  return name;
}

/** The word for a state of an on/off or enumeration series; quoted when it is not plainly a word. */
export function stateForm(raw: string): string | undefined {
  const plain = sayPlain(raw, 24);
  if (plain === "") return undefined;
  if (!/^\p{L}[\p{L}_ -]*$/u.test(plain) || plain.split(" ").length > 3) return `"${plain}"`;
  return /^\p{Lu}+$/u.test(plain) ? plain.toLowerCase() : plain;
}

/** Where something is, as said after `on` (a device) or `in` (an area) or `under` (a topic prefix). */
export function placeForms(place: Place & { topicPrefix?: string }): string[] {
  return [place.device, place.area, place.topicPrefix]
    .map((words) => (words === undefined ? undefined : nameForm(words)))
    .filter((form) => form !== undefined);
}

/** Every form in which the subject of this line may be named, quotation marks not included. */
export function subjectForms(line: Evidence): { plain: string[]; quoted: string[] } {
  const said = sayName(line.name);
  if (!standsAlone(line.name)) return { plain: [], quoted: said === "" ? [] : [said] };
  if (line.type === "log") return { plain: [...new Set([said, logForm(said)])], quoted: [] };
  const short = withoutPlace(said, line.place);
  const state = line.observedState ?? "off";
  const plain = [said, withoutSuffix(said, state), short, withoutSuffix(short, state)];
  return { plain: [...new Set(plain)], quoted: [] };
}

/**
 * Parts of the name by which a person would call the thing, in lower case: runs of its words, also in the plural. A
 * part of nothing but words of reporting or digits calls nothing by name. Only those in `text`, which is in lower case.
 */
export function subjectParts({ name }: Evidence, text: string): string[] {
  return partsOf(name, text);
}

export function placeParts(place: Place, text: string): string[] {
  return [place.device, place.area].flatMap((words) => (words === undefined ? [] : partsOf(words, text)));
}

function partsOf(raw: string, text: string): string[] {
  if (!standsAlone(raw)) return [];
  const words = sayName(raw).toLowerCase().split(/[ ,]+/);
  const parts = new Set<string>();
  for (let from = 0; from < words.length; from += 1) {
    for (let to = from + 1; to <= words.length; to += 1) {
      const part = words.slice(from, to).join(" ");
      const isSaid = text.includes(part.replace(/s$/, ""));
      if (!isSaid || part.length < partLengthMin || !standsAlone(part)) continue;
      parts.add(part);
      parts.add(part.endsWith("s") ? part.slice(0, -1) : `${part}s`);
    }
  }
  return [...parts].filter((part) => standsAlone(part));
}

/** Shorter ones are abbreviations and units more often than words. */
const partLengthMin = 3;

/** Longest name of a partner that is said in full. */
const partnerLengthMax = 40;

/** Names of those with which a sensor usually moves, as they stand in a text: `flow`, `pressure`. */
export function partnerForms({ partners = [], place }: Evidence): string[] {
  return partners
    .map((raw) => nameForm(standsAlone(raw) ? withoutPlace(sayName(raw), place) : raw, partnerLengthMax))
    .filter((name) => name !== undefined);
}
