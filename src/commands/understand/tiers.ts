import { normalise } from "../../text/normalise.ts";
import { isActingIntent } from "../act/deeds.ts";
import { readQuestion } from "../asked/read-question.ts";
import type { NanoText, NanoTier } from "../nano/nano-tier.ts";
import type { OwnReading } from "../own-intents/own-reading.ts";
import { withoutAsides } from "./asides.ts";
import { byClause, type ClauseReader, refersToClause } from "./by-clause.ts";
import { alsoIncidents, byIncident } from "./by-incident.ts";
import { withoutReason } from "./dropping.ts";
import { exceptionOf } from "./exceptions.ts";
import { type Heard, hear, hearPlainly } from "./hearing.ts";
import { heldBack } from "./held-back.ts";
import { chooseInterpretation } from "./interpret.ts";
import { isWithoutSubject, partsByGrammar, partsMax, saidAfter, unjoined } from "./joined-commands.ts";
import { missingNumber } from "./numbered.ts";
import { crossesParts, isCommandByItself, type TextPart, unsaidParts } from "./parts.ts";
import { textSlot } from "./phrase.ts";
import { callsNamesOnly } from "./plausible.ts";
import { isTaskIntent } from "./task-intents.ts";
import type { TierContext, Understanding } from "./tier-context.ts";
import { splitCommands } from "./understand.ts";
import { byGrammar, isWhole, type Understood } from "./understood.ts";
import { withDelayFirst } from "./waiting.ts";

/**
 * The tiers of understanding, in their order: exact templates with the names there are; the nano model; templates
 * with any words for names. The last stays because only it tells an unknown name without a model ("I know nothing
 * called …") and asks sensors that nobody configured; it never acts on anything the others did not find.
 */

export async function understandText(text: string, context: TierContext): Promise<Understanding> {
  const heard = heardIn(text, context);
  const understanding = await understandPlain(heard.text, context);
  const missing = missingNumber(heard.text, context.world.registry);
  const parts = understanding.parts.map((part): Understood => {
    const why = acts(part) ? heldBack(withoutCondition(text, part)) : undefined;
    if (why !== undefined) return { ...part, heldBack: why };
    if (missing && isAboutThings(part)) return { ...part, missing };
    return heard.isDeedRepaired && isRisky(part) ? { ...part, isUncertain: true } : part;
  });
  return { ...understanding, parts };
}

/** What a template has as it was said is not repaired. */
function heardIn(text: string, context: TierContext): Heard {
  const plain = hearPlainly(text, context.world);
  const heard = hear(text, context.world, context.nano?.encoder.model?.vocabulary.indexes);
  if (heard.text === plain) return heard;
  const asItIs = byGrammar(plain, "exact", context);
  const isExact = isWhole(asItIs) && asItIs.interpretation?.reading.similarity === 1;
  return isExact ? { text: plain, isDeedRepaired: false } : heard;
}

/** Not talk, and none of the tasks whose words may be anything. */
function isAboutThings({ interpretation }: Understood): boolean {
  if (interpretation === undefined || interpretation.wishes !== undefined) return true;
  const { intent } = interpretation.reading;
  return !isTaskIntent(intent) || aboutOthers.has(intent);
}

const aboutOthers = new Set<string>(["also", "correct", "outOfScope"]);

/**
 * Whether a repaired word may have moved what must not be moved by mistake. What is asked about by itself needs no doubt
 * beside that.
 */
function isRisky({ interpretation }: Understood): boolean {
  if (interpretation?.wishes === undefined || interpretation.resolution.status !== "found") return false;
  const intents = interpretation.wishes.map(({ intent }): string => intent);
  return interpretation.resolution.things.some(({ safety, riskyDeeds }) => {
    const isAskedAnyway = intents.every((intent) => riskyDeeds.some((deed) => deed === intent));
    return safety === "normal" && riskyDeeds.length > 0 && !isAskedAnyway;
  });
}

/** What is to become so may well be told: "turn the heating off once everyone has left". */
function withoutCondition(text: string, { interpretation }: Understood): string {
  const condition = interpretation && textSlot(interpretation.reading, "condition");
  return condition === undefined ? text : normalise(text).replace(normalise(condition), " ");
}

/** Acts on things at once; what is kept for later (a rule, a reminder) has words of its own for "never". */
function acts({ interpretation, own }: Understood): boolean {
  return own !== undefined || interpretation?.wishes !== undefined;
}

async function understandPlain(said: string, context: TierContext): Promise<Understanding> {
  const { clock } = context;
  const text = withDelayFirst(withoutReason(said, context));
  const startedMs = clock.monotonicMs();
  const told = await byIncident(text, undefined, context);
  if (told) return { parts: told, timesMs: { grammar: clock.monotonicMs() - startedMs } };
  const exact = understandExactly(text, context);
  const timesMs: Record<string, number> = { grammar: clock.monotonicMs() - startedMs };
  const incidents = await byIncident(text, exact.whole, context);
  if (incidents) return { parts: incidents, timesMs };
  if (!isWhole(exact.whole) || refersToClause(text)) {
    const deferred = await byClause(text, "condition", { context, reader });
    if (deferred) return deferred;
  }
  if (isWhole(exact.whole)) {
    const also = alsoIncidents(text, exact.whole, context);
    return { parts: also ? [exact.whole, also] : [exact.whole], timesMs };
  }
  if (exact.parts.length > 0 && exact.parts.every(isWhole)) return { parts: exact.parts, timesMs };
  const example = context.own.readExample(text);
  if (example) return { parts: [byOwn(text, example, context)], timesMs };
  const asked = isSaid(exact.whole) ? undefined : byWords(text, "every", context);
  if (asked) return { parts: [asked], timesMs };
  const sparing = await understandSparing(text, context);
  if (sparing) return sparing;

  const aside = isSaid(exact.whole) ? undefined : besideAsides(text, context);
  if (aside && isWhole(aside)) return { parts: [aside], timesMs };

  // What a template says exactly is not guessed at again, however many things it fits.
  if (context.nano && !isSaid(exact.whole)) {
    const nanoStartedMs = clock.monotonicMs();
    const found = await byNano(text, exact.parts, context.nano, context);
    timesMs.nano = clock.monotonicMs() - nanoStartedMs;
    const nearly = found?.some(isOfUse) ? undefined : byWords(text, "most", context);
    if (nearly) return { parts: [nearly], timesMs };
    if (found) return { parts: found, timesMs };
    const deferred = await byClause(text, "time", { context, reader });
    if (deferred) return deferred;
  }
  // What was said beside it may tell which one is meant ("I can't see a thing in the hall"), so this comes after the model.
  if (aside) return { parts: [aside], timesMs };
  const looseStartedMs = clock.monotonicMs();
  const fallback =
    missingPart(exact.parts, context) ?? withFallback(exact.whole, byGrammar(text, "loose", context));
  timesMs.grammar = (timesMs.grammar ?? 0) + clock.monotonicMs() - looseStartedMs;
  const { interpretation } = fallback;
  const isPlausible =
    !interpretation || isWhole(fallback) || callsNamesOnly(interpretation, context.world.registry);
  return { parts: [isPlausible ? fallback : { ...fallback, interpretation: undefined }], timesMs };
}

/** A whole command without what is said beside it, such as why or for whom. */
function besideAsides(text: string, context: TierContext): Understood | undefined {
  return withoutAsides(text)
    .map((rest) => byGrammar(rest, "exact", context))
    .find((one) => one.interpretation?.wishes !== undefined && (isWhole(one) || isSaid(one)));
}

const reader: ClauseReader = { fully: understandPlain };

/** The text as one command, and if it is none, as several. */
function understandExactly(
  text: string,
  context: TierContext,
): { whole: Understood; parts: readonly Understood[] } {
  const whole = byGrammar(text, "exact", context);
  if (isWhole(whole)) return { whole, parts: [] };
  const other = withoutTurn(text);
  const changed = other === undefined ? undefined : byGrammar(other, "exact", context);
  if (changed?.interpretation?.wishes && isWhole(changed)) return { whole: changed, parts: [] };
  // Several commands before unknown names: "open the vent and start the fan" is not a thing called so.
  const texts = splitCommands(text);
  if (texts.length > partsMax) return { whole, parts: [] };
  return {
    whole,
    parts: texts.length > 1 ? partsByGrammar(texts, context) : (unjoined(text, context) ?? []),
  };
}

/** A question by its words, whatever their order. */
function byWords(text: string, known: "every" | "most", context: TierContext): Understood | undefined {
  const { registry } = context.world;
  const reading = readQuestion(text, { words: context.questionWords, registry, known });
  const interpretation = reading && chooseInterpretation([reading], context.interpretContext);
  if (!interpretation) return undefined;
  return { text, interpretation, foreign: undefined, isUncertain: false, unread: [], isPart: false };
}

/** Something that can be carried out or answered, rather than what is merely no business of ours. */
function isOfUse(understood: Understood): boolean {
  return isWhole(understood) && understood.interpretation?.reading.intent !== "outOfScope";
}

/** "No, start the other pump instead": the command without the words that turn away from what was said before. */
function withoutTurn(text: string): string | undefined {
  const plain = text
    .replace(
      /^(?:(?:no|nope|wait|sorry|actually|oh|ok|okay|right|then|scratch that|strike that|my mistake|my bad|hang on|hold on|on second thoughts?|correction)[\s,]+)+/i,
      "",
    )
    .replace(/[\s,]+(?:instead|rather|then)\W*$/i, "");
  return plain === text ? undefined : plain;
}

/** Of several commands the one that is not understood: it tells more than what is wrong with all of them as one. */
function missingPart(parts: readonly Understood[], context: TierContext): Understood | undefined {
  const isCommand = ({ interpretation }: Understood) => interpretation?.wishes !== undefined;
  if (!parts.some((part) => isWhole(part) && isCommand(part))) return undefined;
  const missing = parts.find((part) => !isWhole(part));
  if (!missing) return undefined;
  const fallback = withFallback(missing, byGrammar(missing.text, "loose", context));
  return isCommand(fallback) && !isWhole(fallback)
    ? { ...fallback, isPart: true }
    : { ...fallback, interpretation: undefined };
}

/** The text without an exception that is said in it, if what is left is understood as a whole. */
async function understandSparing(text: string, context: TierContext): Promise<Understanding | undefined> {
  const { registry, grammars } = context.world;
  const exception = exceptionOf(text, { registry, grammar: grammars.exact });
  if (!exception || context.interpretContext.sparedIds) return undefined;
  const sparedIds = new Set(exception.things.map(({ id }) => id));
  const rest = await understandPlain(exception.rest, {
    ...context,
    interpretContext: { ...context.interpretContext, sparedIds },
  });
  // What is left may still need a choice, which the spared things are no part of.
  const isMeant = rest.parts.every(
    (part) => (isWhole(part) || isSaid(part)) && part.unread.length === 0 && !part.isPart,
  );
  return isMeant ? rest : undefined;
}

/** What known names made of a text, unless only any words for names make something of it. */
function withFallback(exact: Understood, loose: Understood): Understood {
  // "The dock door" is no door at the dock where several are called so.
  const [exactly, loosely] = [exact.interpretation?.resolution, loose.interpretation?.resolution];
  const isBetter = exactly?.status === "empty" && loosely?.status === "ambiguous" && !loosely.isGroup;
  const isSettled = isWhole(loose) && exactly?.status !== "ambiguous";
  if (isSettled || isBetter || !exactly) return { ...loose, foreign: exact.foreign ?? loose.foreign };
  return exact;
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
    let before: Understood | undefined;
    const own = exactParts.map((exact, index) => {
      const found = isWhole(exact)
        ? [exact]
        : byPart(exact.text, parts[index], { ...context, ...saidAfter(before, context) });
      before = found?.at(-1) ?? before;
      return found;
    });
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
  if (!nano || !isCommandByItself(nano.decoded) || isWithoutSubject(text)) return undefined;
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

/** So many things are switched back in a moment. */
const fewMax = 3;

function isHarmlesslyNamed({ interpretation }: Understood): boolean {
  if (interpretation?.resolution.status !== "found" || interpretation.reading.similarity < 0.95) return false;
  const { things } = interpretation.resolution;
  return (
    things.length <= fewMax &&
    things.every((thing) => thing.safety === "normal" && thing.riskyDeeds.length === 0)
  );
}

/** Intents that make sense only as a whole utterance. */
const talkIntents = new Set("confirm deny cancel repeat help smallTalk outOfScope also correct".split(" "));

/** Whether an intent acts or keeps something, rather than tell something. */
function doesSomething(intent: string): boolean {
  if (isActingIntent(intent)) return true;
  const isTelling = /^query|Query$/.test(intent) || intent === "smallTalk" || intent === "outOfScope";
  return !isTelling && isTaskIntent(intent as never);
}
