import { isActingIntent } from "../act/deeds.ts";
import { type IntentName, intents, isIntentName, type SlotName } from "../grammar/intents.ts";
import { isPronoun } from "../understand/resolve.ts";
import type { Reading } from "../understand/understand.ts";
import { type Clause, clausesMax, clausesOf, isTarget } from "./clauses.ts";
import type { DecodedText, Span } from "./decode.ts";
import { type Details, readDetails } from "./details.ts";
import { withMissedTarget } from "./missed-targets.ts";
import { asSaid } from "./opposites.ts";
import { freeWords, withParticle } from "./particles.ts";
import type { ReadContext } from "./read-context.ts";
import { readTargets, withRoles } from "./targets.ts";

/** One command or question of a text: readings that mean one thing each, the likeliest first. */
export interface NanoCommand {
  readings: readonly Reading[];
  /** Words that say something this reading has no place for: it must not be acted on without them. */
  unread: readonly string[];
}

/** The commands a decoded text holds, one for each group of things; undefined: its intent is none of ours. */
export function readCommands(decoded: DecodedText, context: ReadContext): NanoCommand[] | undefined {
  if (!isIntentName(decoded.intent)) return undefined;
  const intent = asSaid(withParticle(decoded.intent, decoded, context), decoded);
  const marked = hasGroups(intent) ? withMissedTarget(withoutArticles(decoded), intent, context) : decoded;
  const roled = { ...marked, spans: withRoles(marked, context) };
  const clauses = hasGroups(intent) ? clausesOf(roled) : [oneClause(roled)];
  const missed = isActingIntent(intent) ? missedAmounts(decoded) : [];
  const against = saidAgainst(intent, decoded);
  const commands = clauses
    .map((clause) => readClause(intent, clause, decoded, context))
    .map((command) => ({ ...command, unread: [...command.unread, ...missed, ...against] }));
  if (clauses.length <= clausesMax) return commands;
  return commands.slice(0, 1).map((command) => ({ ...command, unread: [...command.unread, decoded.text] }));
}

/** Intents about things, of which several groups may be named. */
function hasGroups(intent: IntentName): boolean {
  return (intents[intent].slots as readonly SlotName[]).includes("name2");
}

/** An article that the model took for something: "a further 30 degrees". */
function withoutArticles(decoded: DecodedText): DecodedText {
  const isArticle = ({ text }: Span) => /^(?:an?|the)$/i.test(text);
  return decoded.spans.some(isArticle)
    ? { ...decoded, spans: decoded.spans.filter((span) => !isArticle(span)) }
    : decoded;
}

/** Amounts that no span holds: nobody says them for nothing. */
function missedAmounts({ spans, words }: DecodedText): string[] {
  return words
    .filter(({ text }, index) => {
      const isCovered = spans.some(({ start, end }) => index >= start && index < end);
      return (
        !isCovered && /^(?:\d.*|%|°|percent|degrees|twice|thrice|half|thirds?|quarters?|halfway)$/.test(text)
      );
    })
    .map(({ text }) => text);
}

/** Words that turn a command round where the model took only one way: "zone 2 off zone 3 on". */
function saidAgainst(intent: IntentName, decoded: DecodedText): string[] {
  const free = freeWords(decoded);
  const isSparing = decoded.spans.some(({ tag }) => tag === "except" || tag === "exceptArea");
  const isBoth = free.includes("on") && free.includes("off") && !leftOn.test(decoded.text);
  if (!isActingIntent(intent) || isSparing) return [];
  // "Not the saw", "cancel the glue pots thing", "set the siren off": none asks for what the model may take it for.
  const turned = free.filter((word) => turning.has(word));
  const isIntoUse = /^(?:stop|turnOff)$/.test(intent) && intoUse.test(decoded.text);
  const isSetOff = intent === "turnOff" && free.includes("set") && free.includes("off");
  return [
    ...(isBoth ? ["on", "off"] : []),
    ...turned,
    ...(isSetOff ? ["set off"] : []),
    ...(isIntoUse ? ["into"] : []),
  ];
}

/** "Who left the lights on turn them off": how it is, then what to do. */
const leftOn =
  /\b(?:left|leaves?|leaving|is|are|still|was|were)\b.*\bon\b.*\b(?:turn|switch|put|get|shut|knock|kill)\b.*\boff\b/i;
const intoUse = /\binto (?:operation|service|use|action|production|gear)\b/i;
const turning = new Set(["not", "cancel", "scrap", "forget", "never"]);

function oneClause({ spans }: DecodedText): Clause {
  return { targets: spans.filter(isTarget), rest: spans.filter((span) => !isTarget(span)) };
}

function readClause(
  said: IntentName,
  clause: Clause,
  decoded: DecodedText,
  context: ReadContext,
): NanoCommand {
  const details = readDetails(said, clause.rest, decoded, context.words);
  const spans = withoutEmptyPronoun(clause.targets, details, context);
  const targets = readTargets(spans, context);
  const { intent } = details;
  const allowed = new Set<string>(intents[intent].slots);
  const unread = [...details.unread, ...targets.unread].map(({ text }) => text);
  const isBare = !spans.some(({ tag }) => tag === "name" || tag === "kind");
  for (const [slot, text] of Object.entries(targets.texts)) if (!allowed.has(slot)) unread.push(text);
  const readings = targets.ways.map(({ slots, similarity, unknownNames }): Reading => {
    const kept = Object.fromEntries(Object.entries(slots).filter(([slot]) => allowed.has(slot)));
    const domain = isBare && kept.all === undefined ? details.impliedKind : undefined;
    return {
      intent,
      slots: { ...kept, ...(domain === undefined ? {} : { domain }), ...details.slots },
      slotTexts: { ...targets.texts, ...details.texts },
      slotContext: {},
      metadata: targets.isOutside ? { isOutside: true } : {},
      literalLength: 0,
      wildcardCount: unknownNames,
      similarity,
      origin: decoded.origin,
      tier: "nano",
      // A name from a slip on is as sure as the grammar takes it to be: at 0.75 it still acts.
      confidence: decoded.confidence * (1 - (1 - similarity) / 2),
    };
  });
  return { readings, unread };
}

/** "Make it warmer in here", "how warm is it": that "it" is no thing. */
function withoutEmptyPronoun(
  targets: readonly Span[],
  details: Details,
  { hasLastThings }: ReadContext,
): readonly Span[] {
  const isPlaced = targets.some(({ tag }) => tag === "area" || tag === "here" || tag === "floor");
  const isAboutAir = details.impliedKind !== undefined || details.slots.measure !== undefined;
  if (!isAboutAir || (hasLastThings && !isPlaced)) return targets;
  return targets.filter(({ tag, text }) => tag !== "name" || !isPronoun(text));
}
