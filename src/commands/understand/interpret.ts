import { canDo } from "../act/plan.ts";
import type { Wish } from "../act/wish.ts";
import type { Thing } from "../entities/thing.ts";
import { cleaningOf, phraseOfErrand } from "./errands.ts";
import { namesTarget, type Phrase, phraseOf, textSlot } from "./phrase.ts";
import { settingOfPlace } from "./place-setting.ts";
import { type Resolution, type ResolveContext, resolvePhrase } from "./resolve.ts";
import { isTaskIntent } from "./task-intents.ts";
import type { Reading } from "./understand.ts";
import { wishesOf } from "./wish.ts";

/** A reading with what its words mean among the things there are. */
export interface Interpretation {
  reading: Reading;
  phrase: Phrase;
  /** Undefined: the reading asks a question or is talk. */
  wishes: readonly Wish[] | undefined;
  resolution: Resolution;
}

/** Two fuzzy readings closer than this cannot be told apart. */
const marginMin = 0.1;

/** Where to look names up; what a thing must be able to do follows from the reading. */
export type InterpretContext = Omit<ResolveContext, "fits" | "isQuestion">;

/**
 * The reading to go by: the first whose words all mean something, else the first that is merely ambiguous, else
 * the first. Two that took a slip for two different names are one ambiguous reading.
 */
export function chooseInterpretation(
  readings: readonly Reading[],
  context: InterpretContext,
): Interpretation | undefined {
  const all = readings
    .filter(isNotSwallowing)
    .filter(isCarriable)
    .map((reading) => interpret(reading, context));
  const good = all.filter(isResolved);
  // Of several things the same words may mean, one that can be done: only a blind is cranked up to a position.
  const best = good.find(isDoable) ?? good[0];
  if (best) return withRivals(best, good);
  const [first] = all;
  // A measure of an unknown place may be one that a sensor nobody configured knows.
  if (first && !first.wishes && textSlot(first.reading, "measure") !== undefined) return first;
  return (
    all.find((one) => one.resolution.status === "ambiguous") ??
    all.find((one) => isNear(one.resolution)) ??
    // A whole unknown name tells more than an unknown place with a word of a kind ("the lava lamp").
    longestUnknown(all) ??
    first
  );
}

function interpret(reading: Reading, context: InterpretContext): Interpretation {
  const wishes = wishesOf(reading, context.area);
  const phrase = phraseOfErrand(reading, phraseOf(reading));
  if (isTaskIntent(reading.intent) || reading.intent === "queryIncident")
    return { reading, phrase, wishes, resolution: { status: "nothingNamed" } };
  const resolve = (about: Phrase, asked: readonly Wish[] | undefined) => {
    const fits = (thing: Thing) => (asked ? asked.every((wish) => canDo(wish, thing)) : isAskable(thing));
    return resolvePhrase(about, { ...context, fits, isQuestion: asked === undefined });
  };
  const cleaning = wishes && cleaningOf(reading, phrase, context);
  if (cleaning) {
    const asked = wishes.map((wish) => ({ ...wish, ...cleaning.errand }));
    const resolution = resolve(cleaning.phrase, asked);
    const isAble =
      resolution.status !== "found" ||
      resolution.things.every((thing) => asked.every((wish) => canDo(wish, thing)));
    if (resolution.status !== "empty" && isAble) {
      return { reading, phrase: cleaning.phrase, wishes: asked, resolution };
    }
  }
  // There is no value that all sorts of things take alike.
  if (wishes?.every(isUnnamedValue) && isEverything(phrase))
    return { reading, phrase, wishes, resolution: { status: "nothingNamed" } };
  const placed = wishes && settingOfPlace(wishes, phrase, context);
  if (placed) return { reading, phrase, wishes, resolution: placed };
  const spokenOf = wishes && isMoreOfTheSame(reading, phrase) ? context.lastThings : [];
  if (
    spokenOf.length > 0 &&
    wishes &&
    spokenOf.every((thing) => wishes.every((wish) => canDo(wish, thing)))
  ) {
    const resolution = { status: "found", things: spokenOf, similarity: 1, isGroup: false } as const;
    return { reading, phrase, wishes, resolution };
  }
  const resolution = resolve(phrase, wishes);
  return { reading, phrase, wishes, resolution: notMistaken(resolution, reading, context) };
}

/** Nobody brings "into the cabinet". */
function isCarriable({ intent, slots }: Reading): boolean {
  if (!/^robot(?:Bring|Deliver)$/.test(intent) || slots.item === undefined) return true;
  return !/^(?:in|into|to|onto|out|up|down|off|on|over|through|from|home|there|back|inside) /.test(
    String(slots.item),
  );
}

function isDoable({ wishes, resolution }: Interpretation): boolean {
  if (!wishes || resolution.status !== "found") return true;
  return resolution.things.every((thing) => wishes.every((wish) => wish.isImplied || canDo(wish, thing)));
}

function isUnnamedValue({ intent, attribute }: Wish): boolean {
  return intent === "set" && attribute === undefined;
}

function isEverything({ isAll, kind, deviceClass, names }: Phrase): boolean {
  return isAll && kind === undefined && deviceClass === undefined && names.length === 0;
}

/** "A bit dimmer", "two degrees more": no thing, kind or place is said, so it is about what was spoken of last. */
function isMoreOfTheSame({ intent, slotTexts }: Reading, phrase: Phrase): boolean {
  if (intent !== "increase" && intent !== "decrease") return false;
  const isKindSaid = slotTexts.domain !== undefined || slotTexts.deviceClass !== undefined;
  return !isKindSaid && !namesTarget({ ...phrase, kind: undefined });
}

/**
 * "The press on line 2" must not become any other machine there because `press` is also a word for machines:
 * when the word for the kind is the name of a thing, that thing is meant.
 */
function notMistaken(resolution: Resolution, reading: Reading, { registry }: InterpretContext): Resolution {
  const heard = reading.slotTexts.domain ?? reading.slotTexts.deviceClass;
  if (resolution.status !== "found" || !resolution.isGroup || heard === undefined) return resolution;
  const named = registry.byName(heard);
  if (named.length === 0 || resolution.things.some((thing) => named.includes(thing))) return resolution;
  const place = reading.slotTexts.area ?? reading.slotTexts.floor;
  if (place === undefined) return resolution;
  return { status: "elsewhere", heard, place, things: named };
}

/** A measure may be of a place without any configured thing, and talk is about nothing. */
export function isResolved({ reading, wishes, resolution }: Interpretation): boolean {
  if (wishes) return resolution.status === "found";
  if (textSlot(reading, "measure") !== undefined)
    return resolution.status !== "ambiguous" && reading.wildcardCount === 0;
  if (talkIntents.has(reading.intent) || isTaskIntent(reading.intent)) return true;
  return resolution.status === "found";
}

const talkIntents = new Set([
  "confirm",
  "deny",
  "cancel",
  "repeat",
  "help",
  "queryIncidents",
  "queryIncident",
]);

function longestUnknown(all: readonly Interpretation[]): Interpretation | undefined {
  const length = ({ resolution }: Interpretation) =>
    resolution.status === "unknown" ? resolution.heard.length : 0;
  const [longest] = [...all].sort((a, b) => length(b) - length(a));
  return longest?.resolution.status === "unknown" ? longest : undefined;
}

function isNear(resolution: Resolution): boolean {
  return (resolution.status === "unknown" && resolution.isLikely) || resolution.status === "elsewhere";
}

function isAskable(thing: Thing): boolean {
  return thing.state !== undefined || Object.keys(thing.series).length > 0;
}

/**
 * "Play jazz in the kitchen" must not become something called so because no player is there: of several readings of
 * one intent with free text, only the best counts.
 */
function isNotSwallowing(reading: Reading, index: number, all: readonly Reading[]): boolean {
  if (reading.slots.item === undefined) return true;
  return !all
    .slice(0, index)
    .some((better) => better.intent === reading.intent && better.slots.item !== undefined);
}

/** Fuzzy readings of the same intent that mean other things and are about as likely make it ambiguous. */
function withRivals(best: Interpretation, good: readonly Interpretation[]): Interpretation {
  const { resolution } = best;
  if (best.reading.similarity === 1 || resolution.status !== "found") return best;
  const options = new Set(resolution.things);
  const before = options.size;
  for (const other of good) {
    const isRival =
      other.reading.intent === best.reading.intent &&
      other.reading.similarity < 1 &&
      other.reading.similarity > best.reading.similarity - marginMin &&
      other.resolution.status === "found" &&
      !other.resolution.isGroup &&
      // "Hood to 80 percent" is of the fan called so, not of a machine that has no such value.
      (isDoable(other) || !isDoable(best));
    if (isRival && other.resolution.status === "found")
      for (const thing of other.resolution.things) options.add(thing);
  }
  if (options.size === before) return best;
  const heard = best.reading.slotTexts.name ?? "";
  return { ...best, resolution: { status: "ambiguous", heard, options: [...options], isGroup: false } };
}
