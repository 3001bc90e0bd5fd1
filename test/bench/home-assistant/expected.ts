/**
 * The written mapping from Home Assistant's intents and slots to ours, by which its English sentence tests
 * (github.com/OHF-Voice/intents, `tests/en`) measure our grammar. What has no counterpart here is left out and
 * counted as such: whether people are at home (edgewise tracks nobody).
 */

/** What a sentence should be read as. */
export interface Expected {
  /** Any of these; several where both say the same here. */
  intents: readonly string[];
  /** Slots that must be there with one of the values, compared without case and punctuation. */
  slots: Readonly<Record<string, readonly (string | number)[]>>;
  /** Slots about the target that may be there, too, since they say the same. */
  allowed?: readonly string[];
}

export interface Case {
  intent: string;
  text: string;
  slots: Readonly<Record<string, string | number>>;
}

/** Kinds by domain; domains that are missing here are nothing that edgewise acts on. */
export const kinds: Readonly<Record<string, string>> = {
  light: "light",
  switch: "switch",
  input_boolean: "switch",
  fan: "fan",
  cover: "cover",
  lock: "lock",
  climate: "climate",
  valve: "valve",
  media_player: "media",
  lawn_mower: "mower",
  vacuum: "vacuum",
  weather: "weather",
  scene: "scene",
  script: "scene",
  sensor: "sensor",
  binary_sensor: "binarySensor",
};

const turning: Readonly<Record<string, { on: readonly string[]; off: readonly string[] }>> = {
  cover: { on: ["open"], off: ["close"] },
  valve: { on: ["open"], off: ["close"] },
  lock: { on: ["lock"], off: ["unlock"] },
  scene: { on: ["turnOn", "start"], off: ["turnOff", "stop"] },
};

/** Undefined: out of scope here. `kindOf`: the kind of a named entity. */
export function expectedOf(
  { intent, slots, text }: Case,
  kindOf: (name: string) => string | undefined,
): Expected | undefined {
  const of = (intents: readonly string[], rest: Expected["slots"] = {}): Expected => ({
    intents,
    slots: { ...places(slots), ...rest },
  });
  const named = slots.name === undefined ? {} : { label: [slots.name] };
  const timer = { ...named, ...lengthOf(slots, "start_", "length"), ...areaOf(slots) };
  switch (intent) {
    case "HassTurnOn":
    case "HassTurnOff": {
      const kind = kinds[String(slots.domain)] ?? kindOf(String(slots.name)) ?? "";
      const meanings = turning[kind] ?? { on: ["turnOn"], off: ["turnOff"] };
      const wanted = intent === "HassTurnOn" ? meanings.on : meanings.off;
      const isOpening = slots.device_class !== undefined;
      return of(isOpening ? (intent === "HassTurnOn" ? ["open"] : ["close"]) : wanted, sortOf(slots));
    }
    case "HassLightSet":
      return of(["set"], {
        ...renamed(slots, { brightness: "brightness", color: "colour", temperature: "colourTemperature" }),
      });
    case "HassSetPosition":
      return of(["set"], { ...sortOf(slots), position: [slots.position ?? ""] });
    case "HassFanSetSpeed":
      return of(["set"], { speed: [slots.percentage ?? ""] });
    case "HassSetVolume":
      return of(["set"], { volume: [slots.volume_level ?? ""] });
    case "HassSetVolumeRelative": {
      const step = slots.volume_step;
      const isUp = step === "up" || Number(step) > 0;
      const by: Expected["slots"] = typeof step === "number" ? { step: [Math.abs(step)] } : {};
      return of([isUp ? "increase" : "decrease"], { attribute: ["volume"], ...by });
    }
    case "HassClimateSetTemperature":
      return of(["set"], { temperature: [slots.temperature ?? ""] });
    case "HassClimateGetTemperature":
      return of(["queryState"], { measure: ["temperature"] });
    case "HassGetState": {
      if (slots.state === "home" || /^where /.test(text)) return undefined;
      const state: Expected["slots"] =
        slots.state === undefined ? {} : { state: stateWords(String(slots.state), text) };
      const isMeasure = slots.state === undefined && /temperature/i.test(String(slots.name));
      // Asked for by the name of the sensor there, by its measure and place here.
      if (isMeasure) return { intents: ["queryState"], slots: {}, allowed: ["name", "area"] };
      // Doors that are locked are of the domain of locks there, and doors here.
      if (/lock/.test(String(slots.state)) && slots.name === undefined)
        return { ...of(["queryState"], state), allowed: ["deviceClass"] };
      return of(["queryState"], { ...state, ...sortOf(slots) });
    }
    case "HassGetWeather":
      return of(["queryWeather"]);
    case "HassGetCurrentTime":
      return of(["queryTime"]);
    case "HassGetCurrentDate":
      return of(["queryDate"]);
    case "HassStartTimer":
      return slots.conversation_command === undefined
        ? {
            intents: ["timerStart"],
            slots: { ...named, ...lengthOf(slots, "", "duration"), ...areaOf(slots) },
          }
        : undefined;
    case "HassCancelTimer":
      return { intents: ["timerCancel"], slots: timer };
    case "HassCancelAllTimers":
      return { intents: ["timerCancel"], slots: { ...areaOf(slots), all: ["all"] } };
    case "HassPauseTimer":
      return { intents: ["timerPause"], slots: timer };
    case "HassUnpauseTimer":
      return { intents: ["timerResume"], slots: timer };
    case "HassTimerStatus":
      return { intents: ["timerQuery"], slots: timer };
    case "HassIncreaseTimer":
    case "HassDecreaseTimer": {
      const direction = intent === "HassIncreaseTimer" ? "more" : "less";
      return {
        intents: ["timerChange"],
        slots: { ...timer, ...lengthOf(slots, "", "duration"), direction: [direction] },
      };
    }
    case "HassMediaPause":
      return of(["pause"]);
    case "HassMediaUnpause":
      return of(["resume"]);
    case "HassMediaNext":
      return of(["next"]);
    case "HassMediaPrevious":
      return of(["previous"]);
    case "HassMediaPlayerMute":
      return of(["mute"]);
    case "HassMediaPlayerUnmute":
      return of(["unmute"]);
    case "HassMediaSearchAndPlay":
      return of(["play"], {
        item: [slots.search_query ?? ""],
        ...(slots.media_class === undefined
          ? {}
          : { mediaClass: [mediaClasses[slots.media_class] ?? slots.media_class] }),
      });
    case "HassVacuumStart":
    case "HassVacuumCleanArea":
      return of(["start"]);
    case "HassLawnMowerStartMowing":
      return of(["start"]);
    case "HassVacuumReturnToBase":
      return of(["dock"]);
    case "HassLawnMowerDock":
      // A mower cannot be stopped there other than by sending it home; here it can.
      return of(/^stop (?:clippy|mower)/.test(text) ? ["dock", "stop"] : ["dock"]);
    case "HassListAddItem":
    case "HassShoppingListAddItem":
      return { intents: ["listAdd"], slots: listed(slots) };
    case "HassListRemoveItem":
    case "HassListCompleteItem":
    case "HassShoppingListCompleteItem":
      return { intents: ["listRemove"], slots: listed(slots) };
    case "HassBroadcast":
      return of(["announce"], { message: [slots.message ?? ""] });
    case "HassNevermind":
      return of(["cancel"]);
    case "HassRespond":
      return of(["smallTalk", "help"]);
    default:
      return undefined;
  }
}

const mediaClasses: Readonly<Record<string, string>> = { movie: "film", tv_show: "show" };

function places(slots: Case["slots"]): Expected["slots"] {
  return renamed(slots, { name: "name", area: "area", floor: "floor" });
}

function areaOf(slots: Case["slots"]): Expected["slots"] {
  return renamed(slots, { area: "area" });
}

/** A class says more than its domain: every curtain is a cover. */
function sortOf(slots: Case["slots"]): Expected["slots"] {
  if (slots.device_class !== undefined) return { deviceClass: [slots.device_class] };
  const kind = kinds[String(slots.domain)];
  return kind === undefined || slots.domain === "scene" || slots.domain === "script"
    ? {}
    : { domain: [kind] };
}

function listed(slots: Case["slots"]): Expected["slots"] {
  return {
    ...renamed(slots, { item: "item" }),
    ...(slots.name === undefined ? {} : { list: listNames(slots.name) }),
  };
}

/** Chores are things to do. */
function listNames(name: string | number): readonly (string | number)[] {
  return String(name) === "Chores" ? [name, "to do"] : [name];
}

function renamed(slots: Case["slots"], names: Readonly<Record<string, string>>): Expected["slots"] {
  return Object.fromEntries(
    Object.entries(names).flatMap(([theirs, ours]) => {
      const value = slots[theirs];
      return value === undefined ? [] : [[ours, [value]]];
    }),
  );
}

function lengthOf(slots: Case["slots"], prefix: string, slot: string): Expected["slots"] {
  const units = { hours: 3600, minutes: 60, seconds: 1 };
  const parts = Object.entries(units).flatMap(([unit, seconds]) => {
    const count = slots[`${prefix}${unit}`];
    return count === undefined ? [] : [Number(count) * seconds];
  });
  return parts.length === 0 ? {} : { [slot]: [parts.reduce((sum, part) => sum + part, 0)] };
}

/** On and off of a sensor are said in the words of its class. */
function stateWords(state: string, text: string): string[] {
  if (/occupied/.test(text)) return ["motion"];
  if (state === "on" && /open/.test(text)) return ["open"];
  return [state];
}
