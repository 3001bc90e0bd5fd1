import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import { classOf } from "../understand/device-classes.ts";
import type { Interpretation } from "../understand/interpret.ts";
import type { QuestionContext } from "./context.ts";
import { hasWords, nearTo } from "./nearness.ts";
import { type SaidTarget, saidOf } from "./said-targets.ts";

/** What notices a state: sensors of a class, or with a word for it in their name. */
interface Sense {
  classes: readonly string[];
  /** A class that says only that something is the matter. */
  vague?: readonly string[];
  words: readonly string[];
}

const presence: Sense = {
  classes: ["motion", "occupancy", "presence"],
  words: ["motion", "movement", "presence", "occupancy"],
};
const leak: Sense = { classes: ["leak", "flood"], words: ["leak", "flood"] };

const senses: Readonly<Record<string, Sense>> = {
  motion: presence,
  clear: presence,
  wet: leak,
  dry: leak,
  jammed: { classes: ["jam"], vague: ["problem"], words: ["jam", "blockage"] },
  smoke: { classes: ["smoke"], words: ["smoke", "fire"] },
};

/**
 * The things that can tell whether it is so, where those that were named cannot: "is the sink leaking" is told by the
 * leak sensor of the sink, "is line 3 jammed" by the one that notices jams there, and that the front door is open by its
 * contact, not by its lock. Undefined: those that were named will do.
 */
export function bearersOf(
  question: Interpretation,
  state: string,
  context: QuestionContext,
): readonly Thing[] | undefined {
  const { resolution, phrase } = question;
  const named = resolution.status === "found" ? resolution.things : [];
  const sense = Object.hasOwn(senses, state) ? senses[state] : undefined;
  const isOpening = openings.has(state) && named.every((thing) => thing.family === "lock");
  if (!sense && !isOpening) return undefined;
  const { things } = context.registry;
  const able = sense ? noticing(things, sense) : things.filter((thing) => thing.family === "opening");
  const said = saidOf(question);
  if (said.length > 0) return nonEmpty(nearTo(asPlaced(able), said, context).map(({ thing }) => thing));
  if (!sense) return undefined;
  const isUnplaced = phrase.floor === undefined && !phrase.isHere;
  const there = isUnplaced && named.length === 0 ? able : able.filter((thing) => named.includes(thing));
  const here: SaidTarget[] = context.area === undefined ? [] : [{ kind: "area", heard: [context.area] }];
  const near = phrase.isAll ? [] : nearTo(asPlaced(there), here, context).map(({ thing }) => thing);
  return nonEmpty(near) ?? nonEmpty(there) ?? (isUnplaced ? nonEmpty(able) : undefined);
}

const openings = new Set(["open", "closed"]);

/** Those of a class for it or with a word for it in their name; of a class that says less only for want of those. */
function noticing(things: readonly Thing[], { classes, vague, words }: Sense): readonly Thing[] {
  const sensors = things.filter((thing) => thing.kind === "binarySensor");
  const isOf = (all: readonly string[]) => (thing: Thing) =>
    all.includes(classOf(thing.deviceClass ?? "")) ||
    words.some((word) => hasWords(nameKey(thing.name), word));
  return nonEmpty(sensors.filter(isOf(classes))) ?? sensors.filter(isOf(vague ?? []));
}

function asPlaced(things: readonly Thing[]): readonly { thing: Thing }[] {
  return things.map((thing) => ({ thing }));
}

function nonEmpty<T>(all: readonly T[]): readonly T[] | undefined {
  return all.length > 0 ? all : undefined;
}
