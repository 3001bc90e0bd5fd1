import { isPlural } from "../../text/plural.ts";
import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import { isPronoun } from "../understand/resolve.ts";
import type { DecodedText, Span } from "./decode.ts";
import type { FoundName } from "./name-finder.ts";
import type { ReadContext } from "./read-context.ts";

/** The slots that say which things are meant, one way or several about as likely. */
export interface Targets {
  ways: readonly { slots: Record<string, string>; similarity: number; unknownNames: number }[];
  /** The words each slot was read from. */
  texts: Record<string, string>;
  /** Places outside the building, for questions about the weather there. */
  isOutside: boolean;
  unread: readonly Span[];
}

const waysMax = 6;

/**
 * Spans with their role corrected by what is really there: a "name" that nothing has but that is a word for a kind
 * is one ("the fan"), and a word for a kind that a thing is called by is its name ("the press").
 */
export function withRoles({ spans, words }: DecodedText, context: ReadContext): Span[] {
  const placesSaid = spans.filter(({ tag }) => tag === "area").map(({ text }) => text);
  const isAll = spans.some(({ tag }) => tag === "all");
  return spans.map((span) => {
    if (isPlace(span, placesSaid, context)) return { ...span, tag: "area" };
    if (span.tag === "name" && !isPronoun(span.text)) {
      const isKind = context.words.read("kind", span.text) !== undefined;
      const isNamed = isReallyNamed(span.text, placesSaid, context);
      return isKind && !isNamed ? { ...span, tag: "kind" } : span;
    }
    const isOne =
      !isAll && !isPlural(span.text.toLowerCase()) && !quantifiers.has(words[span.start - 1]?.text ?? "");
    if (span.tag === "kind" && isOne) {
      return isCalledSo(span.text, placesSaid, context) ? { ...span, tag: "name" } : span;
    }
    return span;
  });
}

/** "The lamp" that several things end with is no more than the kind. */
function isReallyNamed(heard: string, placesSaid: readonly string[], context: ReadContext): boolean {
  const { finder, registry } = context;
  return finder
    .names(heard, placesOf(placesSaid, context))
    .some(({ key }) => !registry.sharedNames.includes(key));
}

/** "Both fields", "the coop": a name or a kind that is the name of a place and of nothing else. */
function isPlace({ tag, text }: Span, placesSaid: readonly string[], context: ReadContext): boolean {
  if (tag !== "name" && tag !== "kind") return false;
  const { finder, registry, words } = context;
  if (groupOfPlaces(text, registry) === undefined && finder.place(text, registry.areas)?.similarity !== 1) {
    return false;
  }
  return (
    words.read("kind", text) === undefined && finder.names(text, placesOf(placesSaid, context)).length === 0
  );
}

/** What several places are called together, as the registry keeps it. */
function groupOfPlaces(heard: string, registry: EntityRegistry): string | undefined {
  const key = nameKey(heard).replace(/^(?:(?:all|both|every|the|my|our) )+/, "");
  const isGroup = registry.placeGroups.some(({ singular, plural }) => key === singular || key === plural);
  return isGroup ? key : undefined;
}

const quantifiers = new Set(["all", "every", "each", "any", "both", "which", "what", "many"]);

/** "The press", or "the light in the kitchen" where one is called kitchen light or kitchen lamp. */
function isCalledSo(
  heard: string,
  placesSaid: readonly string[],
  { finder, registry }: ReadContext,
): boolean {
  if (registry.byName(nameKey(heard)).length > 0) return true;
  if (placesSaid.length !== 1) return false;
  const [first] = finder.names(`${placesSaid[0]} ${heard}`, []);
  return first !== undefined && first.similarity >= calledMin;
}

/** The whole name, but for another word for the kind. */
const calledMin = 0.95;

function placesOf(said: readonly string[], { area }: ReadContext): string[] {
  return said.length > 0 ? [...said] : area === undefined ? [] : [area];
}

export function readTargets(spans: readonly Span[], context: ReadContext): Targets {
  const { finder, registry, words } = context;
  const slots: Record<string, string> = {};
  const texts: Record<string, string> = {};
  const unread: Span[] = [];
  const names: { slot: string; heard: string; found: readonly FoundName[] }[] = [];
  let similarity = 1;
  let isOutside = false;
  /** The first of these slots that was free. */
  const put = (names: readonly string[], value: string, span: Span): string | undefined => {
    const slot = names.find((name) => slots[name] === undefined);
    if (slot === undefined) {
      unread.push(span);
      return undefined;
    }
    slots[slot] = value;
    texts[slot] = span.text;
    return slot;
  };
  const putPlace = (slotNames: readonly string[], span: Span) => {
    // "Sweep the floor": that is no place among others.
    if (isPlainFloor(span.text, registry)) return true;
    const group = groupOfPlaces(span.text, registry);
    if (group !== undefined) return put(slotNames, group, span);
    const area = finder.place(span.text, registry.areas);
    const floor = area ? undefined : finder.place(span.text, registry.floors);
    similarity = Math.min(similarity, area?.similarity ?? floor?.similarity ?? 1);
    if (floor && slotNames.includes("area")) return put(["floor"], floor.key, span);
    return put(slotNames, area?.key ?? nameKey(span.text), span);
  };
  const placesSaid = spans.filter(({ tag }) => tag === "area").map(({ text }) => text);

  for (const span of spans) {
    switch (span.tag) {
      case "name": {
        const isKnown = !isPronoun(span.text);
        const found = isKnown ? finder.names(span.text, placesOf(placesSaid, context)) : [];
        const value = found[0]?.key ?? nameKey(span.text);
        const slot = put(["name", "name2", "name3"], value, span);
        if (slot !== undefined && isKnown) names.push({ slot, heard: span.text, found });
        break;
      }
      case "kind": {
        const kind = words.read("kind", span.text);
        const value = kind?.domain ?? kind?.deviceClass;
        // A word for a kind that nobody knows is as good as a name, and may be a part of one ("the extractor").
        if (value === undefined) {
          const found = finder.names(span.text, placesOf(placesSaid, context));
          const slot = put(["name", "name2", "name3"], found[0]?.key ?? nameKey(span.text), span);
          if (slot !== undefined) names.push({ slot, heard: span.text, found });
        } else put([kind?.domain === undefined ? "deviceClass" : "domain"], String(value), span);
        if (kind?.all !== undefined) slots.all = "all";
        break;
      }
      case "area":
        if (words.read("everywhere", span.text)) slots.all = "all";
        else if (outsideWords.has(nameKey(span.text)) && !finder.place(span.text, registry.areas))
          isOutside = true;
        else putPlace(["area", "area2"], span);
        break;
      case "floor": {
        const floor = finder.place(span.text, registry.floors);
        if (isPlainFloor(span.text, registry)) break;
        if (words.read("everywhere", span.text)) slots.all = "all";
        else if (!floor && finder.place(span.text, registry.areas)) putPlace(["area", "area2"], span);
        else {
          similarity = Math.min(similarity, floor?.similarity ?? 1);
          put(["floor"], floor?.key ?? nameKey(span.text), span);
        }
        break;
      }
      case "here":
        slots.here = "here";
        break;
      case "all":
        slots.all = /^both\b/i.test(span.text) ? "both" : "all";
        break;
      case "except": {
        const found = finder.names(span.text, placesOf(placesSaid, context));
        const isSure = found.length === 1 || (found[0]?.similarity ?? 0) === 1;
        if (isSure) similarity = Math.min(similarity, found[0]?.similarity ?? 1);
        put(["except", "except2"], (isSure ? found[0]?.key : undefined) ?? nameKey(span.text), span);
        break;
      }
      case "exceptArea":
        putPlace(["exceptArea"], span);
        break;
    }
  }
  return { ways: waysOf(slots, names, similarity), texts, isOutside, unread };
}

function isPlainFloor(heard: string, { areas, floors }: EntityRegistry): boolean {
  const key = nameKey(heard).replace(/^(?:the|this|our|my) /, "");
  return /^floors?$/.test(key) && ![...areas, ...floors].some(({ keys }) => keys.includes(key));
}

const outsideWords = new Set(["outside", "outdoors", "out there", "outdoor"]);

/** One way for each thing a name may stand for, the likest first; the other names as they are likeliest. */
function waysOf(
  slots: Record<string, string>,
  names: readonly { slot: string; found: readonly FoundName[] }[],
  similarity: number,
): Targets["ways"] {
  const unknownNames = names.filter(({ found }) => found.length === 0).length;
  const least = (except: string) =>
    names.reduce(
      (min, { slot, found }) => (slot === except ? min : Math.min(min, found[0]?.similarity ?? 1)),
      similarity,
    );
  const first = { slots, similarity: least(""), unknownNames };
  const others = names.flatMap(({ slot, found }) =>
    found.slice(1).map(({ key, similarity: own }) => ({
      slots: { ...slots, [slot]: key },
      similarity: Math.min(own, least(slot)),
      unknownNames,
    })),
  );
  others.sort((a, b) => b.similarity - a.similarity);
  return [first, ...others].slice(0, waysMax);
}
