import type { Comparison, ConditionTest } from "./condition-test.ts";
import { parseLevel } from "./level-words.ts";
import { readQuantities } from "./quantity-words.ts";
import { splitRange } from "./range-words.ts";
import type { UnitName } from "./units.ts";

/** Verbs that say how a value changes or where it stands, before "above 30" and the like. */
const verbs = [
  "is|are|was|were|be|being|gets?|goes|go|becomes?|has been|have been|has gone|has got|is getting|is going",
  "(?:has )?(?:risen|fallen|dropped|climbed|sunk|gone|come|got)",
  "(?:rises?|climbs?|drops?|falls?|sinks?|dips?|slips?|creeps?|shoots?|jumps?|spikes?|soars?|surges?|plunges?|picks?|moves?|comes?|heads?|swings?|edges?|ticks?|ramps?|warms?|heats?|cools?|builds?)",
  "(?:is|are) (?:rising|falling|dropping|climbing|sinking|running|sitting)",
  "stays?|remains?|keeps?|reads?|measures|shows|registers|indicates|sits|runs|hovers|averages",
  "(?:makes?|produces?|generates?|delivers?|draws?|uses?|pulls?|consumes?|outputs?|puts? out|gives? out|holds?|contains?|weighs?)",
].join("|");
const be = `(?:${verbs})(?: (?:up|down|back|out|in|all the way))?(?: to)?`;

/** How a value compares; what the words say is measured, if they do. */
const comparators: readonly (readonly [words: string, Comparison, measure?: string])[] = [
  ["(?:at least|no less than|not below|not under|not less than)", "atLeast"],
  ["(?:at most|no more than|not above|not over|not more than)", "atMost"],
  ["(?:hotter|warmer) than", "above", "temperature"],
  ["(?:colder|cooler) than", "below", "temperature"],
  ["louder than", "above", "noise"],
  ["quieter than", "below", "noise"],
  ["brighter than", "above", "illuminance"],
  ["darker than", "below", "illuminance"],
  [
    "(?:up )?(?:above|over|past|beyond|more than|(?:higher|greater|bigger|larger|faster|fuller|heavier|stronger) than|in excess of|north of)",
    "above",
  ],
  [
    "(?:down )?(?:below|under|underneath|beneath|less than|(?:lower|smaller|slower|fewer|lighter|weaker) than|south of)",
    "below",
  ],
  ["(?:up to|as (?:high|hot|warm|fast|loud) as)", "atLeast"],
  ["(?:down to|as (?:low|cold|cool|slow) as)", "atMost"],
];

type Pattern = readonly [RegExp, Comparison, measure?: string | undefined, isEitherWay?: boolean];

const patterns: readonly Pattern[] = [
  ...comparators.map(
    ([words, comparison, measure]): Pattern => [
      new RegExp(`^(.+?) ${be} ${words} (.+)$`),
      comparison,
      measure,
    ],
  ),
  [
    /^(.+?) (?:exceeds?|surpass(?:es)?|passes|pass|tops|crosses|breaks|overshoots|goes through|has exceeded) (.+)$/,
    "above",
  ],
  [/^(.+?) (?:undershoots|goes short of) (.+)$/, "below"],
  [
    /^(.+?) (?:reach(?:es)?|hits?|has reached|has hit|touches|gets to|goes to|comes to|arrives at) (.+)$/,
    "atLeast",
    undefined,
    true,
  ],
  [
    /^(.+?) (?:attains|makes it to|(?:rises?|climbs?|gets?|goes|comes|jumps|warms|heats)(?: (?:up|back|all the way|back up))? to) (.+)$/,
    "atLeast",
  ],
  [
    /^(.+?) (?:falls?|drops?|sinks?|dips?|cools|gets down|goes down|comes down)(?: down| back)? to (.+)$/,
    "atMost",
  ],
  // "Humidity above 80": no verb.
  ...comparators.map(
    ([words, comparison, measure]): Pattern => [new RegExp(`^(.+?) ${words} (.+)$`), comparison, measure],
  ),
  [
    /^(.+?) (?:is|are|equals|is equal to|is exactly|shows|reads|stands at|is at|sits at|is down to|is up to) (.+)$/,
    "equals",
  ],
];

const ranged = new RegExp(`^(.+?) ${be} (not )?(?:outside (?:of )?)?((?:between|from) .+)$`);

export type NumberTest = Exclude<ConditionTest, { kind: "state" }>;

/** "The tank falls below 20 percent": what is compared, and with what. Undefined for any other text. */
export function parseNumberTest(text: string): { subject: string; test: NumberTest } | undefined {
  const between = ranged.exec(text);
  if (between) {
    const isOutside = between[2] !== undefined || / outside (?:of )?(?:between|from) /.test(text);
    const range = parseRange(between[3] ?? "");
    if (range)
      return { subject: between[1] ?? "", test: { kind: "between", ...range, isNegated: isOutside } };
  }
  const orMore =
    /^(.+) (?:or|and) (more|higher|above|over|hotter|warmer|less|lower|below|under|colder|cooler)$/.exec(
      text,
    );
  if (orMore) return parseOpenEnded(orMore[1] ?? "", orMore[2] ?? "");
  for (const [pattern, comparison, compared, isEitherWay] of patterns) {
    const [, subject, words] = pattern.exec(text) ?? [];
    if (subject === undefined || words === undefined) continue;
    const amount = parseAmount(words);
    if (!amount) continue;
    const { value, unit, place } = amount;
    const measure = compared ?? (warming.test(text.slice(subject.length)) ? "temperature" : undefined);
    return {
      // "There is less than 20 percent in the tank" is about the tank.
      subject: isEmptySubject(subject) && place !== "" ? place.replace(placeWords, "") : subject + place,
      test: {
        kind: "number",
        comparison,
        value,
        unit,
        ...(measure ? { measure } : {}),
        ...(isEitherWay ? { isEitherWay } : {}),
      },
    };
  }
  return undefined;
}

/** What warms or cools has a temperature, whatever else is measured of it. */
const warming = /^ (?:has )?(?:heats?|heated|warms?|warmed|cools?|cooled) /;

/** "The greenhouse is 30 degrees or more". */
function parseOpenEnded(text: string, word: string): ReturnType<typeof parseNumberTest> {
  const found = parseNumberTest(text);
  if (found?.test.kind !== "number") return undefined;
  const isUp = /^(?:more|higher|above|over|hotter|warmer)$/.test(word);
  return { ...found, test: { ...found.test, comparison: isUp ? "atLeast" : "atMost" } };
}

function isEmptySubject(subject: string): boolean {
  return /^(?:there|we|i|there is|we have|we have got)$/.test(subject);
}

/** "Five degrees", "half", and with a place after it that belongs to the subject: "30 degrees in the greenhouse". */
function parseAmount(
  words: string,
): { value: number; unit: UnitName | undefined; place: string } | undefined {
  const said = words.replace(/ (?:left|remaining)(?= |$)/, "");
  const level = parseLevel(said);
  if (typeof level === "number") return { value: level * 100, unit: "%", place: "" };
  if (said === "zero" || said === "freezing") return { value: 0, unit: undefined, place: "" };
  // The longest reading that leaves nothing, else the longest that leaves a place.
  const readings = readQuantities(said, 0).sort((a, b) => b.end - a.end);
  const best = readings.find(({ end }) => end === said.length || placeAfter.test(said.slice(end)));
  return best && { value: best.value, unit: best.unit, place: said.slice(best.end) };
}

const placeAfter = /^ (?:in|at|on|by|near|inside|outside|upstairs|downstairs|there|here)\b/;
const placeWords = /^ (?:in|at|on|by|near|inside) (?:the )?/;

function parseRange(words: string): { from: number; to: number; unit: UnitName | undefined } | undefined {
  for (const range of splitRange(words)) {
    if (range.kind !== "ends") continue;
    const [from, to] = [range.from, range.to].map((end) => {
      const whole = readQuantities(end, 0).filter((reading) => reading.end === end.length);
      return whole.at(0);
    });
    if (!from || !to || (from.unit && to.unit && from.unit !== to.unit)) continue;
    const [low, high] = [Math.min(from.value, to.value), Math.max(from.value, to.value)];
    return { from: low, to: high, unit: from.unit ?? to.unit };
  }
  return undefined;
}
