import type { Clock } from "../../core/clock.ts";
import { isActingIntent } from "../act/deeds.ts";
import type { NanoConfig } from "../config.ts";
import type { NanoText, NanoTier } from "../nano/nano-tier.ts";
import type { OwnIntents } from "../own-intents/own-intents.ts";
import type { OwnReading } from "../own-intents/own-reading.ts";
import type { World } from "../world.ts";
import { type HeldBack, heldBack } from "./held-back.ts";
import { chooseInterpretation, type Interpretation, type InterpretContext, isResolved } from "./interpret.ts";
import { repaired, withoutNoise } from "./noise.ts";
import { isMissingNumber, withNumbersNamed } from "./numbered.ts";
import { crossesParts, isCommandByItself, type TextPart, unsaidParts } from "./parts.ts";
import { isTaskIntent } from "./task-intents.ts";
import { type Grammars, readText, splitCommands } from "./understand.ts";

/**
 * The tiers of understanding, in their order: exact templates with the names there are; the nano model; templates
 * with any words for names. The last stays because only it tells an unknown name without a model ("I know nothing
 * called …") and asks sensors that nobody configured; it never acts on anything the others did not find.
 */

/** One command or question of a text, as far as it was understood. */
export interface Understood {
  text: string;
  interpretation: Interpretation | undefined;
  /** An intent that only a user's sentences know. */
  foreign: string | undefined;
  /** Too doubtful to be acted on without asking. */
  isUncertain: boolean;
  /** Words that say more than what was understood; with any, nothing may be done. */
  unread: readonly string[];
  /** One of several of which not all are understood: nothing may be done yet. */
  isPart: boolean;
  /** One of the user's own intents, and then nothing else. */
  own?: OwnReading;
  /** It would act, but the text does not ask for it: nothing may be done. */
  heldBack?: HeldBack;
}

export interface Understanding {
  parts: readonly Understood[];
  /** Milliseconds spent in each tier that was asked. */
  timesMs: Readonly<Record<string, number>>;
}

export interface TierContext {
  world: World;
  /** Where it was said, as things name it. */
  area: string | undefined;
  interpretContext: InterpretContext;
  nano: NanoTier | undefined;
  own: Pick<OwnIntents, "read" | "readExample">;
  thresholds: Pick<NanoConfig, "actMin" | "rejectBelow">;
  clock: Clock;
}

/** At most so many commands in one sentence. */
const partsMax = 5;

export async function understandText(text: string, context: TierContext): Promise<Understanding> {
  const plain = withoutNoise(text);
  const heard = withNumbersNamed(repaired(plain) ?? plain, context.world.registry);
  const understanding = await understandPlain(heard, context);
  const why = heldBack(text);
  if (why === undefined) return understanding;
  return {
    ...understanding,
    parts: understanding.parts.map((part) => (acts(part) ? { ...part, heldBack: why } : part)),
  };
}

/** Acts on things at once; what is kept for later (a rule, a reminder) has words of its own for "never". */
function acts({ interpretation, own }: Understood): boolean {
  return own !== undefined || interpretation?.wishes !== undefined;
}

async function understandPlain(text: string, context: TierContext): Promise<Understanding> {
  const { clock } = context;
  const timesMs: Record<string, number> = {};
  const startedMs = clock.monotonicMs();
  const whole = byGrammar(text, "exact", context);
  // Several commands before unknown names: "open the vent and start the fan" is not a thing called so.
  const texts = isWhole(whole) ? [] : splitCommands(text);
  const parts = texts.length >= 2 && texts.length <= partsMax ? partsByGrammar(texts, context) : [];
  timesMs.grammar = clock.monotonicMs() - startedMs;
  if (isWhole(whole)) return { parts: [whole], timesMs };
  if (parts.length > 0 && parts.every(isWhole)) return { parts, timesMs };
  const example = context.own.readExample(text);
  if (example) return { parts: [byOwn(text, example, context)], timesMs };

  // What a template says exactly is not guessed at again, however many things it fits.
  if (context.nano && !isSaid(whole)) {
    const nanoStartedMs = clock.monotonicMs();
    const found = await byNano(text, parts, context.nano, context);
    timesMs.nano = clock.monotonicMs() - nanoStartedMs;
    if (found) return { parts: found, timesMs };
  }
  const looseStartedMs = clock.monotonicMs();
  const fallback = withFallback(whole, byGrammar(text, "loose", context));
  timesMs.grammar += clock.monotonicMs() - looseStartedMs;
  return { parts: [fallback], timesMs };
}

function byGrammar(text: string, which: keyof Grammars, context: TierContext): Understood {
  const { registry, grammars } = context.world;
  const { readings, foreign } = readText(text, grammars[which], context.area);
  const meant = readings.filter((reading) => !isMissingNumber(text, reading, registry));
  const interpretation = chooseInterpretation(meant, context.interpretContext);
  return { text, interpretation, foreign, isUncertain: false, unread: [], isPart: false };
}

/**
 * One after the other, since a later part leans on those before it: "it" is the thing they named, and a part without
 * a verb has theirs ("open the curtains and the blind in the kitchen").
 */
function partsByGrammar(texts: readonly string[], context: TierContext): Understood[] {
  const parts: Understood[] = [];
  let { lastThings } = context.interpretContext;
  let verb: string | undefined;
  for (const text of texts) {
    const own = { ...context, interpretContext: { ...context.interpretContext, lastThings } };
    const alone = byGrammar(text, "exact", own);
    const isVerbless =
      verb !== undefined && alone.interpretation && saidVerb(alone.interpretation, text) === "";
    const part = isVerbless || (verb && !alone.interpretation) ? withVerb(verb ?? "", alone, own) : alone;
    parts.push(part);
    const { interpretation } = part;
    if (interpretation?.resolution.status === "found") lastThings = interpretation.resolution.things;
    if (part === alone && interpretation?.wishes) verb = saidVerb(interpretation, text) || undefined;
  }
  return parts;
}

/** The part with the verb of the one before it; as it is when that means nothing, and then it is not acted on. */
function withVerb(verb: string, alone: Understood, context: TierContext): Understood {
  const whole = byGrammar(`${verb} ${alone.text}`, "exact", context);
  if (isWhole(whole)) return { ...whole, text: alone.text };
  return alone.interpretation?.wishes ? { ...alone, interpretation: undefined } : alone;
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

/** What known names made of a text, unless only any words for names make something of it. */
function withFallback(exact: Understood, loose: Understood): Understood {
  if (isWhole(loose) || !exact.interpretation) return { ...loose, foreign: exact.foreign ?? loose.foreign };
  return exact;
}

function isWhole({ interpretation }: Understood): boolean {
  return interpretation !== undefined && isResolved(interpretation);
}

/** A template fits, and the trouble is with the things it names; or it is an intent of the user's own. */
function isSaid({ interpretation, foreign }: Understood): boolean {
  const status = interpretation?.resolution.status;
  return foreign !== undefined || status === "ambiguous" || status === "elsewhere";
}

/** What the model makes of the text, or of each of its parts; undefined: too little to go by. */
async function byNano(
  text: string,
  exactParts: readonly Understood[],
  nano: NanoTier,
  context: TierContext,
): Promise<readonly Understood[] | undefined> {
  const { registry } = context.world;
  const read = await nano.read([text, ...exactParts.map((part) => part.text)], {
    registry,
    area: context.area,
    hasLastThings: context.interpretContext.lastThings.length > 0,
  });
  const [whole, ...parts] = read ?? [];
  if (!whole) return undefined;
  const textParts = exactParts.map(
    (exact, index): TextPart => ({ text: exact.text, decoded: parts[index]?.decoded }),
  );
  if (textParts.length > 0 && !crossesParts(whole.decoded, textParts)) {
    const own = exactParts.map((exact, index) =>
      isWhole(exact) ? [exact] : byPart(exact.text, parts[index], context),
    );
    if (own.every((one) => one !== undefined) && own.some((one) => one.length > 0)) return own.flat();
  }
  const isHalfSaid = unsaidParts(whole.decoded, textParts).length > 0;
  const judged = judge(text, whole, { ...context, isHalfSaid });
  const ownReading = context.own.read(whole.decoded);
  if (ownReading && isPreferred(ownReading, judged, context)) return [byOwn(text, ownReading, context)];
  return judged;
}

function byOwn(text: string, own: OwnReading, { thresholds }: TierContext): Understood {
  const isUncertain = own.confidence < thresholds.actMin;
  return { text, interpretation: undefined, foreign: undefined, isUncertain, unread: [], isPart: false, own };
}

/**
 * The user's own intents go before the built-in ones unless those are surer by far: they were written for just this
 * place. A built-in reading that could not be carried out as it is never stands against them.
 */
function isPreferred(
  own: OwnReading,
  judged: readonly Understood[] | undefined,
  { thresholds }: TierContext,
): boolean {
  if (own.confidence < thresholds.rejectBelow) return false;
  const isCarriedOut = judged?.every(
    (one) => isWhole(one) && !one.isUncertain && !one.isPart && one.unread.length === 0,
  );
  if (!judged || !isCarriedOut) return true;
  const builtIn = Math.min(...judged.map(({ interpretation }) => interpretation?.reading.confidence ?? 0));
  return own.confidence >= builtIn - ownLead;
}

/** How much surer a built-in reading must be. */
const ownLead = 0.15;

/** A part that is a command or question of its own, beyond doubt; a courtesy ("and good night") is none and does no harm. */
function byPart(
  text: string,
  nano: NanoText | undefined,
  context: TierContext,
): readonly Understood[] | undefined {
  if (!nano || !isCommandByItself(nano.decoded)) return undefined;
  const { intent, confidence } = nano.decoded;
  if (intent === "smallTalk" && confidence >= context.thresholds.actMin) return [];
  if (talkIntents.has(intent)) return undefined;
  const judged = judge(text, nano, { ...context, isHalfSaid: false });
  const isSure = judged?.every(
    (one) => isWhole(one) && !one.isUncertain && one.unread.length === 0 && !one.isPart,
  );
  return isSure ? judged : undefined;
}

/** Whether a reading of the model is sure enough for what it asks: acting takes more than answering. */
function judge(
  text: string,
  { decoded, commands }: NanoText,
  context: TierContext & { isHalfSaid: boolean },
): readonly Understood[] | undefined {
  const { actMin, rejectBelow } = context.thresholds;
  const interpretations = (commands ?? []).flatMap(
    ({ readings }) => chooseInterpretation(readings, context.interpretContext) ?? [],
  );
  const confidence = Math.min(...interpretations.map(({ reading }) => reading.confidence));
  if (interpretations.length === 0 || confidence < rejectBelow) return undefined;
  const unread = (commands ?? []).flatMap((command) => command.unread);
  const understood = interpretations.map(
    (interpretation): Understood => ({
      text,
      interpretation,
      foreign: undefined,
      isUncertain: false,
      unread,
      isPart: false,
    }),
  );
  if (!doesSomething(decoded.intent)) {
    if (unread.length > 0) return undefined;
    return understood.every(isWhole) || confidence >= actMin ? understood : undefined;
  }
  // Exactly the name of something harmless: little can go wrong, and asking would be a bother.
  const isPlain = understood.every(isHarmlesslyNamed) && understood.length === 1;
  const isSure = confidence >= (isPlain ? (actMin + rejectBelow) / 2 : actMin) && !context.isHalfSaid;
  if (unread.length > 0) return isSure ? understood.slice(0, 1) : undefined;
  const open = understood.find((one) => !isWhole(one));
  // Nothing at all before all of it is clear.
  if (open) return isSure ? [{ ...open, isPart: understood.length > 1 }] : undefined;
  if (isSure) return understood;
  // Asking is for one command; a task without things cannot be asked for.
  const [only] = understood;
  const canAsk = understood.length === 1 && only?.interpretation?.wishes !== undefined;
  return canAsk && only ? [{ ...only, isUncertain: true }] : undefined;
}

function isHarmlesslyNamed({ interpretation }: Understood): boolean {
  if (interpretation?.resolution.status !== "found" || interpretation.reading.similarity < 0.95) return false;
  const { things, isGroup } = interpretation.resolution;
  return !isGroup && things.every((thing) => thing.safety === "normal" && thing.riskyDeeds.length === 0);
}

/** Intents that make sense only as a whole utterance. */
const talkIntents = new Set("confirm deny cancel repeat help smallTalk outOfScope also correct".split(" "));

/** Whether an intent acts or keeps something, rather than tell something. */
function doesSomething(intent: string): boolean {
  if (isActingIntent(intent)) return true;
  const isTelling = /^query|Query$/.test(intent) || intent === "smallTalk" || intent === "outOfScope";
  return !isTelling && isTaskIntent(intent as never);
}
