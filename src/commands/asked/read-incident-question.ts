import type { EntityRegistry } from "../entities/registry.ts";
import { type IncidentAsk, type IncidentRule, incidentRules, openOrNot } from "./incident-rules.ts";
import { type IncidentText, readIncidentText } from "./incident-text.ts";
import { bad, noun } from "./incident-words.ts";

/** A question about incidents, as far as its words tell. */
export interface IncidentQuestion {
  ask: IncidentAsk | "happened";
  /** What it is about, in words to look for; undefined: what was told, or what is newest. */
  about: string | undefined;
  /** Which of those that were told, from 1; -1 is the last. */
  ordinal: number | undefined;
  period: string | undefined;
  /**
   * What it takes to be one: `nothing` more; `told`: incidents were told just before; `toldOrOpen`: or one is open;
   * `known`: there was an incident with what it is about. `orState`: it may be a question about things as well.
   */
  needs: "nothing" | "told" | "toldOrOpen" | "known" | "orState";
}

/**
 * Texts longer than this, and with more words that say something, tell a story. The rules have parts that may be read in
 * several ways, so that the words also bound what a made-up text can cost: 14 of the worst are read in a few milliseconds.
 */
const lengthMax = 120;
const wordsMax = 14;
/** Most of what is said tells what to do: it is no question, and is not looked at. */
const command =
  /^\W*(?:(?:please|just|hey|now|and|then|ok|okay|can you|could you|would you|will you)\W+)*(?:turn|switch|set|put|open|close|shut|start|stop|play|pause|resume|lock|unlock|dim|brighten|raise|lower|increase|decrease|make|run|add|remind|wake|announce|send|skip|mute|unmute|water|bring|fetch|toggle|activate|deactivate|enable|disable|cancel)\b(?!\W+(?:me|us) up\b)/i;

export function readIncidentQuestion(
  text: string,
  how: { registry: EntityRegistry; isWord: (word: string) => boolean },
): IncidentQuestion | undefined {
  if (text.length > lengthMax || command.test(text)) return undefined;
  const read = readIncidentText(text, { ...how, known: knownWords });
  if (read.said.split(" ").length > wordsMax) return undefined;
  if (openOrNot.test(read.said))
    return { ask: "stillOpen", about: undefined, ordinal: undefined, period: undefined, needs: "orState" };
  for (const rule of incidentRules) {
    if (!rule.pattern.test(read.said)) continue;
    // What happened in a time is about all of it.
    if (read.period !== undefined && (rule.ask === "more" || rule.ask === "state")) continue;
    const needs = needsOf(rule, read);
    if (needs !== undefined) return { ...detailsOf(read), ask: rule.ask, needs };
  }
  return readHappened(read);
}

const isAlarm = new RegExp(`\\b${noun}\\b`);
const isBad = new RegExp(`\\b${bad}\\b`);

function needsOf(
  { needs }: IncidentRule,
  { said, targets }: IncidentText,
): IncidentQuestion["needs"] | undefined {
  const [hasAlarm, hasTarget] = [isAlarm.test(said), targets.length > 0];
  switch (needs) {
    case "nothing":
      return "nothing";
    case "told":
      return hasTarget ? "known" : "told";
    case "named":
      return hasTarget ? (hasAlarm ? "nothing" : "known") : hasAlarm ? "nothing" : "toldOrOpen";
    case "alarm":
      if (hasTarget) return hasAlarm ? "nothing" : isBad.test(said) ? "known" : undefined;
      return hasAlarm ? "nothing" : "toldOrOpen";
  }
}

function detailsOf({ said, targets, period }: IncidentText) {
  const ordinal = /\b(first|second|third|last|latest) one\b/.exec(said)?.[1];
  return {
    about: targets.length === 0 ? undefined : targets.join(" "),
    ordinal: ordinal === undefined ? undefined : ordinals[ordinal],
    period,
  };
}

const ordinals: Readonly<Record<string, number>> = { first: 1, second: 2, third: 3, last: -1, latest: -1 };

/** "Anything out of the ordinary last night": what happened in a time, by words in any order. */
function readHappened(read: IncidentText): IncidentQuestion | undefined {
  const { said, targets } = read;
  const isCatchUp = catchUp.test(said);
  const words = said.split(" ").filter((word) => word !== "T" && word !== "");
  const isAll = words.every((word) => happenedWords.has(word));
  const isAsked =
    isCatchUp ||
    words.some((word) => telling.has(word)) ||
    /^(?:how (?:is|was|did)|tell me about)\b/.test(said);
  if (!isAll || !isAsked || notHappened.test(said)) return undefined;
  if (read.period === undefined && !isCatchUp) return undefined;
  return {
    ...detailsOf(read),
    ask: "happened",
    period: read.period ?? "in the last 24 hours",
    needs: targets.length > 0 ? "known" : "nothing",
  };
}

const catchUp =
  /^(?:bring (?:me|us) up to (?:date|speed)|(?:catch|fill) (?:me|us) (?:up|in)(?: on .*)?|(?:give )?(?:me|us)?(?: )?update(?: (?:me|us))?(?: on (?:everything|things|what happened))?|what (?:did|have|has) (?:i|we) (?:miss|missed)|did (?:i|we) miss anything)$/;
const notHappened = /^(?:when|how long|how often|how many|why|who|where|is it|was it)\b/;
const telling = new Set(
  (
    "happen happened happens happening occurred miss missed wrong odd strange weird unusual abnormal new news quiet eventful " +
    "calm update bring catch fill summary summarise summarize report recap rundown digest overview trouble troubles problem " +
    "problems issue issues incident incidents alarm alarms alert alerts warning warnings fault faults ordinary suspicious " +
    "interesting notable going went up amiss broke broken failed failures events"
  ).split(" "),
);
const happenedWords = new Set([
  ...telling,
  ...(
    "what anything something everything things thing did do does has have had is was were are been be i we me us it you there " +
    "tell give show list read about of on in at with to for from up out go went gone come came date speed how any night day bad good " +
    "happen that which and over through notice noticed see saw know"
  ).split(" "),
]);

/** Every word the rules are made of. */
const knownWords: ReadonlySet<string> = new Set([
  ...incidentRules.flatMap(({ pattern }) => pattern.source.match(/[a-z]+/g) ?? []),
  ...happenedWords,
]);
