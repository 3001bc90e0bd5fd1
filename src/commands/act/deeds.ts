import type { EntityKind } from "../../domain/entity.ts";
import type { Deed } from "../entities/deed.ts";
import type { StateFamily } from "../entities/state-words.ts";
import type { IntentName } from "../grammar/intents.ts";

/** Intents that give a robot a task: one JSON message each, see `understand/errands.ts`. */
export const robotIntents = ["robotGo", "robotBring", "robotDeliver", "robotFind", "robotFollow"] as const;
export type RobotIntent = (typeof robotIntents)[number];

export function isRobotIntent(intent: string): intent is RobotIntent {
  return (robotIntents as readonly string[]).includes(intent);
}

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
  "pause",
  "resume",
  "next",
  "previous",
  "mute",
  "unmute",
  "play",
  "dock",
  ...robotIntents,
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
  mower: "turnOn",
  humidifier: "turnOn",
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

const playing = <D extends Deed>(deed: D) => ({ media: deed });
const errand = <D extends Deed>(deed: D) => ({ vacuum: deed, mower: deed, robot: deed });
const tasked = { robot: "task" } as const;

/** What an intent means for a kind of thing. A kind that is missing cannot do it, and the reply says so. */
export const deedTable: Readonly<Record<DeedIntent, Readonly<Partial<Record<EntityKind, Deed>>>>> = {
  turnOn: { ...powered, scene: "turnOn", valve: "open" },
  turnOff: { ...unpowered, valve: "close" },
  toggle: { ...toggled, cover: "toggle", valve: "toggle" },
  open: { cover: "open", valve: "open" },
  close: { cover: "close", valve: "close" },
  stop: { ...unpowered, ...errand("stop"), media: "stop", cover: "stop", valve: "close" },
  lock: { lock: "lock" },
  unlock: { lock: "unlock" },
  start: { ...powered, scene: "turnOn", valve: "open" },
  // What cannot hold its work is stopped where that comes to the same.
  pause: {
    ...playing("pause"),
    ...errand("pause"),
    machine: "pause",
    cover: "stop",
    pump: "turnOff",
    conveyor: "turnOff",
  },
  resume: {
    ...playing("resume"),
    ...errand("resume"),
    machine: "resume",
    pump: "turnOn",
    conveyor: "turnOn",
  },
  next: playing("next"),
  previous: playing("previous"),
  // What cannot be muted but makes noise only to be heard is switched off.
  mute: { ...playing("mute"), siren: "turnOff" },
  unmute: playing("unmute"),
  play: playing("play"),
  dock: errand("dock"),
  robotGo: tasked,
  robotBring: tasked,
  robotDeliver: tasked,
  robotFind: tasked,
  robotFollow: tasked,
};

/** State words that show a deed was done, or is under way. Undefined: nothing to wait for. */
export function expectedWords(deed: Deed, family: StateFamily): readonly string[] | undefined {
  return (family === "playback" || family === "errand" ? byFamily[family] : usual)[deed];
}

type Words = Readonly<Partial<Record<Deed, readonly string[]>>>;

const usual: Words = {
  turnOn: ["on"],
  turnOff: ["off"],
  open: ["open", "opening"],
  close: ["closed", "closing"],
  lock: ["locked", "locking"],
  unlock: ["unlocked", "unlocking"],
  pause: ["paused", "off"],
  resume: ["on"],
};

const byFamily: Readonly<Record<"playback" | "errand", Words>> = {
  playback: {
    turnOn: ["on", "playing", "idle", "paused"],
    turnOff: ["off", "idle"],
    stop: ["idle", "off", "paused"],
    pause: ["paused", "idle"],
    resume: ["playing"],
    play: ["playing"],
  },
  errand: {
    turnOn: ["on"],
    turnOff: ["off", "paused", "returning", "docked"],
    stop: ["off", "paused", "returning", "docked"],
    pause: ["paused", "off"],
    resume: ["on"],
    dock: ["returning", "docked"],
    clean: ["on"],
    task: ["on"],
  },
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
  pause: { passive: "paused", active: "pause" },
  resume: { passive: "resumed", active: "resume" },
  next: { passive: "told to skip", active: "skip on" },
  previous: { passive: "told to go back", active: "go back on" },
  mute: { passive: "muted", active: "mute" },
  unmute: { passive: "unmuted", active: "unmute" },
  play: { passive: "told what to play", active: "play something on" },
  dock: { passive: "sent back to a base", active: "send back" },
  robotGo: { passive: "sent anywhere", active: "send" },
  robotBring: { passive: "sent to fetch things", active: "send" },
  robotDeliver: { passive: "sent with things", active: "send" },
  robotFind: { passive: "sent to look for things", active: "send" },
  robotFollow: { passive: "told to follow people", active: "send" },
};
