import type { Thing } from "../entities/thing.ts";

/** Words a question or an event may use for one state of a thing. */
const wordsFor: Readonly<Record<string, readonly string[]>> = {
  on: ["on"],
  off: ["off"],
  running: ["on"],
  stopped: ["off"],
  active: ["on"],
  inactive: ["off"],
  started: ["on"],
  open: ["open", "opening", "on"],
  opened: ["open", "opening", "on"],
  closed: ["closed", "closing", "off"],
  shut: ["closed", "closing", "off"],
  locked: ["locked"],
  unlocked: ["unlocked"],
  wet: ["on"],
  dry: ["off"],
  motion: ["on"],
  occupied: ["on"],
  clear: ["off"],
  detected: ["on"],
  smoke: ["on"],
  jammed: ["on", "jammed", "blocked", "stuck"],
};

const noticed = new Set(["wet", "dry", "motion", "occupied", "clear", "smoke", "jammed"]);

/** Whether a reported state is the one asked about. */
export function isState(
  reported: string | number,
  asked: string,
  thing: Pick<Thing, "family" | "kind">,
): boolean {
  const word = String(reported).toLowerCase();
  const wanted = asked.toLowerCase();
  // That a press is on does not say that it is jammed: only what a sensor notices does.
  if (noticed.has(wanted) && thing.kind !== "binarySensor") return word === wanted;
  // "is the valve on", "is the garage off": opening words for people who switch them.
  if (thing.family === "opening") {
    if (wanted === "on" || wanted === "running") return word === "open" || word === "opening";
    if (wanted === "off" || wanted === "stopped") return word === "closed" || word === "closing";
  }
  if (thing.family === "lock") {
    if (wanted === "open") return word === "unlocked" || word === "unlock";
    if (wanted === "closed") return word === "locked";
  }
  if (thing.family === "playback") {
    if (wanted === "on" || wanted === "active") return word !== "off";
    if (wanted === "running" || wanted === "playing") return word === "playing" || word === "on";
    if (wanted === "stopped") return word !== "playing" && word !== "on";
  }
  if (thing.family === "errand") {
    if (wanted === "off" || wanted === "stopped" || wanted === "inactive") return word !== "on";
    if (wanted === "docked") return word === "docked";
  }
  const words = Object.hasOwn(wordsFor, wanted) ? wordsFor[wanted] : undefined;
  return (words ?? [wanted]).includes(word);
}

/** How the asked state is said in a reply: the words of the question. */
export function sayAsked(asked: string): string {
  if (asked === "smoke") return "detecting smoke";
  return asked === "motion" ? "detecting motion" : asked.replaceAll("_", " ");
}
