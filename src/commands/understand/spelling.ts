import { editDistance } from "../../text/similarity.ts";

/**
 * Slips of the keyboard in the words that commands are made of: "opne", "swich", "turn of the lamp".
 *
 * Limits and invariants:
 * 1. Only words that nobody knows are repaired: no template, no name, no place, not the command model.
 * 2. A word becomes another only if that one is by itself the nearest: "nlock" may be "lock" or "unlock" and stays.
 * 3. Without the model's vocabulary any English word may be unknown, and then only swapped and doubled letters count.
 */

/** What is known of words. */
export interface KnownWords {
  /** Words of the templates, of names and of places. */
  own: ReadonlySet<string>;
  /** All words the command model knows; undefined: there is none. */
  vocabulary: ReadonlyMap<string, unknown> | undefined;
}

export interface Repaired {
  text: string;
  /** Whether a word was repaired that says what to do. */
  isDeedRepaired: boolean;
}

const deedWords = (
  "turn turned turning switch switched switching open opened opening close closed closing shut start started starting " +
  "stop stopped stopping set put run pause resume play lock locked unlock unlocked raise lower increase decrease dim " +
  "brighten water irrigate activate deactivate enable disable toggle cancel mute unmute on off up down"
).split(" ");

/** Words that a slip may become: those that tell what to do, and those around them. */
const commandWords = [
  ...deedWords,
  ...(
    "the and all every everything please what which when where how are with from into until after before while my your " +
    "that this remind announce show tell send bring make minute minutes hour hours second seconds percent degrees speed " +
    "temperature brightness volume light lights lamp lamps fan fans door doors gate window windows blind blinds curtain " +
    "curtains shutter shutters vent vents valve valves pump pumps heater heating thermostat conveyor conveyors machine " +
    "machines siren alarm scene timer speaker sensor one two three four five six seven eight nine ten twenty thirty forty " +
    "fifty sixty seventy eighty ninety hundred half quarter full morning evening night tonight tomorrow today noon " +
    "midnight red green blue white yellow purple orange"
  ).split(" "),
];

const deeds = new Set(deedWords);

/** The text with its slips repaired; the same text where there are none. */
export function withSlipsRepaired(text: string, { own, vocabulary: words }: KnownWords): Repaired {
  const known = { own, vocabulary: words && words.size >= vocabularySizeMin ? words : undefined };
  let isDeedRepaired = false;
  const spelled = text.replace(/\p{L}[\p{L}'’]*/gu, (written) => {
    const word = written.toLowerCase();
    if (isKnown(word, known)) return written;
    const meant = nearestWord(word, known) ?? splitWord(word, known);
    if (meant === undefined) return written;
    isDeedRepaired ||= meant.split(" ").some((one) => deeds.has(one));
    return meant;
  });
  const repaired = withOff(spelled);
  return { text: repaired, isDeedRepaired: isDeedRepaired || repaired !== spelled };
}

/** A model of fewer words than this does not tell what is a word. */
const vocabularySizeMin = 1000;

function isKnown(word: string, { own, vocabulary }: KnownWords): boolean {
  const plain = word.replace(/['’]/g, "");
  return own.has(plain) || vocabulary?.has(word.replaceAll("’", "'")) === true || plain !== word;
}

/** The one command word that takes the least of a slip to be written so; undefined: none, or several. */
function nearestWord(word: string, { vocabulary }: KnownWords): string | undefined {
  const costMax = vocabulary ? slipCosts.replaced : slipCosts.swapped;
  let [best, bestCost, isShared]: [string | undefined, number, boolean] = [undefined, costMax + 1, false];
  for (const candidate of commandWords) {
    const cost = slipCost(word, candidate);
    if (cost < bestCost) [best, bestCost, isShared] = [candidate, cost, false];
    else if (cost === bestCost && best !== undefined && candidate !== best) isShared = true;
  }
  return isShared || best === undefined || isNearOpposite(word, best) ? undefined : best;
}

/** "Ulock" may be either. */
function isNearOpposite(word: string, meant: string): boolean {
  const opposite = /^(?:un|de)/.test(meant) ? meant.slice(2) : undefined;
  return [opposite, `un${meant}`, `de${meant}`].some(
    (one) => one !== undefined && one.length > 2 && editDistance(word, one, 1) <= 1,
  );
}

/** Kinds of slips, from those that leave hardly another word to those that may well. */
const slipCosts = { swapped: 1, missed: 2, replaced: 3 } as const;

function slipCost(written: string, meant: string): number {
  const [shorter, longer] = [Math.min(written.length, meant.length), Math.max(written.length, meant.length)];
  const isSameStart =
    written[0] === meant[0] || (written[0] === meant[1] && written[1] === meant[0] && written.length > 2);
  if (written.length < 3 || longer - shorter > 1 || !isSameStart || editDistance(written, meant, 1) > 1)
    return Number.POSITIVE_INFINITY;
  if (longer === shorter) {
    const isSwapped = [...written].sort().join("") === [...meant].sort().join("");
    if (isSwapped) return slipCosts.swapped;
    return longer >= 5 ? slipCosts.replaced : Number.POSITIVE_INFINITY;
  }
  const isDoubled = written.replace(/(.)\1/g, "$1") === meant.replace(/(.)\1/g, "$1");
  if (isDoubled) return slipCosts.swapped;
  return longer >= 4 ? slipCosts.missed : Number.POSITIVE_INFINITY;
}

/** "Turnoff", "onthe", "tvoff": two words that want a space, of which one is a particle or an article. */
function splitWord(word: string, { own }: KnownWords): string | undefined {
  const found = /^(on|off|the)(\p{L}{2,})$|^(\p{L}{2,})(on|off)$/u.exec(word);
  if (!found) return undefined;
  const [, before, after, start, end] = found;
  const [first, second] = before ? [before, after] : [start, end];
  const other = before ? second : first;
  return other !== undefined && own.has(other) ? `${first} ${second}` : undefined;
}

const ofForOff = [
  /\b(turn|turned|turning|switch|switched|switching) of\b(?! (?:the )?(?:century|events|phrase|year)\b)/gi,
  /\b((?:turn|switch|put|shut|power) (?:\S+ ){1,5}?)of(?= *(?:[.,!]|$|please\b|(?:in|at|upstairs|downstairs|now)\b))/gi,
  /^((?:\S+ ){1,4})of(?=\W*$)/gi,
];

/** "Turn of the lamp", "hall light of": "off" with a letter missed. */
function withOff(text: string): string {
  if (!/\bof\b/i.test(text)) return text;
  return ofForOff.reduce(
    (read, pattern) => read.replace(pattern, (whole) => whole.replace(/\bof$/i, "off")),
    text,
  );
}
