import { sayList } from "../../text/say-list.ts";
import { type ActingIntent, expectedWords } from "../act/deeds.ts";
import { canDo, plainWish } from "../act/plan.ts";
import type { Wish } from "../act/wish.ts";
import type { Deeds } from "../dialogue.ts";
import type { Deed } from "../entities/deed.ts";
import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { Thing } from "../entities/thing.ts";
import { isPluralName, middleName } from "../say/phrases.ts";
import { sayUnresolved } from "../say/resolutions.ts";
import { chooseSaid } from "../understand/choice.ts";
import type { Interpretation } from "../understand/interpret.ts";
import { namesTarget, type Phrase } from "../understand/phrase.ts";
import { type Resolution, resolvePhrase } from "../understand/resolve.ts";
import { settingsIn } from "../understand/wish.ts";
import { readNumber } from "../values/read-value.ts";
import { usualScale } from "../values/scale.ts";
import { refused, type Task, type TaskHandler, type TaskResult, words } from "./task.ts";

/** "And the bedroom too": what was done last, with other things; "and the hall to 20 percent" with another value. */
export const doAlso: TaskHandler = async (task) => {
  const asked = task.ports.dialogue.lastQuestion(task.session);
  if (asked) {
    const isRest = words(task, "other") !== undefined;
    return task.ask(isRest ? aboutRest(task, asked) : aboutOther(task, asked));
  }
  const last = task.ports.dialogue.lastDeeds(task.session);
  if (!last) return refused("There was no command before that I could repeat for it.");
  const wishes = wishesFor(task, last);
  const count = words(task, "other");
  const resolution =
    count === undefined ? resolveLike(task, last, wishes) : restOf(task, last, Number(count) || undefined);
  if (resolution.status !== "found") return unresolved(task, resolution);
  return task.act(resolution.things, wishes);
};

/** "No, the other one", "I meant the hall", "no, red": another target or value, and the first is taken back. */
export const correct: TaskHandler = async (task) => {
  const { dialogue } = task.ports;
  const last = dialogue.lastDeeds(task.session);
  if (!last) return refused("There was no command before that I could correct.");
  const settings = settingsIn(task.interpretation.reading);
  const wishes = wishesFor(task, last);
  if (isStrayNumber(settings, last) && !namesTarget(task.interpretation.phrase)) {
    return refused("The last command had no value that I could correct.");
  }
  if (settings.length > 0 && !namesTarget(task.interpretation.phrase)) {
    const things = thingsOf(task, last);
    return task.act(things, wishes);
  }
  const resolution =
    words(task, "other") === undefined ? resolveLike(task, last, wishes) : others(task, last);
  if (resolution.status !== "found") return unresolved(task, resolution);
  const back = await takeBack(task, last, resolution.things);
  const result = await task.act(resolution.things, wishes);
  return {
    ...result,
    reply: back === undefined ? result.reply : `${result.reply} ${back.reply}`,
    actions: [...(back?.actions ?? []), ...(result.actions ?? [])],
  };
};

/** "And the other one": the question about what is like the things it was about, and is none of them. */
function aboutRest({ questions }: Task, asked: Interpretation): Interpretation {
  const before = asked.resolution.status === "found" ? asked.resolution.things : [];
  const [first] = before;
  const things = questions.registry.things.filter(
    (thing) =>
      thing.kind === first?.kind && thing.deviceClass === first.deviceClass && !before.includes(thing),
  );
  const reading = {
    ...asked.reading,
    slots: { ...asked.reading.slots },
    slotTexts: { ...asked.reading.slotTexts },
  };
  for (const slot of targetSlots) {
    delete reading.slots[slot];
    delete reading.slotTexts[slot];
  }
  const [only, ...more] = things;
  if (!only) {
    return { ...asked, reading, wishes: undefined, resolution: { status: "empty", place: undefined } };
  }
  if (more.length === 0) Object.assign(reading.slots, { name: nameKey(only.name) });
  const names = things.map(({ name }) => nameKey(name));
  return {
    reading,
    phrase: { ...asked.phrase, names, areas: [] },
    wishes: undefined,
    resolution: { status: "found", things, similarity: 1, isGroup: more.length > 0 },
  };
}

/** The question that was asked before, about what is named now. */
function aboutOther(task: Task, asked: Interpretation): Interpretation {
  const { reading, phrase } = task.interpretation;
  const slots = { ...asked.reading.slots };
  for (const slot of targetSlots) delete slots[slot];
  for (const slot of targetSlots) {
    const value = reading.slots[slot];
    if (value !== undefined) slots[slot] = value;
  }
  const isPlaceOnly =
    phrase.names.length === 0 && phrase.kind === undefined && phrase.deviceClass === undefined;
  const before = asked.resolution.status === "found" ? asked.resolution.things : [];
  const about = isPlaceOnly
    ? { ...phrase, kind: asked.phrase.kind, deviceClass: asked.phrase.deviceClass }
    : phrase;
  const isMeasure = asked.reading.slots.measure !== undefined;
  const kind = isPlaceOnly && !isMeasure ? (about.kind ?? kindOfAll(before)) : about.kind;
  const { registry, area } = task.questions;
  const found = resolvePhrase(
    { ...about, kind },
    {
      registry,
      area,
      lastThings: before,
      fits: (thing) => thing.state !== undefined || Object.keys(thing.series).length > 0,
      isQuestion: true,
    },
  );
  const resolution = isMeasure ? found : (saidOutright(phrase, before, registry.things) ?? found);
  return {
    reading: { ...asked.reading, slots, slotTexts: { ...asked.reading.slotTexts, ...reading.slotTexts } },
    phrase: { ...about, kind },
    wishes: undefined,
    resolution,
  };
}

const targetSlots = ["name", "name2", "name3", "area", "area2", "floor", "here"] as const;

/** The last wishes, with the values that are named now. */
function wishesFor(task: Task, last: Deeds): readonly Wish[] {
  const settings = settingsIn(task.interpretation.reading);
  if (settings.length === 0) return last.wishes;
  // "No, 18": of what was set before.
  const [before] = last.wishes;
  return settings.map((one) => ({ ...one, attribute: one.attribute ?? before?.attribute }));
}

/** Whether only a number is named, which corrects nothing but a number; "80 rpm" and "half" say more. */
function isStrayNumber(settings: readonly Wish[], last: Deeds): boolean {
  const isBare = settings.some(
    ({ attribute, value }) => attribute === undefined && typeof value === "number",
  );
  const isOfValue = ({ intent, value }: Wish) =>
    intent === "increase" || intent === "decrease" || (intent === "set" && isAmount(value));
  return isBare && !last.wishes.every(isOfValue);
}

/** A number, or words that are one: "half", "70 fahrenheit". */
function isAmount(value: Wish["value"]): boolean {
  return typeof value === "number" || (value !== undefined && readNumber(value, usualScale(undefined)).ok);
}

function thingsOf({ questions }: Task, last: Deeds): Thing[] {
  return last.thingIds.flatMap((id) => questions.registry.byId(id) ?? []);
}

/** What is named now; where only a place is, the kind of thing that was commanded last is meant there. */
function resolveLike(task: Task, last: Deeds, wishes: readonly Wish[]): Resolution {
  const { phrase } = task.interpretation;
  const before = thingsOf(task, last);
  const kind = kindOfAll(before);
  const isPlaceOnly =
    phrase.names.length === 0 && phrase.kind === undefined && phrase.deviceClass === undefined;
  const about: Phrase = isPlaceOnly && kind ? { ...phrase, kind } : phrase;
  const { registry, area } = task.questions;
  const fits = (thing: Thing) => wishes.every((wish) => canDo(wish, thing));
  const resolution = resolvePhrase(about, { registry, area, lastThings: before, fits, isQuestion: false });
  if (resolution.status === "found") {
    return isPlaceOnly ? { ...resolution, things: likest(resolution.things, before, registry) } : resolution;
  }
  return saidOutright(phrase, before, registry.things.filter(fits)) ?? resolution;
}

/** After a roof vent "the same in greenhouse 2" is the roof vent there, not the screen: by name, else by class. */
function likest(
  things: readonly Thing[],
  before: readonly Thing[],
  registry: EntityRegistry,
): readonly Thing[] {
  const named = sharedBy(before, registry).map((group) => things.filter((thing) => group.includes(thing)));
  const ofClass = things.filter((thing) =>
    before.every(({ deviceClass }) => deviceClass === thing.deviceClass),
  );
  return [...named, ofClass].find((group) => group.length > 0) ?? things;
}

/** Of all that share a name with every one of these, the closest circle first. */
function sharedBy(things: readonly Thing[], registry: EntityRegistry): (readonly Thing[])[] {
  return registry.sharedNames
    .filter((name) => registry.isShared(name))
    .map((name) => registry.byName(name))
    .filter((group) => things.every((thing) => group.includes(thing)))
    .sort((a, b) => a.length - b.length);
}

function kindOfAll(things: readonly Thing[]): Thing["kind"] | undefined {
  const [first] = things;
  return first && things.every(({ kind }) => kind === first.kind) ? first.kind : undefined;
}

/**
 * "Dad's", "number 2", "packing": part of the name or place of one other thing of the kind spoken of, of those called
 * alike before all others.
 */
function saidOutright(
  phrase: Phrase,
  before: readonly Thing[],
  things: readonly Thing[],
): Resolution | undefined {
  const [heard, ...more] = phrase.names;
  const [first] = before;
  if (heard === undefined || more.length > 0 || !first) return undefined;
  const others = things.filter((thing) => thing.kind === kindOfAll(before) && !before.includes(thing));
  const own = new Set(nameKey(first.name).split(" "));
  const alike = others.filter((thing) =>
    nameKey(thing.name)
      .split(" ")
      .some((word) => own.has(word)),
  );
  const chosen = chooseSaid(heard, alike) ?? chooseSaid(heard, others);
  if (chosen?.length !== 1) return undefined;
  return { status: "found", things: chosen, similarity: 1, isGroup: false };
}

/** The one that was offered and not chosen; else the only other thing of the kind, there or anywhere. */
function others(task: Task, last: Deeds): Resolution {
  const groups = [...groupsAround(task, last, true), othersOfKind(task, last)].filter(
    ({ length }) => length > 0,
  );
  const only = groups.find(({ length }) => length === 1);
  if (only) return { status: "found", things: only, similarity: 1, isGroup: false };
  const [nearest] = groups;
  return nearest
    ? { status: "ambiguous", heard: "the other one", options: nearest.slice(0, 5), isGroup: false }
    : { status: "empty", place: undefined };
}

/** "And the other two": just so many that belong with those of before; without a number, all of the nearest. */
function restOf(task: Task, last: Deeds, count: number | undefined): Resolution {
  const groups = groupsAround(task, last, count !== undefined);
  const things = groups.find((rest) => count === undefined || rest.length === count);
  return things
    ? { status: "found", things, similarity: 1, isGroup: true }
    : { status: "empty", place: undefined };
}

/** The others of those that were offered, that are called alike, that share a name, and `isNear` those in one place. */
function groupsAround(task: Task, last: Deeds, isNear: boolean): Thing[][] {
  const { registry } = task.questions;
  const before = [...new Set([...lastRun(task), ...thingsOf(task, last)])];
  const [first] = before;
  if (!first) return [];
  const offered = last.offeredIds.flatMap((id) => registry.byId(id) ?? []);
  const ofKind = [...before, ...othersOfKind(task, last)];
  const shared = sharedBy(before, registry).map((group) => group.filter((thing) => ofKind.includes(thing)));
  const alike = ofKind.filter((thing) => shares(thing, first));
  const inArea = ofKind.filter((thing) => nameKey(thing.area ?? "") === nameKey(first.area ?? ""));
  return [offered, alike, ...shared, ...(isNear ? [inArea] : [])]
    .map((group) => group.filter((thing) => !before.includes(thing)))
    .filter((group) => group.length > 0);
}

function lastRun({ ports, session, questions }: Task): Thing[] {
  return ports.dialogue.lastRun(session).flatMap((id) => questions.registry.byId(id) ?? []);
}

function othersOfKind(task: Task, last: Deeds): Thing[] {
  const before = thingsOf(task, last);
  const kind = kindOfAll(before);
  return task.questions.registry.things.filter(
    (thing) =>
      thing.kind === kind && !before.includes(thing) && last.wishes.every((wish) => canDo(wish, thing)),
  );
}

/** Two things called alike: "fan" in the bedroom and "fan" in the lounge. */
function shares(a: Thing, b: Thing): boolean {
  const names = new Set([a.name, ...a.aliases].map(nameKey));
  return [b.name, ...b.aliases].some((name) => names.has(nameKey(name)));
}

/**
 * Puts back what was commanded by mistake, where that does no harm: things without a question asked first, whose
 * state before is known, and that are not meant again.
 */
async function takeBack(task: Task, last: Deeds, meant: readonly Thing[]): Promise<TaskResult | undefined> {
  const [wish] = last.wishes;
  const back = wish && backIntents[wish.intent];
  if (!wish || !back) return undefined;
  const wanted = expectedWords(back, "power") ?? [];
  const things = thingsOf(task, last).filter((thing) => {
    const before = last.before[thing.id];
    const isHarmless = thing.safety === "normal" && thing.riskyDeeds.length === 0 && thing.kind !== "lock";
    const wasSo = before !== undefined && wanted.includes(String(before));
    return isHarmless && wasSo && !meant.includes(thing) && canDo(plainWish(back), thing);
  });
  if (things.length === 0) {
    const kept = thingsOf(task, last).filter((thing) => !meant.includes(thing));
    return kept.length === 0
      ? undefined
      : { outcome: "done", reply: `I left ${sayList(kept.slice(0, 3).map(middleName))} as ${sayAre(kept)}.` };
  }
  return task.act(things, [plainWish(back)]);
}

function sayAre(things: readonly Thing[]): string {
  const [only, ...more] = things;
  return only && more.length === 0 && !isPluralName(only) ? "it is" : "they are";
}

/** What undoes a command at once. Not for locks and machines with an order of their own. */
const backIntents: Readonly<Partial<Record<ActingIntent, ActingIntent & Deed>>> = {
  turnOn: "turnOff",
  turnOff: "turnOn",
  start: "turnOff",
  open: "close",
  close: "open",
};

function unresolved(task: Task, resolution: Exclude<Resolution, { status: "found" }>): TaskResult {
  if (words(task, "other") !== undefined && resolution.status === "empty") {
    return refused("I know no other one like that.");
  }
  return refused(sayUnresolved(resolution, task.interpretation.phrase, undefined));
}
