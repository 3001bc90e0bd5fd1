import type { EntityKind } from "../../domain/entity.ts";

/** Which words the main state of a thing takes. `number` is a measured value without words. */
export type StateFamily = "power" | "opening" | "lock" | "playback" | "errand" | "number";

const families = {
  light: "power",
  switch: "power",
  cover: "opening",
  lock: "lock",
  climate: "power",
  fan: "power",
  valve: "opening",
  pump: "power",
  machine: "power",
  conveyor: "power",
  media: "playback",
  vacuum: "errand",
  mower: "errand",
  robot: "errand",
  humidifier: "power",
  sensor: "number",
  binarySensor: "power",
  scene: "power",
  siren: "power",
  weather: "number",
} as const satisfies Record<EntityKind, StateFamily>;

const openingClasses = new Set(["door", "window", "garage", "gate", "opening", "hatch", "garage_door"]);

export function stateFamily(kind: EntityKind, deviceClass: string | undefined): StateFamily {
  if (kind === "binarySensor" && deviceClass && openingClasses.has(deviceClass)) return "opening";
  return families[kind];
}

/** What devices report, in lower case, and the word for it. */
const reported: Record<Exclude<StateFamily, "number">, ReadonlyMap<string, string>> = {
  power: wordsOf({
    on: "on true 1 yes running run active detected started start heat cool auto playing cleaning wet open enabled",
    off: "off false 0 no stopped stop inactive clear idle standby paused docked dry closed disabled",
  }),
  opening: wordsOf({
    open: "open opened on true 1 yes",
    closed: "closed close off false 0 no shut",
    opening: "opening",
    closing: "closing",
  }),
  lock: wordsOf({ locked: "locked lock on true 1", unlocked: "unlocked unlock off false 0" }),
  playback: wordsOf({
    playing: "playing play buffering",
    paused: "paused pause",
    on: "on true 1 yes",
    off: "off false 0 no standby",
    idle: "idle stopped stop",
  }),
  // What vacuum cleaners, mowers and robots say they are about.
  errand: wordsOf({
    on: "on true 1 yes cleaning mowing working running active busy moving navigating segment_cleaning start",
    off: "off false 0 no idle stopped stop standby ready",
    paused: "paused pause",
    returning: "returning returning_home going_home docking",
    docked: "docked charging charged dock",
  }),
};

const wordLengthMax = 40;

/**
 * The word for a reported value: the device's own map first, then the table; an unknown word is kept as it
 * came, in lower case and cut, so that `jammed` can still be said.
 */
export function stateWord(
  value: string | number | boolean,
  family: StateFamily,
  map: ReadonlyMap<string, string> | undefined,
): string {
  const raw = String(value).trim().toLowerCase().slice(0, wordLengthMax);
  const mapped = map?.get(raw);
  if (mapped !== undefined) return mapped;
  if (family === "number") return raw;
  return reported[family].get(raw) ?? raw;
}

/** How a state is said of a kind: a pump that is on is `running`, a leak sensor that is on is `wet`. */
export function sayState(word: string, thing: { kind: EntityKind; deviceClass: string | undefined }): string {
  const special =
    (thing.kind === "binarySensor" ? spokenByClass[thing.deviceClass ?? ""] : undefined) ??
    spokenByKind[thing.kind];
  if (word === "on") return special?.on ?? word;
  if (word === "off") return special?.off ?? word;
  if (word === "returning") return "on its way back to its base";
  if (word === "docked") return "at its base";
  return word;
}

const spokenByKind: Partial<Record<EntityKind, { on: string; off: string }>> = {
  pump: { on: "running", off: "stopped" },
  machine: { on: "running", off: "stopped" },
  conveyor: { on: "running", off: "stopped" },
  vacuum: { on: "cleaning", off: "stopped" },
  mower: { on: "mowing", off: "stopped" },
  robot: { on: "busy", off: "idle" },
  scene: { on: "active", off: "inactive" },
};

const spokenByClass: Record<string, { on: string; off: string }> = {
  motion: { on: "detecting motion", off: "clear" },
  occupancy: { on: "occupied", off: "clear" },
  presence: { on: "occupied", off: "clear" },
  moisture: { on: "wet", off: "dry" },
  leak: { on: "wet", off: "dry" },
  smoke: { on: "detecting smoke", off: "clear" },
  gas: { on: "detecting gas", off: "clear" },
  vibration: { on: "vibrating", off: "still" },
  connectivity: { on: "connected", off: "disconnected" },
  problem: { on: "reporting a problem", off: "fine" },
};

function wordsOf(table: Record<string, string>): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [word, values] of Object.entries(table)) {
    for (const value of values.split(" ")) map.set(value, word);
  }
  return map;
}
