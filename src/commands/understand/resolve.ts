import { isPlural, singularOf } from "../../text/plural.ts";
import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import { isMassNoun } from "../entities/shared-names.ts";
import type { Thing } from "../entities/thing.ts";
import { calledSo, ofClass } from "./device-classes.ts";
import { nearestNames } from "./nearest-names.ts";
import { namedByPart } from "./part-names.ts";
import type { Phrase } from "./phrase.ts";
import {
  isIn,
  type Places,
  placeNamed,
  placesNamed,
  resolvePlaces,
  type UnknownPlace,
  unknownPlace,
} from "./places.ts";

/** What the words of a request mean among the things there are. */
export type Resolution =
  /** `similarity` below 1: a name was taken for a similar one. `isGroup`: meant by kind or place, not by name. */
  | { status: "found"; things: readonly Thing[]; similarity: number; isGroup: boolean }
  /** Several fit and nothing tells them apart. */
  | { status: "ambiguous"; heard: string; options: readonly Thing[]; isGroup: boolean }
  /** Nothing is called so; `nearest` are the likest names, perhaps none. `isLikely`: worth asking "did you mean". */
  | { status: "unknown"; heard: string; nearest: readonly Thing[]; isLikely: boolean }
  /** A name fits, but not in the place that was said. */
  | { status: "elsewhere"; heard: string; place: string; things: readonly Thing[] }
  /** A place that no thing is in. */
  | UnknownPlace
  /** No thing of that kind is there. */
  | { status: "empty"; place: string | undefined }
  /** Neither a name, a kind nor a place was said. */
  | { status: "nothingNamed" };

export interface ResolveContext {
  registry: EntityRegistry;
  /** Where it was said. */
  area: string | undefined;
  /** What the conversation was about last, for "it" and "them". */
  lastThings: readonly Thing[];
  /** What the same was done with, one after the other: of one thing "them" means these. */
  lastRun?: readonly Thing[];
  /** Things to leave alone, whatever else is said. */
  sparedIds?: ReadonlySet<string>;
  /** Whether a thing can do what is asked; only preferred for names, required for groups. */
  fits(thing: Thing): boolean;
  /** Several things of an unnamed place: a question takes them all, a command asks which. */
  isQuestion: boolean;
}

export function resolvePhrase(phrase: Phrase, context: ResolveContext): Resolution {
  const places = resolvePlaces(phrase, context);
  if (places.status !== "ok") return places;
  const excluded = resolveExcepts(phrase, context);
  if ("status" in excluded) return excluded;
  const resolution =
    phrase.names.length > 0
      ? resolveNames(phrase, places, context)
      : resolveGroup(phrase, places, context, excluded);
  if (resolution.status !== "found") return resolution;
  const things = resolution.things.filter((thing) => !excluded.has(thing.id));
  if (things.length === 0) return { status: "empty", place: places.said };
  if (phrase.isBoth && things.length > 2 && (places.countOf(things) ?? things.length) !== 2) {
    return { status: "ambiguous", heard: phrase.kindWord ?? "both", options: things, isGroup: true };
  }
  return { ...resolution, things };
}

/** Ids to leave alone. An exception that names nothing known stops the whole command: better too little. */
function resolveExcepts(
  phrase: Phrase,
  { registry, sparedIds }: ResolveContext,
): Set<string> | Extract<Resolution, { status: "unknown" }> | UnknownPlace {
  const excluded = new Set<string>(sparedIds);
  for (const heard of phrase.excepts) {
    const named = registry.byName(heard);
    const things = named.length > 0 ? named : namedFrom(heard, registry);
    if (things.length === 0) return unknownName(heard, registry);
    for (const thing of things) excluded.add(thing.id);
  }
  if (phrase.exceptArea) {
    const named = placesNamed(phrase.exceptArea, registry);
    if (!named) return unknownPlace(phrase.exceptArea, registry.areas);
    for (const thing of registry.things) if (isIn(thing, named)) excluded.add(thing.id);
  }
  return excluded;
}

/** "Except Emma's", "but not the hens": all whose names begin so. To leave too much alone does no harm. */
export function namedFrom(heard: string, registry: EntityRegistry): Thing[] {
  const key = nameKey(heard);
  const starts = key === "" ? [] : [`${key} `, `${key}s `, `${singularOf(key)} `];
  const called = registry.names.filter((name) => starts.some((start) => name.key.startsWith(start)));
  return called.flatMap((name) => name.things);
}

const pronouns = new Set([
  "it",
  "that",
  "this",
  "them",
  "those",
  "these",
  "that one",
  "this one",
  "the same",
  "both",
]);
/** Pronouns of more than one. */
const plurals = new Set(["them", "those", "these", "both"]);

/** Whether a name is "it" and the like: what the conversation was about last. */
export function isPronoun(heard: string): boolean {
  return pronouns.has(nameKey(heard));
}

function resolveNames(phrase: Phrase, places: Places, context: ResolveContext): Resolution {
  const found: Thing[] = [];
  let similarity = 1;
  for (const heard of phrase.names) {
    const one = resolveName(heard, phrase, places, context);
    if (one.status !== "found") return one;
    similarity = Math.min(similarity, one.similarity);
    for (const thing of one.things) if (!found.includes(thing)) found.push(thing);
  }
  return { status: "found", things: found, similarity, isGroup: false };
}

function resolveName(heard: string, phrase: Phrase, places: Places, context: ResolveContext): Resolution {
  const { registry } = context;
  const key = nameKey(heard).replace(/^(?:the|my|our|a|an) /, "");
  if (pronouns.has(key) && context.lastThings.length > 0) {
    const isBoth = key === "both" || phrase.isBoth;
    return spokenOf(plurals.has(key), isBoth, context);
  }
  const called = registry.byName(key);
  if (called.length === 0) return resolvePart(key, places, context) ?? unknownName(heard, registry);
  const inPlace = called.filter(places.holds);
  if (inPlace.length === 0) {
    return { status: "elsewhere", heard, place: places.said ?? "", things: called };
  }
  const ofKind = narrowed(inPlace, (things) =>
    phrase.kind ? things.filter((thing) => thing.kind === phrase.kind) : things,
  );
  const able = narrowed(ofKind, (things) => things.filter(context.fits));
  const near = places.said
    ? able
    : narrowed(able, (things) =>
        things.filter((thing) => context.area && nameKey(thing.area ?? "") === nameKey(areaName(context))),
      );
  if (registry.isShared(key)) {
    // "The lamps" are those of the room, if there are several.
    const things = phrase.isAll || near.length < 2 ? able : near;
    return { status: "found", things, similarity: 1, isGroup: true };
  }
  if (near.length === 1 || (phrase.isAll && near.length > 0)) {
    return { status: "found", things: near, similarity: 1, isGroup: false };
  }
  return { status: "ambiguous", heard: key, options: near, isGroup: false };
}

/** What "it", "them" and "both" stand for. */
function spokenOf(
  isPlural: boolean,
  isBoth: boolean,
  { lastThings, lastRun = [] }: ResolveContext,
): Resolution {
  const isOne = lastThings.length === 1;
  const things = isPlural && isOne && lastRun.length > 1 ? lastRun : lastThings;
  const meant = isBoth && isOne ? things.slice(-2) : things;
  return { status: "found", things: meant, similarity: 1, isGroup: false };
}

/**
 * By a part of a name, those that can do what is asked: the one there is in the place that was said or is nearest, else
 * a choice. Undefined: none.
 */
function resolvePart(key: string, places: Places, context: ResolveContext): Resolution | undefined {
  const able = namedByPart(key, context.registry).filter(
    (thing) => context.fits(thing) && places.holds(thing),
  );
  const own = nameKey(areaName(context));
  const near = places.said
    ? able
    : narrowed(able, (things) => things.filter((thing) => own !== "" && nameKey(thing.area ?? "") === own));
  if (near.length === 0) return undefined;
  if (near.length === 1) return { status: "found", things: near, similarity: partSimilarity, isGroup: false };
  return { status: "ambiguous", heard: key, options: near, isGroup: false };
}

/** How sure a part of a name is that only one thing has. */
const partSimilarity = 0.85;

function resolveGroup(
  phrase: Phrase,
  places: Places,
  context: ResolveContext,
  excluded: ReadonlySet<string>,
): Resolution {
  const { registry } = context;
  const isBare = !phrase.kind && !phrase.deviceClass;
  if (isBare && !phrase.isAll && places.said === undefined) return { status: "nothingNamed" };
  const there = registry.things.filter((thing) => places.holds(thing) && !excluded.has(thing.id));
  const ofKind = phrase.kind ? there.filter((thing) => thing.kind === phrase.kind) : there;
  const able =
    isBare && !phrase.isAll && !context.isQuestion
      ? withoutOwnMinded(ofKind.filter(context.fits))
      : ofKind.filter(context.fits);
  const ofThatClass = phrase.deviceClass ? ofClass(able, phrase.deviceClass) : able;
  const fitting = phrase.kindWord === undefined ? ofThatClass : calledSo(ofThatClass, phrase.kindWord);
  if (fitting.length === 0) return { status: "empty", place: places.said };
  const all: Resolution = { status: "found", things: fitting, similarity: 1, isGroup: true };
  if (isOneOfNumbered(fitting, phrase)) {
    return { status: "ambiguous", heard: phrase.kindWord ?? "", options: fitting, isGroup: true };
  }
  const isPlaced = places.said !== undefined && (!places.isOneOfSeveral || isPlural(phrase.kindWord ?? ""));
  const which = (options: readonly Thing[]): Resolution => ({
    status: "ambiguous",
    heard: phrase.deviceClass ?? phrase.kind ?? "",
    options,
    isGroup: true,
  });
  const isOneMeant = !context.isQuestion && !phrase.isAll && isOneSaid(phrase.kindWord, fitting);
  if (isPlaced || phrase.isAll || fitting.length === 1) {
    return isOneMeant && fitting.length > 1 ? which(fitting) : all;
  }
  const own = nameKey(areaName(context));
  const near = own === "" ? [] : fitting.filter((thing) => nameKey(thing.area ?? "") === own);
  if (near.length > 1 && isOneMeant) return which(near);
  if (near.length > 0) return { ...all, things: near };
  if (context.isQuestion) return all;
  return which(fitting);
}

/** "The bin fan" where there are bin 1 fan and bin 2 fan is one of them. Lights are mostly meant together. */
function isOneOfNumbered(things: readonly Thing[], { kindWord, isAll }: Phrase): boolean {
  const [first, ...others] = things;
  if (!first || others.length === 0 || first.kind === "light") return false;
  if (kindWord === undefined || isAll || isPlural(kindWord)) return false;
  const bare = things.map(({ name }) => nameKey(name).replace(/(?:^| )\d+(?= |$)/g, ""));
  return things.every(({ name }, index) => bare[index] === bare[0] && nameKey(name) !== bare[0]);
}

/**
 * "The pump" where there are two is one of them. All the lamps of a room are its light, and many people say "the blind" or
 * "the curtain" of what hangs there side by side; none of it does harm.
 */
function isOneSaid(kindWord: string | undefined, things: readonly Thing[]): boolean {
  if (kindWord === undefined || isPlural(nameKey(kindWord)) || isMassNoun(kindWord)) return false;
  return things.some(({ kind, safety }) => !severalAsOne.has(kind) || safety !== "normal");
}

const severalAsOne = new Set<Thing["kind"]>(["light", "cover", "media", "scene"]);

/** "Turn off the hall" means no alarm and no robot there, unless there is nothing else. */
function withoutOwnMinded(things: readonly Thing[]): readonly Thing[] {
  return narrowed(things, (all) => all.filter((thing) => !namedOnly.has(thing.kind)));
}

const namedOnly = new Set<Thing["kind"]>(["siren", "vacuum", "mower", "robot", "scene"]);

function unknownName(heard: string, registry: EntityRegistry): Extract<Resolution, { status: "unknown" }> {
  const bare = heard.replace(/^(?:the|my|our|an?)\s+/i, "");
  return { status: "unknown", heard: bare, ...nearestNames(bare, registry) };
}

/** The area of the utterance as entities name it: a satellite may know it by an alias. */
function areaName({ area, registry }: ResolveContext): string {
  if (!area) return "";
  return placeNamed(area, registry.areas)?.name ?? area;
}

/** `change(things)` unless that leaves nothing. */
function narrowed(things: readonly Thing[], change: (things: readonly Thing[]) => readonly Thing[]) {
  const fewer = change(things);
  return fewer.length > 0 ? fewer : things;
}
