import type { EntityKind } from "../../domain/entity.ts";
import { singularOf } from "../../text/plural.ts";
import { nameKey } from "../entities/names.ts";
import { isGeneralNoun } from "../entities/shared-names.ts";
import type { Thing } from "../entities/thing.ts";

/** Kinds of thing that a class word may mean when a thing does not name its class. */
const kindsByClass: Readonly<Record<string, readonly EntityKind[]>> = {
  door: ["binarySensor", "lock", "cover"],
  window: ["binarySensor", "cover"],
  garage: ["cover"],
  gate: ["cover", "lock"],
  curtain: ["cover"],
  blind: ["cover"],
  shutter: ["cover"],
  shade: ["cover"],
  awning: ["cover"],
  outlet: ["switch"],
  plug: ["switch"],
  tv: ["media"],
  speaker: ["media"],
  heater: ["climate"],
  thermostat: ["climate"],
  sprinkler: ["valve", "pump"],
  leak: ["binarySensor"],
};

/** Words that people use for one another. */
const sameClass: Readonly<Record<string, string>> = {
  garage_door: "garage",
  curtains: "curtain",
  blinds: "blind",
  roller_shutter: "shutter",
  moisture: "leak",
  water_leak: "leak",
  occupancy: "motion",
  presence: "motion",
  socket: "outlet",
  plug: "outlet",
};

export function classOf(word: string): string {
  const plain = word.toLowerCase().replace(/[ -]+/g, "_");
  return Object.hasOwn(sameClass, plain) ? (sameClass[plain] ?? plain) : plain;
}

/**
 * Things of a class: those that say so; when none does, those whose names end with the word; then those whose kind may be meant and that name no
 * class themselves (a lock called just `Front` is a door).
 */
export function ofClass(things: readonly Thing[], deviceClass: string): Thing[] {
  const wanted = classOf(deviceClass);
  const own = things.filter((thing) => thing.deviceClass && classOf(thing.deviceClass) === wanted);
  if (own.length > 0) return own;
  const called = things.filter((thing) => isNounOf(thing, deviceClass));
  if (called.length > 0) return called;
  const kinds = Object.hasOwn(kindsByClass, wanted) ? kindsByClass[wanted] : undefined;
  // A gas valve waters nothing: what is guarded is never guessed at here.
  const isGuessed = (thing: Thing) => wanted !== "sprinkler" || thing.safety === "normal";
  return things.filter(
    (thing) => thing.deviceClass === undefined && kinds?.includes(thing.kind) && isGuessed(thing),
  );
}

/** "The door" that closes like a shutter and is called "Cold store door". */
function isNounOf({ name, aliases }: Thing, word: string): boolean {
  const noun = singularOf(nameKey(word));
  return [name, ...aliases].some((one) => singularOf(nameKey(one).split(" ").at(-1) ?? "") === noun);
}

/**
 * Of things of a kind, those that have the very word in their names, if any do: "the heaters" are not the milk cooler,
 * although that too is set to a temperature. A word for the kind as a whole ("lights") means all of it.
 */
export function calledSo(things: readonly Thing[], kindWord: string): readonly Thing[] {
  const noun = singularOf(nameKey(kindWord).split(" ").at(-1) ?? "");
  if (noun === "" || things.every(({ deviceClass }) => isGeneralNoun(noun, deviceClass))) return things;
  const called = things.filter(({ name, aliases }) =>
    [name, ...aliases].some((one) =>
      nameKey(one)
        .split(" ")
        .some((word) => singularOf(word) === noun),
    ),
  );
  return called.length > 0 ? called : things;
}
