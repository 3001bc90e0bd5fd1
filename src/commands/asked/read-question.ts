import { normalise } from "../../text/normalise.ts";
import { readNumbers } from "../../text/number-words.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { Thing } from "../entities/thing.ts";
import type { IntentName } from "../grammar/intents.ts";
import { isCounter } from "../questions/measures.ts";
import { hasWords, nameAndAliases } from "../questions/nearness.ts";
import { subjectsOf } from "../questions/subjects.ts";
import type { Reading } from "../understand/understand.ts";
import { type Mark, marksOf } from "./marks.ts";
import type { QuestionWords } from "./question-words.ts";

/**
 * A question read by its words, where no template has its order: what is measured, which state, of what, where and when.
 * `every` word must be known; `most`: one may be beside the point, where a thing that was named and what it measures say
 * enough ("what does that steer on the scale weigh"). It only ever asks, so that nothing can be moved by it.
 */
export function readQuestion(
  text: string,
  { words, registry, known }: { words: QuestionWords; registry: EntityRegistry; known: "every" | "most" },
): Reading | undefined {
  const said = normalise(text)
    .replace(/^(?:(?:can|could) you tell me|do you know|tell me|any idea|i wonder) /, "")
    .replace(/ enough to .*$/, " enough");
  if (!asks.test(said) || asksOther.test(said)) return undefined;
  const marks = marksOf(said, words, registry);
  const unknown = marks.filter(({ type }) => type === "unknown");
  if (unknown.length > (known === "most" ? 1 : 0) || unknown.some(isAmount)) return undefined;
  const question = new Question(said, marks, registry);
  if (unknown.length > 0 && !question.isNamedAndMeasured) return undefined;
  return question.reading();
}

const asks =
  /^(?:how|hows|what|whats|which|where|wheres|is|isnt|are|was|were|has|did|does|any|since when|when (?:did|was|were|has|have|is|are|does|do)|(?:do|have|had) (?:we|i|you|they|it|any|there)|(?:do|have) (?=the .*\bbeen\b)) /;
/** About the future, about what is wanted, about the one who is asked. */
const asksOther =
  /^how (?:do|can) (?:i|we|you)\b|\b(?:going to|will|would|should|could|until|till|why|your|yourself|are you|were you|is it possible|do i need|do we need|if)\b/;

/** Nobody says a number for nothing. */
function isAmount({ text }: Mark): boolean {
  return readNumbers(text, 0).length > 0;
}

type Of<T extends Mark["type"]> = Extract<Mark, { type: T }>;

class Question {
  readonly #text: string;
  readonly #marks: readonly Mark[];
  readonly #registry: EntityRegistry;

  constructor(text: string, marks: readonly Mark[], registry: EntityRegistry) {
    this.#text = text;
    this.#marks = marks;
    this.#registry = registry;
  }

  get isNamedAndMeasured(): boolean {
    const measure = this.#measureSaid();
    return measure !== undefined && this.#marks.some((mark) => mark.type === "name" && !mark.isPart);
  }

  /** "How much warmer is the snug than the loft". */
  get #isDifference(): boolean {
    const targets = this.#of("name").length + this.#of("area").length;
    return targets === 2 && /\b(?:than|difference|compared to|apart)\b/.test(this.#text);
  }

  reading(): Reading | undefined {
    const targets = this.#targets();
    const isOutside = this.#isOutside(targets);
    const measure = this.#measureSaid() ?? this.#measureOfNamed();
    const state = this.#state();
    const period = this.#of("period")[0]?.period;
    const isTargeted = Object.keys(targets).length > 0 || isOutside;
    const slots = { ...targets, ...(period === undefined ? {} : { period }) };
    const asked = this.#asked({ measure, state, period, isTargeted });
    if (!asked) return undefined;
    return {
      intent: asked.intent,
      slots: { ...slots, ...asked.slots },
      slotTexts: this.#texts(),
      slotContext: {},
      metadata: {
        ...(isOutside ? { isOutside } : {}),
        ...(this.#isDifference ? { isDifference: true } : {}),
        ...(asked.isWhether === true ? { isWhether: true } : {}),
      },
      literalLength: 0,
      wildcardCount: 0,
      similarity: 1,
      origin: "question words",
      tier: "grammar",
      confidence: 1,
    };
  }

  #asked(of: {
    measure: string | undefined;
    state: string | undefined;
    period: string | undefined;
    isTargeted: boolean;
  }): { intent: IntentName; slots: Record<string, string>; isWhether?: boolean } | undefined {
    const { measure, state, period, isTargeted } = of;
    const isPast = period !== undefined || /^(?:how|what|when) .*\b(?:did|was|were|had)\b/.test(this.#text);
    // "The bin fans", where none is called so, are not just any fans.
    const isLoose = this.#of("name").some(({ key }) => this.#registry.byName(key).length === 0);
    if (isLoose && this.#used("kind").length > 0) return undefined;
    if (state !== undefined && (isTargeted || state === "motion")) {
      const event = { event: state };
      if (/^(?:how many times|how often)\b/.test(this.#text))
        return { intent: "queryHowOften", slots: event };
      if (/^how many\b/.test(this.#text) && isPast) return { intent: "queryHowOften", slots: event };
      if (/^(?:how long|since when)\b/.test(this.#text)) return { intent: "queryHowLong", slots: event };
      if (/^when\b/.test(this.#text)) return { intent: "queryLastTime", slots: event };
      if (isPast && !/^(?:how|what)\b/.test(this.#text))
        return { intent: "queryHowOften", slots: event, isWhether: true };
      return { intent: "queryState", slots: { state, ...this.#quantifier() } };
    }
    if (/^(?:when|since when|how (?:often|long)|how many times)\b/.test(this.#text)) return undefined;
    const limit = this.#limit();
    if (measure === undefined) {
      // What a thing is set to, or how much is left of it.
      const isNamed = this.#of("name").some(({ isPart }) => !isPart) || this.#used("kind").length > 0;
      const isPlain = isTargeted && !isPast && limit === undefined && isNamed;
      return isPlain && /^(?:what|how much|how many|is there|are there|have|do)/.test(this.#text)
        ? { intent: "queryState", slots: {} }
        : undefined;
    }
    const measured = { measure, ...(limit === undefined ? {} : { limit }) };
    if (!isPast) {
      const which = /^(?:which|where)\b/.test(this.#text);
      if (which)
        return {
          intent: "queryMeasure",
          slots: { ...measured, quantifier: "which", statistic: this.#statistic(measure) },
        };
      return { intent: "queryState", slots: measured };
    }
    const statistic =
      limit === undefined ? this.#statistic(measure) : limit.startsWith("below") ? "lowest" : "highest";
    return { intent: "queryMeasure", slots: { ...measured, statistic } };
  }

  #of<T extends Mark["type"]>(type: T): Of<T>[] {
    return this.#marks.filter((mark): mark is Of<T> => mark.type === type);
  }

  #used(use: string): Readonly<Record<string, string | number>>[] {
    return this.#of("words").flatMap(({ uses }) =>
      uses.filter((one) => one.use === use).map(({ slots }) => slots),
    );
  }

  #wordsOf(use: string): Of<"words">[] {
    return this.#of("words").filter(({ uses }) => uses.some((one) => one.use === use));
  }

  #slot(use: string, slot: string): string | undefined {
    const found = this.#used(use).find((slots) => slots[slot] !== undefined)?.[slot];
    return found === undefined ? undefined : String(found);
  }

  #measureSaid(): string | undefined {
    const limited = this.#of("limit").find(({ measure }) => measure !== undefined)?.measure;
    // "A kilo of flour" is an amount; only how many of a unit there are says what is measured.
    const counted = /\bhow many\b/.test(this.#text) ? this.#of("unit")[0]?.measure : undefined;
    return counted ?? this.#slot("measure", "measure") ?? limited;
  }

  /** "How high did the kiln climb": what the sensors of what was named measure, if that is one thing. */
  #measureOfNamed(): string | undefined {
    const isDegree = this.#used("statistic").length > 0 || this.#used("used").length > 0;
    if (!isDegree && this.#of("limit").length === 0) return undefined;
    const keys = [
      ...this.#of("name").map(({ key }) => key),
      ...this.#of("area").flatMap((area) => area.keys),
    ];
    const sensors = this.#registry.things.filter(({ kind }) => kind === "sensor");
    const exactly = sensors.filter((thing) => isCalled(thing, keys));
    const near =
      exactly.length > 0
        ? exactly
        : sensors.filter((thing) =>
            keys.some((key) => nameAndAliases(thing).some((name) => hasWords(name, key))),
          );
    const classes = new Set(near.map(({ deviceClass }) => deviceClass?.replaceAll("_", " ")));
    const [only] = classes;
    return classes.size === 1 ? only : undefined;
  }

  #state(): string | undefined {
    const isDegree = /^(?:how (?!many|often|long)|whats? )/.test(this.#text);
    const state = this.#stateSaid() ?? this.#noticed();
    if (state === undefined || (isDegree && this.#measureSaid() !== undefined)) return undefined;
    // What is a matter of degree is told by its numbers where a measure is said beside it.
    const hasNamedThing = this.#of("name").some(({ key }) => this.#registry.byName(key).length > 0);
    const isAnyone = this.#used("people").length > 0 || this.#used("anything").length > 0;
    return isAnyone && state === "running" && !hasNamedThing ? "motion" : state;
  }

  #stateSaid(): string | undefined {
    return this.#marks
      .flatMap((mark, index) => {
        const state =
          mark.type === "words" ? mark.uses.find(({ use }) => use === "state")?.slots.state : undefined;
        return state === undefined || isPreposition(mark, this.#marks[index + 1]) ? [] : [String(state)];
      })
      .at(0);
  }

  /** "How many bag jams did we have", "has anybody been in the hall": what a sensor there notices. */
  #noticed(): string | undefined {
    if (this.#measureSaid() !== undefined) return undefined;
    const isPlaced = this.#of("area").length > 0 || this.#of("name").some(({ isPart }) => !isPart);
    if (this.#used("people").length > 0) return isPlaced ? "motion" : undefined;
    if (!/^how many .*\b(?:did|were|was|have|had)\b/.test(this.#text)) return undefined;
    const [only, ...others] = this.#of("name").flatMap(({ key }) => this.#registry.byName(key));
    return only?.kind === "binarySensor" && others.length === 0 ? noticedBy(only) : undefined;
  }

  #limit(): string | undefined {
    return this.#of("limit")[0]?.limit ?? this.#slot("measure", "limit");
  }

  #statistic(measure: string): string {
    const isHowMuch = /^(?:by )?how (?:much|many)\b/.test(this.#text);
    if (isHowMuch && this.#used("used").length > 0) return isCounter(measure) ? "total" : "change";
    if (isHowMuch && this.#used("statistic").length > 0) return "change";
    return this.#slot("statistic", "statistic") ?? this.#slot("measure", "statistic") ?? "highest";
  }

  #quantifier(): Record<string, string> {
    if (/^how many\b/.test(this.#text)) return { quantifier: "howMany" };
    if (/^(?:which|what (?!is|are|was|were))/.test(this.#text)) return { quantifier: "which" };
    return /\b(?:any|anything|something|some)\b/.test(this.#text) ? { quantifier: "any" } : {};
  }

  #isOutside(targets: object): boolean {
    return (
      this.#used("outside").length > 0 ||
      (Object.keys(targets).length === 0 && /\bit\b.* out$/.test(this.#text))
    );
  }

  #targets(): Record<string, string> {
    const names = this.#of("name").map(({ key }) => key);
    const [area, area2] = this.#of("area").map(({ key }) => key);
    const [floor] = this.#of("floor").map(({ key }) => key);
    const kind = this.#slot("kind", "domain");
    const deviceClass = this.#slot("kind", "deviceClass");
    const [name, name2, name3] = names;
    return present({ name, name2, name3, area, area2, floor, domain: kind, deviceClass });
  }

  #texts(): Record<string, string> {
    const [name] = this.#of("name");
    const [area] = this.#of("area");
    const [kind] = this.#wordsOf("kind");
    const [measure] = this.#wordsOf("measure");
    return present({ name: name?.text, area: area?.text, domain: kind?.text, measure: measure?.text });
  }
}

/** "On the fence", "up the hill": not a state but where it is. */
function isPreposition(mark: Mark, next: Mark | undefined): boolean {
  if (!/^(?:on|up|down|out|off)$/.test(mark.text) || next === undefined) return false;
  return next.type === "name" || next.type === "area" || next.type === "floor" || articles.test(next.text);
}

const articles = /^(?:the|my|our|a|an|this|that|these|those)$/;

/** What it is that a sensor of a class notices. */
function noticedBy({ deviceClass, family }: Thing): string {
  if (family === "opening") return "open";
  switch (deviceClass) {
    case "motion":
    case "occupancy":
    case "presence":
      return "motion";
    case "leak":
    case "flood":
    case "moisture":
      return "wet";
    case "smoke":
      return "smoke";
    default:
      return "jammed";
  }
}

function isCalled(thing: Thing, keys: readonly string[]): boolean {
  return [...nameAndAliases(thing), ...subjectsOf(thing)].some((name) => keys.includes(name));
}

function present(slots: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(slots).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
