import { isRobotIntent, type RobotIntent } from "../act/deeds.ts";
import type { Wish } from "../act/wish.ts";
import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import { placeName } from "../say/phrases.ts";
import { namedIn } from "./named-in.ts";
import { type Phrase, textSlot } from "./phrase.ts";
import { placesNamed } from "./places.ts";
import type { Reading } from "./understand.ts";

/**
 * Work that is more than a word: a robot's task, music by name, rooms to clean. It goes out as the value of the
 * deed's message; the places and objects in it are what the machine knows, so they are passed on as they were said.
 */

/** What a robot is sent on its command topic, as JSON; what was not said is left out. */
interface RobotTask {
  task: "go" | "bring" | "deliver" | "find" | "follow" | "guide";
  item?: string;
  from?: string;
  to?: string;
  person?: string;
}

/** The value of a wish and how it is said; undefined: the reading is no such work. `area`: where it was said. */
export function errandOf(
  reading: Reading,
  area: string | undefined,
): Pick<Wish, "value" | "said"> | undefined {
  const { intent } = reading;
  if (isRobotIntent(intent)) {
    const task = robotTask(intent, reading, area);
    return { value: JSON.stringify(task), said: sayTask(task) };
  }
  if (intent === "play") {
    const item = textSlot(reading, "item");
    return { value: item ?? "", said: item === undefined ? "play" : `play ${item}` };
  }
  return undefined;
}

/**
 * "Vacuum the kitchen" for a cleaner that can be told where, and "send Rover to the kitchen": the rooms are where to clean,
 * not where it is. Undefined: the reading is nothing of the kind.
 */
export function cleaningOf(
  reading: Reading,
  phrase: Phrase,
  { area, registry }: { area: string | undefined; registry: EntityRegistry },
): { phrase: Phrase; errand: Pick<Wish, "intent" | "value" | "said"> } | undefined {
  if (reading.intent !== "start" && reading.intent !== "robotGo") return undefined;
  const named = phrase.names.flatMap((name) => registry.byName(name));
  const kinds = named.length > 0 ? named.map(({ kind }) => kind) : [phrase.kind];
  const isCleaner = kinds.every((kind) => kind === "vacuum" || kind === "mower");
  const here = phrase.isHere && area !== undefined ? [area] : [];
  // What is sent where it goes is no more in the phrase: those are the places of the errand.
  const sentTo = reading.intent === "robotGo" ? textSlot(reading, "area") : undefined;
  const said = [...phrase.areas, ...(sentTo === undefined ? [] : [sentTo]), ...here];
  const rooms = said.flatMap((one) => roomIn(one, registry) ?? []);
  if (!isCleaner || said.length === 0 || rooms.length < said.length) return undefined;
  const what = `${kinds.includes("mower") ? "mow" : "clean"} ${rooms.map(placeName).join(" and ")}`;
  return {
    phrase: { ...phrase, areas: [], isHere: false },
    errand: { intent: "start", value: rooms.join(", "), said: what },
  };
}

/** The place itself, or the only one that is named in "the crumbs under the table in the kitchen". */
function roomIn(heard: string, registry: EntityRegistry): string | undefined {
  const [place, ...more] = placesNamed(heard, registry)?.places ?? [];
  // As people write it: "Granny's lounge", not its key.
  const isKey = place !== undefined && more.length === 0 && nameKey(place.name) === heard;
  if (isKey) return place.name.toLowerCase();
  if (place) return heard;
  const { areas } = namedIn(heard, registry);
  const [only] = areas;
  return areas.length === 1 ? only?.name : undefined;
}

/** Without the places and people of the errand: they are not what is told to do it. */
export function phraseOfErrand(reading: Reading, phrase: Phrase): Phrase {
  if (!isRobotIntent(reading.intent)) return phrase;
  const isNamed = phrase.names.length > 0;
  return { ...phrase, areas: [], floor: undefined, kind: isNamed ? phrase.kind : "robot" };
}

const taskNames: Readonly<Record<RobotIntent, RobotTask["task"]>> = {
  robotGo: "go",
  robotBring: "bring",
  robotDeliver: "deliver",
  robotFind: "find",
  robotFollow: "follow",
};

function robotTask(intent: RobotIntent, reading: Reading, here: string | undefined): RobotTask {
  const item = textSlot(reading, "item");
  const person = textSlot(reading, "person");
  const area = textSlot(reading, "area");
  const isGuiding = intent === "robotFollow" && area !== undefined;
  // "Bring me the cup from the kitchen": the place is where it is; the way goes to the one who asks.
  const isSource = intent === "robotBring" || intent === "robotFind";
  const from = textSlot(reading, "from") ?? (isSource ? area : undefined);
  const toSpeaker = intent === "robotBring" && (person === undefined || person === "me") ? here : undefined;
  const to = isSource ? toSpeaker : area;
  return {
    task: isGuiding ? "guide" : taskNames[intent],
    ...(item === undefined ? {} : { item }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(person === undefined ? {} : { person }),
  };
}

function sayTask({ task, item, from, to, person }: RobotTask): string {
  const whom = person === "me" ? "you" : person;
  const source = from === undefined ? "" : ` from ${placeName(from)}`;
  const goal = to === undefined ? (whom === undefined ? "" : ` to ${whom}`) : ` to ${placeName(to)}`;
  switch (task) {
    case "go":
      return `go${goal}`;
    case "bring":
      return `bring ${whom === undefined ? "" : `${whom} `}${item ?? "it"}${source}`;
    case "deliver":
      return `take ${item ?? "it"}${source}${goal}`;
    case "find":
      return `look for ${item ?? whom ?? "it"}${from === undefined ? "" : ` in ${placeName(from)}`}`;
    case "follow":
      return `follow ${whom ?? "you"}`;
    case "guide":
      return `guide ${whom ?? "you"}${goal}`;
  }
}
