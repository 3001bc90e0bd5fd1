import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import type { Interpretation } from "./interpret.ts";
import { byGrammar, isWhole, type SaidWhere, type Understood } from "./understood.ts";

/**
 * Several commands in one text, one after the other, since a later one leans on those before it: "it" is the thing they
 * named, a part without a verb has theirs, and what a part does not tell apart is where the part before was.
 *
 * Limits: at most `partsMax` parts; a text of more than `wordsMax` words is not cut where nothing stands between.
 */
export const partsMax = 5;
const wordsMax = 14;

/** What a part takes over from those before it. */
interface Carried {
  verb: string | undefined;
  /** What it was about, in words. */
  subject: string | undefined;
  interpretation: Interpretation | undefined;
  lastThings: readonly Thing[];
  /** The place that was said. */
  area: string | undefined;
}

/** What the templates make of each part. */
export function partsByGrammar(texts: readonly string[], said: SaidWhere): Understood[] {
  const parts: Understood[] = [];
  let carried = nothingCarried(said);
  for (const text of texts) {
    const part = partByGrammar(text, carried, said);
    const cut = isWhole(part) ? [part] : (unjoined(text, said) ?? [part]);
    parts.push(...cut);
    for (const one of cut) carried = carriedAfter(one, carried);
  }
  return withEndings(parts, said);
}

/** "Zone 1, zone 2, zone 3 and zone 4 off": what is said at the end is said of all that were only named before. */
function withEndings(parts: readonly Understood[], said: SaidWhere): Understood[] {
  const ended: Understood[] = [];
  let ending: string | undefined;
  for (const part of parts.toReversed()) {
    const whole =
      isWhole(part) || ending === undefined ? part : byGrammar(`${part.text} ${ending}`, "exact", said);
    ended.unshift(isWhole(whole) ? { ...whole, text: part.text } : part);
    if (isWhole(part)) ending = part.interpretation?.wishes && saidEnding(part.interpretation, part.text);
  }
  return ended;
}

/** "Zone 2 off zone 3 on": commands with nothing between them; undefined: it cannot be cut, or in more than one way. */
export function unjoined(text: string, said: SaidWhere): Understood[] | undefined {
  const words = text.trim().split(/\s+/);
  if (words.length > wordsMax || words.filter((word) => ways.test(word)).length < 2) return undefined;
  const found: Understood[][] = [];
  for (let count = 2; count <= words.length - 2; count += 1) {
    const rest = words.slice(count).join(" ");
    // "On line 2" goes on with what stands before it.
    if (isWithoutSubject(rest)) continue;
    const first = partByGrammar(words.slice(0, count).join(" "), nothingCarried(said), said);
    if (!isCommand(first)) continue;
    const second = partByGrammar(
      rest,
      { ...carriedAfter(first, nothingCarried(said)), verb: undefined },
      said,
    );
    const others = isCommand(second) ? [second] : unjoined(rest, said);
    if (others) found.push([first, ...others]);
  }
  return found.length === 1 ? found[0] : undefined;
}

/** What says what to do: with one of them in a text, there is one command in it. */
const ways = /^(?:on|off|up|down|open|close|shut|closed|start|stop|turn|switch|lock|unlock|dim|set|\d.*)$/i;

/** `said` for a part that comes after others. */
export function saidAfter(part: Understood | undefined, said: SaidWhere): SaidWhere {
  const { lastThings } = part ? carriedAfter(part, nothingCarried(said)) : nothingCarried(said);
  return { ...said, interpretContext: { ...said.interpretContext, lastThings } };
}

function isCommand(part: Understood): boolean {
  return (
    isWhole(part) && part.interpretation?.wishes !== undefined && part.interpretation.reading.similarity === 1
  );
}

function nothingCarried({ interpretContext }: SaidWhere): Carried {
  return {
    verb: undefined,
    subject: undefined,
    interpretation: undefined,
    lastThings: interpretContext.lastThings,
    area: undefined,
  };
}

function carriedAfter({ text, interpretation }: Understood, before: Carried): Carried {
  if (!interpretation) return before;
  const { resolution, phrase, wishes } = interpretation;
  const isFound = resolution.status === "found";
  const said = phrase.areas.length === 1 ? phrase.areas[0] : undefined;
  const named = isFound ? areaNamedBy(resolution.things, text) : undefined;
  const { name, domain, deviceClass } = interpretation.reading.slotTexts;
  const subject = name ?? domain ?? deviceClass ?? /^(.+?) (?:on|off|up|down)\b/i.exec(text)?.[1];
  return {
    verb: (wishes && saidVerb(interpretation, text)) || before.verb,
    subject: subject ?? before.subject,
    interpretation: wishes ? interpretation : before.interpretation,
    lastThings: isFound ? resolution.things : before.lastThings,
    area: said ?? named ?? before.area,
  };
}

/** The place in the name of what was spoken of: "the greenhouse 2 roof vent". */
function areaNamedBy(things: readonly Thing[], text: string): string | undefined {
  const [first] = things;
  if (!first?.area || things.some(({ area }) => area !== first.area)) return undefined;
  const said = ` ${nameKey(text)} `;
  const names = [first.area, ...first.areaAliases].map(nameKey);
  return names.some((name) => said.includes(` ${name} `)) ? first.area : undefined;
}

function partByGrammar(original: string, carried: Carried, said: SaidWhere): Understood {
  const text = withOwner(original, carried.lastThings);
  const own = { ...said, interpretContext: { ...said.interpretContext, lastThings: carried.lastThings } };
  const alone = byGrammar(text, "exact", own);
  const isVerbless =
    carried.verb !== undefined && alone.interpretation && saidVerb(alone.interpretation, text) === "";
  const [first, second] = isVerbless
    ? [withVerb(alone, carried, own), alone]
    : [alone, withVerb(alone, carried, own)];
  const others = [
    withSubject(alone, carried, own),
    there(alone, carried, own),
    withUnit(alone, carried, own),
  ];
  const part = [first, second, ...others].find(
    (one) => one !== undefined && isWhole(one) && (!isVerbless || one.interpretation?.wishes !== undefined),
  );
  if (part) return { ...part, text: original };
  // A part that only goes on from the one before means nothing alone: "and the fan" is no question about it.
  return { ...alone, text: original, ...(isVerbless ? { interpretation: undefined } : {}) };
}

/** The part with the verb of the one before it. */
function withVerb(alone: Understood, { verb }: Carried, said: SaidWhere): Understood | undefined {
  return verb === undefined ? undefined : byGrammar(`${verb} ${alone.text}`, "exact", said);
}

/** "The lights on in the shed and off in the yard". */
function withSubject(alone: Understood, { subject }: Carried, said: SaidWhere): Understood | undefined {
  if (subject === undefined || !isWithoutSubject(alone.text)) return undefined;
  return byGrammar(`${subject} ${alone.text}`, "exact", said);
}

/** "Off in the yard": what goes off was said in the part before, and is not all that is there. */
export function isWithoutSubject(text: string): boolean {
  return /^(?:on|off|up|down|open|shut|closed|to|at) /i.test(text);
}

/** Of several things that the part may mean, the one where the part before was; where it is heard comes first. */
function there(alone: Understood, { area }: Carried, said: SaidWhere): Understood | undefined {
  if (area === undefined || alone.interpretation?.resolution.status !== "ambiguous") return undefined;
  return byGrammar(alone.text, "exact", {
    ...said,
    area,
    interpretContext: { ...said.interpretContext, area },
  });
}

/** "Greenhouse 1 to 20 degrees and greenhouse 2 to 18". */
function withUnit(
  alone: Understood,
  { interpretation, verb }: Carried,
  said: SaidWhere,
): Understood | undefined {
  const slots = interpretation?.reading.slots ?? {};
  const unit = slots.temperature === undefined ? "percent" : "degrees";
  const isValued = ["temperature", "brightness", "position", "volume", "speed"].some((slot) => slot in slots);
  if (!isValued || !/\d$/.test(alone.text)) return undefined;
  return byGrammar(`${verb ?? ""} ${alone.text} ${unit}`.trim(), "exact", said);
}

/** "Close the coop and switch its light off": the light where that is, or a value of the thing itself. */
function withOwner(text: string, things: readonly Thing[]): string {
  const [first] = things;
  const isOfOne = first?.area !== undefined && things.every(({ area }) => area === first.area);
  return text
    .replace(/\b(?:its|their) (brightness|volume|temperature|speed|position|colou?r|mode)\b/i, "the $1 of it")
    .replace(/\b(?:its|their)\b/i, (own) => (isOfOne ? `the ${first.area}` : own));
}

/** The words before the first that fills a slot: "open", "turn off". Only the articles: an empty text. */
function saidVerb({ reading }: Interpretation, text: string): string {
  const said = text.toLowerCase();
  const starts = Object.values(reading.slotTexts).flatMap((slot) => {
    const at = said.indexOf(slot.toLowerCase());
    return at < 0 ? [] : [at];
  });
  if (starts.length === 0) return said;
  return said.slice(0, Math.min(...starts)).replace(/(?:^|\s+)(?:(?:the|my|our|a|an)\s*)*$/, "");
}

/** The words after the thing a command is about: "off", "to 20 percent". */
function saidEnding({ reading }: Interpretation, text: string): string | undefined {
  const said = text.toLowerCase();
  const { name, name2, name3, domain, deviceClass, area } = reading.slotTexts;
  const ends = [name, name2, name3, domain, deviceClass, area].flatMap((slot) =>
    slot !== undefined && said.includes(slot.toLowerCase())
      ? [said.indexOf(slot.toLowerCase()) + slot.length]
      : [],
  );
  const ending = ends.length === 0 ? "" : said.slice(Math.max(...ends)).trim();
  return /^(?:on|off|up|down|open|shut|closed|to|at)\b/.test(ending) ? ending : undefined;
}
