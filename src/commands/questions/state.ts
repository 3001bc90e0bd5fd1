import { sayCount, sayList } from "../../text/say-list.ts";
import { sayTime } from "../../text/say-time.ts";
import { attributeNames } from "../entities/attributes.ts";
import type { Thing } from "../entities/thing.ts";
import { groupNoun } from "../say/kind-nouns.ts";
import {
  capitalise,
  isOrAre,
  isPluralName,
  middleName,
  sayQuantity,
  sayThingState,
  startName,
} from "../say/phrases.ts";
import { currentState, type QuestionContext, type Reply } from "./context.ts";
import { readsVerb } from "./measure.ts";
import { isState, sayAsked } from "./state-match.ts";

/** Things named one by one in a reply; more are counted. */
const namedMax = 6;
/** A state older than this is said with its time. */
const freshMs = 30 * 60_000;

/** "is the pump running", "are any windows open", "which lights are on", "what is the state of the pump". */
export function answerState(
  things: readonly Thing[],
  question: {
    state: string | undefined;
    quantifier: string | undefined;
    isGroup: boolean;
    noun: { kind: Thing["kind"] | undefined; deviceClass: string | undefined };
  },
  context: QuestionContext,
): Reply {
  const [only] = things;
  const asked = question.state;
  if (only && things.length === 1 && (question.quantifier === undefined || !question.isGroup)) {
    return { reply: asked ? sayWhether(only, asked, context) : sayOwn(only, context), things };
  }
  if (!asked) return { reply: sayEach(things, context), things };
  return { reply: sayGroupState(things, asked, question, context), things };
}

function sayWhether(thing: Thing, asked: string, context: QuestionContext): string {
  const current = currentState(thing, context);
  if (!current) return sayNoState(thing);
  const verdict = isState(current.value, asked, thing) ? "Yes" : "No";
  return `${verdict}, ${middleName(thing)} ${isOrAre(thing)} ${sayThingState(current.value, thing)}${asOf(current.at, context)}.`;
}

function sayOwn(thing: Thing, context: QuestionContext): string {
  const current = currentState(thing, context);
  const attributes = attributeNames.flatMap((name) => {
    const attribute = thing.attributes[name];
    const value = attribute && context.states.get(thing.id, name)?.value;
    if (!attribute || value === undefined) return [];
    const said = sayQuantity(value, attribute.unit);
    const isSetPoint = thing.kind === "climate" && name === "temperature" && attribute.set !== undefined;
    return [isSetPoint ? `set to ${said}` : `${attribute.word} ${said}`];
  });
  if (!current && attributes.length === 0) return sayNoState(thing);
  const state = current ? sayThingState(current.value, thing) : "";
  // A lamp that is off has no brightness worth telling.
  const details = state === "off" && thing.kind !== "climate" ? [] : attributes;
  const all = [state, ...details].filter((part) => part !== "");
  const verb = thing.family === "number" && !isPluralName(thing) ? readsVerb(thing.name) : isOrAre(thing);
  return `${startName(thing)} ${verb} ${sayFirstWith(all)}${current ? asOf(current.at, context) : ""}.`;
}

function sayFirstWith([first, ...details]: string[]): string {
  return details.length > 0 ? `${first}, ${sayList(details)}` : (first ?? "");
}

function sayEach(things: readonly Thing[], context: QuestionContext): string {
  const byState = new Map<string, Thing[]>();
  for (const thing of things) {
    const current = currentState(thing, context);
    const state = current ? sayThingState(current.value, thing) : "unknown to me";
    byState.set(state, [...(byState.get(state) ?? []), thing]);
  }
  const clauses = [...byState].map(([state, group]) => {
    const [only] = group;
    return `${sayThings(group)} ${group.length === 1 && only ? isOrAre(only) : "are"} ${state}`;
  });
  return `${capitalise(clauses.join("; "))}.`;
}

function sayGroupState(
  things: readonly Thing[],
  asked: string,
  question: { quantifier: string | undefined; noun: Parameters<typeof groupNoun>[0] },
  context: QuestionContext,
): string {
  const known = things.flatMap((thing) => {
    const current = currentState(thing, context);
    return current ? [{ thing, isSo: isState(current.value, asked, thing) }] : [];
  });
  const so = known.filter((one) => one.isSo).map((one) => one.thing);
  const notSo = known.filter((one) => !one.isSo).map((one) => one.thing);
  const unknown = things.length - known.length;
  const [singular, plural] = groupNoun(question.noun);
  const state = sayAsked(asked);
  const caveat = unknown > 0 ? ` I do not know about ${sayCount(unknown, "other")}.` : "";
  if (known.length === 0) {
    return things.length === 1
      ? `I do not know: it has not reported its state.`
      : `I do not know: none of the ${sayCount(things.length, singular, plural)} has reported its state.`;
  }
  const list = () => `${sayThings(so)} ${so.length === 1 && so[0] ? isOrAre(so[0]) : "are"} ${state}`;
  switch (question.quantifier) {
    case "howMany": {
      if (so.length === 0) return `None of the ${known.length} known ${plural} is ${state}.${caveat}`;
      const names = so.length <= namedMax ? `: ${sayList(so.map(middleName))}` : "";
      return `${sayCount(so.length, singular, plural)} ${so.length === 1 ? "is" : "are"} ${state}${names}.${caveat}`;
    }
    case "which":
      return so.length === 0 ? `No ${singular} is ${state}.${caveat}` : `${capitalise(list())}.${caveat}`;
    case "any":
      return so.length === 0 ? `No, no ${singular} is ${state}.${caveat}` : `Yes, ${list()}.${caveat}`;
    default:
      if (notSo.length === 0) {
        return unknown > 0
          ? `As far as I know: ${list()}.${caveat}`
          : `Yes, ${so.length === 2 ? "both" : `all ${so.length}`} ${plural} are ${state}.`;
      }
      return so.length === 0
        ? `No, no ${singular} is ${state}.${caveat}`
        : `No, ${sayThings(notSo)} ${notSo.length === 1 && notSo[0] ? isOrAre(notSo[0]) : "are"} not ${state}.${caveat}`;
  }
}

function sayThings(things: readonly Thing[]): string {
  if (things.length <= namedMax) return sayList(things.map(middleName));
  return `${sayList(things.slice(0, namedMax - 1).map(middleName))} and ${sayCount(things.length - namedMax + 1, "more")}`.replace(
    /mores$/,
    "more",
  );
}

function sayNoState(thing: Thing): string {
  if (thing.family === "number") return `I have no reading of ${middleName(thing)}.`;
  if (!thing.state && Object.keys(thing.series).length === 0) {
    return `I cannot know: ${middleName(thing)} does not report its state.`;
  }
  return `I do not know: ${middleName(thing)} has not reported its state.`;
}

/** Old states are said with their time. */
function asOf(at: number, { view }: QuestionContext): string {
  return view.now - at > freshMs ? `, as last reported ${sayTime(at, view)}` : "";
}
