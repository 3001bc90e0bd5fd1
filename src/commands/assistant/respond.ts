import { EdgewiseError, errorMessage } from "../../core/errors.ts";
import type { Answer, Parse, Utterance } from "../../domain/utterance.ts";
import type { IntentName } from "../grammar/intents.ts";
import type { OwnReading } from "../own-intents/own-reading.ts";
import { incidentsAbout } from "../questions/incident-search.ts";
import { looksLikeCode } from "../safety/code.ts";
import { placeNamed } from "../understand/places.ts";
import type { IncidentSense, TierContext } from "../understand/tier-context.ts";
import { understandText } from "../understand/tiers.ts";
import type { Reading } from "../understand/understand.ts";
import { carryOut } from "./carry-out.ts";
import { type AssistantOptions, sessionKey } from "./options.ts";
import { answerPending } from "./pending-answers.ts";
import { joined, type Result, talk } from "./result.ts";

/** Understands an utterance and does or answers it. Never rejects: what goes wrong becomes an honest reply. */
export async function respond(utterance: Utterance, options: AssistantOptions): Promise<Answer> {
  const { clock } = options;
  const startedMs = clock.monotonicMs();
  let result: Result;
  try {
    result = withoutCode(await handle(utterance, options), utterance, options);
  } catch (error) {
    // Anything may be unreadable at 2 a.m., such as the history on a full disk. The person gets an answer all the same.
    options.reporter.report("failed", { error: errorMessage(error), utterance: utterance.id });
    const reason = error instanceof EdgewiseError ? ` (${error.message})` : "";
    result = talk("refused", `Something failed inside edgewise, so I could not do that${reason}.`);
  }
  const { reading } = result;
  const answer: Answer = {
    id: utterance.id,
    text: result.isSecret ? secretText : utterance.text.slice(0, options.config().textLengthMax),
    outcome: result.outcome,
    reply: result.reply,
    parse: result.own ? parseOfOwn(result.own) : reading && parseOf(reading),
    targets: result.things.map((thing) => ({ entityId: thing.id, name: thing.name })),
    actions: result.actions,
    ...(result.incidentIds ? { incidentIds: result.incidentIds } : {}),
    ...(result.rule ? { rule: result.rule } : {}),
    tier: result.own?.tier ?? reading?.tier ?? "none",
    timesMs: {
      ...Object.fromEntries(Object.entries(result.tierMs ?? {}).map(([tier, ms]) => [tier, round(ms)])),
      understand: round(result.understandMs),
      act: round(result.actMs),
      total: round(clock.monotonicMs() - startedMs),
    },
  };
  const key = sessionKey(utterance);
  options.dialogue.remember(key, { reply: answer.reply, things: result.things });
  const { incidentIds: ids = [], incidentsAbout: about } = result;
  if (answer.outcome === "answered" && ids.length > 0)
    options.dialogue.rememberIncidents(key, { ids, about });
  else if (ids.length === 0 && reading !== undefined && !besideTalk.has(reading.intent))
    options.dialogue.rememberIncidents(key, undefined);
  return answer;
}

/** What changes nothing about what is talked about. */
const besideTalk = new Set<IntentName>([
  "confirm",
  "deny",
  "cancel",
  "repeat",
  "help",
  "smallTalk",
  "outOfScope",
  "queryTime",
  "queryDate",
  "queryIncident",
]);

/** Stands for what was said where that may be a code. */
const secretText = "(not shown: it may be a code)";

/** A code said at the wrong moment means nothing to anyone, and must not be read in a reply or a log. */
function withoutCode(result: Result, { text }: Utterance, { code }: AssistantOptions): Result {
  const isMeaningless =
    result.things.length === 0 && (result.outcome === "notUnderstood" || result.outcome === "refused");
  if (!code.isSet || !isMeaningless || !looksLikeCode(text)) return result;
  const reply = looksLikeCode(result.reply) ? "I did not understand that." : result.reply;
  return { ...result, reply, reading: undefined, isSecret: true };
}

async function handle(utterance: Utterance, options: AssistantOptions): Promise<Result> {
  const { dialogue, clock } = options;
  const text = utterance.text.trim();
  const lengthMax = options.config().textLengthMax;
  if (text === "") return talk("notUnderstood", "I heard nothing.");
  if (utterance.text.length > lengthMax) {
    return talk("refused", `That is too long: at most ${lengthMax} characters are read.`);
  }
  const key = sessionKey(utterance);
  const pending = dialogue.takeQuestion(key);
  const startedMs = clock.monotonicMs();
  if (pending) {
    const answered = await answerPending(text, pending, utterance, options);
    if (answered) return answered;
  }
  const isAfterQuestion = dialogue.lastQuestion(key) !== undefined;
  const understanding = await understandText(
    isAfterQuestion ? asNextQuestion(text) : text,
    tierContext(utterance, options),
  );
  const understandMs = clock.monotonicMs() - startedMs;
  options.onUnderstood(understandMs, understanding.timesMs);
  // One after the other, in the order they were said: "close the vent and start the fan" may depend on it.
  const results: Result[] = [];
  for (const part of understanding.parts) results.push(await carryOut(part, utterance, options));
  return { ...joined(results), understandMs, tierMs: understanding.timesMs };
}

/** "Bin 2?" after a question is the same about that: "and bin 2". */
function asNextQuestion(text: string): string {
  const [, subject = ""] = /^\s*((?:[\p{L}\d'’]+\s*){1,4})\?\s*$/u.exec(text) ?? [];
  return subject === "" || asking.test(subject) ? text : `and ${subject}`;
}

const asking =
  /\b(?:and|also|what|whats|how|hows|which|who|whose|when|where|why|is|are|was|were|did|does|do|has|have|can|could|will|would|any|anything|on|off|open|closed|shut|locked|unlocked|running|yes|no|really|sure|ok|okay|sorry|pardon|turn|switch|again)\b/iu;

/** What the tiers of understanding need to know of where and when a text was said. */
function tierContext(utterance: Utterance, options: AssistantOptions): TierContext {
  const world = options.world();
  const { registry } = world;
  const place = utterance.area === undefined ? undefined : placeNamed(utterance.area, registry.areas);
  const area = place?.name ?? utterance.area;
  const key = sessionKey(utterance);
  const lastThings = options.dialogue.lastThings(key).flatMap((id) => registry.byId(id) ?? []);
  const lastRun = options.dialogue.lastRun(key).flatMap((id) => registry.byId(id) ?? []);
  return {
    world,
    area,
    interpretContext: { registry, area, lastThings, lastRun },
    incidents: incidentSense(key, options),
    nano: options.nano,
    own: options.own,
    questionWords: options.questionWords,
    thresholds: options.config().nano,
    clock: options.clock,
  };
}

function incidentSense(key: string, { dialogue, incidents, world }: AssistantOptions): IncidentSense {
  const { registry } = world();
  return {
    isTold: dialogue.toldIncidents(key) !== undefined,
    async isKnown(words) {
      return (await incidentsAbout(words, { incidents, registry }, undefined)).found.length > 0;
    },
    hasOpen: async () => (await incidents.list({ status: "open", countMax: 1 })).length > 0,
  };
}

function parseOf(reading: Reading): Parse {
  return {
    intent: reading.intent,
    slots: reading.slots,
    confidence: Math.round(reading.confidence * 100) / 100,
  };
}

function parseOfOwn({ intent, slots, confidence }: OwnReading): Parse {
  return { intent: intent.name, slots, confidence: Math.round(confidence * 100) / 100 };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
