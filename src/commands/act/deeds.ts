import type { EntityKind } from "../../domain/entity.ts";
import type { Deed } from "../entities/deed.ts";
import type { IntentName } from "../grammar/intents.ts";

/** Intents that act. `set`, `increase` and `decrease` act on an attribute, the others are in {@link deedTable}. */
export const actingIntents = [
  "turnOn",
  "turnOff",
  "toggle",
  "open",
  "close",
  "stop",
  "lock",
  "unlock",
  "start",
  "set",
  "increase",
  "decrease",
] as const satisfies readonly IntentName[];
export type ActingIntent = (typeof actingIntents)[number];
type DeedIntent = Exclude<ActingIntent, "set" | "increase" | "decrease">;

export function isActingIntent(intent: string): intent is ActingIntent {
  return (actingIntents as readonly string[]).includes(intent);
}

const powered = {
  light: "turnOn",
  switch: "turnOn",
  climate: "turnOn",
  fan: "turnOn",
  pump: "turnOn",
  machine: "turnOn",
  conveyor: "turnOn",
  media: "turnOn",
  vacuum: "turnOn",
  siren: "turnOn",
} as const satisfies Partial<Record<EntityKind, Deed>>;

const unpowered = Object.fromEntries(Object.keys(powered).map((kind) => [kind, "turnOff"])) as Record<
  keyof typeof powered,
  "turnOff"
>;

const toggled = Object.fromEntries(Object.keys(powered).map((kind) => [kind, "toggle"])) as Record<
  keyof typeof powered,
  "toggle"
>;

/** What an intent means for a kind of thing. A kind that is missing cannot do it, and the reply says so. */
export const deedTable: Readonly<Record<DeedIntent, Readonly<Partial<Record<EntityKind, Deed>>>>> = {
  turnOn: { ...powered, scene: "turnOn", valve: "open" },
  turnOff: { ...unpowered, valve: "close" },
  toggle: { ...toggled, cover: "toggle", valve: "toggle" },
  open: { cover: "open", valve: "open" },
  close: { cover: "close", valve: "close" },
  stop: { ...unpowered, cover: "stop", vacuum: "stop", valve: "close" },
  lock: { lock: "lock" },
  unlock: { lock: "unlock" },
  start: { ...powered, scene: "turnOn", valve: "open" },
};

/** State words that show a deed was done, or is under way. Undefined: nothing to wait for. */
export const expectedWords: Readonly<Record<Deed, readonly string[] | undefined>> = {
  turnOn: ["on"],
  turnOff: ["off"],
  toggle: undefined,
  open: ["open", "opening"],
  close: ["closed", "closing"],
  stop: undefined,
  lock: ["locked", "locking"],
  unlock: ["unlocked", "unlocking"],
};

/** "cannot be <locked>", and what a dry run would do: "<lock> the door". */
export const deedPhrases: Readonly<Record<ActingIntent, { passive: string; active: string }>> = {
  turnOn: { passive: "turned on", active: "turn on" },
  turnOff: { passive: "turned off", active: "turn off" },
  toggle: { passive: "toggled", active: "toggle" },
  open: { passive: "opened", active: "open" },
  close: { passive: "closed", active: "close" },
  stop: { passive: "stopped", active: "stop" },
  lock: { passive: "locked", active: "lock" },
  unlock: { passive: "unlocked", active: "unlock" },
  start: { passive: "started", active: "start" },
  set: { passive: "set", active: "set" },
  increase: { passive: "turned up", active: "turn up" },
  decrease: { passive: "turned down", active: "turn down" },
};
