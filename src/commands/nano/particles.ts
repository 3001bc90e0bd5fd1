import type { IntentName } from "../grammar/intents.ts";
import type { DecodedText, Span } from "./decode.ts";
import type { ReadContext } from "./read-context.ts";

/**
 * Which way a verb without one of its own goes: "pull the blind up", "wind the awning out", "put the lights on down
 * there". A verb that says its own way ("lower", "shut") keeps it.
 */
export function withParticle(intent: IntentName, decoded: DecodedText, context: ReadContext): IntentName {
  if (intent !== "open" && intent !== "close") return intent;
  const free = freeWords(decoded);
  if (free.some((word) => ownWay.test(word))) return intent;
  const switched = switchedWay(decoded);
  if (switched) return switched;
  const stretched = stretchedWay(decoded, context);
  if (stretched) return stretched;
  if (free.includes("up") === free.includes("down")) return intent;
  return free.includes("up") ? "open" : "close";
}

const ownWay = /^(?:clos|shut|open|rais|lower|lift|drop|retract|extend|unroll|unfurl)/;

/** Words in no span. */
export function freeWords({ spans, words }: DecodedText): string[] {
  return words.flatMap(({ text }, index) => (isFree(index, spans) ? [text] : []));
}

function isFree(index: number, spans: readonly Span[]): boolean {
  return !spans.some(({ start, end }) => index >= start && index < end);
}

/** "Put the lights on", "turn on the lights": said beside the verb or the thing, it is no place. */
function switchedWay({ words, spans }: DecodedText): "turnOn" | "turnOff" | undefined {
  if (!switchVerbs.has(words[0]?.text ?? "")) return undefined;
  const beside = words.flatMap(({ text }, index) => {
    const isAfterThing = spans.some(({ tag, end }) => end === index && (tag === "name" || tag === "kind"));
    const isPlace = articles.has(words[index + 1]?.text ?? "") && index > 1;
    return isFree(index, spans) && (index === 1 || isAfterThing) && !isPlace ? [text] : [];
  });
  if (beside.includes("on") === beside.includes("off")) return undefined;
  return beside.includes("on") ? "turnOn" : "turnOff";
}

const switchVerbs = new Set("put turn switch get have flick pop".split(" "));
const articles = new Set("the my our your his her their a an".split(" "));

/** What stands out from a wall comes out and goes in; of anything else "out" may be off. */
function stretchedWay({ words, spans }: DecodedText, context: ReadContext): "open" | "close" | undefined {
  const things = spans.filter(({ tag }) => tag === "name" || tag === "kind");
  if (things.length === 0 || !things.every(({ text }) => isAwning(text, context))) return undefined;
  const isSaid = (particle: string) =>
    words.some(({ text }, index) => {
      const isAfterThing = things.some(({ end }) => end === index);
      return text === particle && isFree(index, spans) && (index === 1 || isAfterThing);
    });
  if (isSaid("out") === isSaid("in")) return undefined;
  return isSaid("out") ? "open" : "close";
}

function isAwning(heard: string, { words, finder, registry, area }: ReadContext): boolean {
  if (words.read("kind", heard)?.deviceClass === "awning") return true;
  const [first] = finder.names(heard, area === undefined ? [] : [area]);
  const things = first ? registry.byName(first.key) : [];
  return things.length > 0 && things.every(({ deviceClass }) => deviceClass === "awning");
}
