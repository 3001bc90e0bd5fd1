import type { EntityKind } from "../../domain/entity.ts";
import type { AttributeName } from "./attributes.ts";
import type { Deed } from "./deed.ts";

/**
 * How families of devices speak on MQTT: for a kind and a base topic, the messages that act on it and the
 * places where it reports. What an entity writes itself wins over its profile.
 */

/** A message to send; `{value}` inside the payload becomes the value. */
export interface MessageTemplate {
  topic: string;
  payload: unknown;
}

/** Where a value is reported: a topic and a path in its JSON ("" for a plain payload). */
export interface StateBinding {
  topic: string;
  field: string;
  /** Words of the device, in lower case, to words of its kind. */
  map?: ReadonlyMap<string, string>;
}

export interface AttributeBinding {
  set?: MessageTemplate;
  /** Changes it by a signed `{value}`, for devices that can; used while the present value is unknown. */
  stepSet?: MessageTemplate;
  state?: StateBinding;
  /** The device's full scale for 100 %; undefined: values go as they are. */
  deviceMax?: number;
}

export interface ProfileDefaults {
  actions: Partial<Record<Deed, MessageTemplate>>;
  state?: StateBinding;
  /** Where it is told that the device can be reached or not, as `online` or `offline` in any case. */
  availability?: StateBinding;
  attributes: Partial<Record<AttributeName, AttributeBinding>>;
}

export type Profile = (thing: {
  kind: EntityKind;
  deviceClass: string | undefined;
  topic: string;
}) => ProfileDefaults;

export const profileNames = ["zigbee2mqtt", "tasmota", "plain", "json"] as const;
export type ProfileName = (typeof profileNames)[number];

export const profiles = { zigbee2mqtt, tasmota, plain, json } as const satisfies Record<ProfileName, Profile>;

/** Payload words of the actions a kind understands, shared by all profiles. */
function deedWords(kind: EntityKind): Partial<Record<Deed, string>> {
  switch (kind) {
    case "cover":
      return { open: "OPEN", close: "CLOSE", stop: "STOP" };
    case "valve":
      return { open: "OPEN", close: "CLOSE" };
    case "lock":
      return { lock: "LOCK", unlock: "UNLOCK" };
    case "scene":
      return { turnOn: "ON" };
    case "vacuum":
    case "mower":
      return {
        turnOn: "START",
        turnOff: "STOP",
        stop: "STOP",
        pause: "PAUSE",
        resume: "START",
        dock: "DOCK",
      };
    case "robot":
      return { stop: "STOP", pause: "PAUSE", resume: "RESUME", dock: "DOCK" };
    case "media":
      return {
        turnOn: "ON",
        turnOff: "OFF",
        stop: "STOP",
        pause: "PAUSE",
        resume: "PLAY",
        next: "NEXT",
        previous: "PREVIOUS",
        mute: "MUTE",
        unmute: "UNMUTE",
      };
    case "weather":
    case "sensor":
    case "binarySensor":
      return {};
    case "light":
    case "switch":
    case "fan":
    case "humidifier":
    case "siren":
      return { turnOn: "ON", turnOff: "OFF", toggle: "TOGGLE" };
    case "climate":
    case "pump":
    case "machine":
    case "conveyor":
      // No toggle: a thing that moves or heats is told where to go, so that a repeated message does no harm.
      return { turnOn: "ON", turnOff: "OFF" };
  }
}

/** Deeds that say more than a word: what to play, where to clean, a robot's task. */
function valueDeeds(kind: EntityKind): Partial<Record<Deed, unknown>> {
  if (kind === "media") return { play: { play: "{value}" } };
  if (kind === "robot") return { task: "{value}" };
  return {};
}

/** Attributes a kind is taken to have when nothing else is said. */
function usualAttributes(kind: EntityKind): AttributeName[] {
  if (kind === "light") return ["brightness"];
  if (kind === "cover") return ["position"];
  if (kind === "climate") return ["temperature"];
  if (kind === "humidifier") return ["humidity"];
  return [];
}

/**
 * zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html: JSON on the topic, `<topic>/set` to act, and
 * `<topic>/availability` where that is switched on, as `{"state":"online"}` or the plain word.
 */
function zigbee2mqtt(thing: Parameters<Profile>[0]): ProfileDefaults {
  return { ...zigbeeDevice(thing), availability: { topic: `${thing.topic}/availability`, field: "state" } };
}

function zigbeeDevice({ kind, deviceClass, topic }: Parameters<Profile>[0]): ProfileDefaults {
  const set = `${topic}/set`;
  const at = (field: string, map?: Record<string, string>): StateBinding =>
    map ? { topic, field, map: new Map(Object.entries(map)) } : { topic, field };
  if (kind === "sensor") return { actions: {}, state: at(deviceClass ?? "value"), attributes: {} };
  if (kind === "weather") return { actions: {}, state: at("temperature"), attributes: {} };
  if (kind === "binarySensor") {
    // `contact` is true while the magnet is near, which is when the door is closed.
    const contact = at("contact", { true: "closed", false: "open" });
    const field = binaryFields[deviceClass ?? ""];
    return { actions: {}, state: field === "contact" ? contact : at(field ?? "state"), attributes: {} };
  }
  if (kind === "climate") {
    const setpoint = "occupied_heating_setpoint";
    return {
      actions: {
        turnOn: { topic: set, payload: { system_mode: "heat" } },
        turnOff: { topic: set, payload: { system_mode: "off" } },
      },
      state: at("system_mode"),
      attributes: {
        temperature: { set: { topic: set, payload: { [setpoint]: "{value}" } }, state: at(setpoint) },
      },
    };
  }
  // Water valves report ON and OFF like any switch.
  const words: Partial<Record<Deed, string>> =
    kind === "valve" ? { open: "ON", close: "OFF" } : deedWords(kind);
  const light: ProfileDefaults["attributes"] = {
    brightness: {
      set: { topic: set, payload: { brightness: "{value}" } },
      stepSet: { topic: set, payload: { brightness_step: "{value}" } },
      state: at("brightness"),
      deviceMax: 254,
    },
  };
  const cover: ProfileDefaults["attributes"] = {
    position: { set: { topic: set, payload: { position: "{value}" } }, state: at("position") },
  };
  const humidifier: ProfileDefaults["attributes"] = {
    humidity: { set: { topic: set, payload: { humidity: "{value}" } }, state: at("humidity") },
  };
  return {
    actions: {
      ...mapValues(words, (word) => ({ topic: set, payload: { state: word } })),
      ...mapValues(valueDeeds(kind), (payload) => ({ topic: set, payload })),
    },
    state: at("state"),
    attributes: kind === "light" ? light : kind === "cover" ? cover : kind === "humidifier" ? humidifier : {},
  };
}

const binaryFields: Record<string, string> = {
  door: "contact",
  window: "contact",
  garage: "contact",
  gate: "contact",
  opening: "contact",
  motion: "occupancy",
  occupancy: "occupancy",
  presence: "presence",
  moisture: "water_leak",
  leak: "water_leak",
  smoke: "smoke",
  gas: "gas",
  vibration: "vibration",
};

/** tasmota.github.io/docs/Commands: `cmnd/<topic>/POWER`, answered on `stat/<topic>/…`; the will is `LWT`. */
function tasmota(thing: Parameters<Profile>[0]): ProfileDefaults {
  return { ...tasmotaDevice(thing), availability: { topic: `tele/${thing.topic}/LWT`, field: "" } };
}

function tasmotaDevice({ kind, deviceClass, topic }: Parameters<Profile>[0]): ProfileDefaults {
  const command = (name: string, payload: unknown): MessageTemplate => ({
    topic: `cmnd/${topic}/${name}`,
    payload,
  });
  const result = `stat/${topic}/RESULT`;
  if (kind === "sensor" || kind === "binarySensor") {
    return {
      actions: {},
      state: { topic: `tele/${topic}/SENSOR`, field: deviceClass ?? "value" },
      attributes: {},
    };
  }
  if (kind === "cover") {
    return {
      actions: {
        open: command("ShutterOpen1", ""),
        close: command("ShutterClose1", ""),
        stop: command("ShutterStop1", ""),
      },
      attributes: {
        position: {
          set: command("ShutterPosition1", "{value}"),
          state: { topic: result, field: "Shutter1.Position" },
        },
      },
    };
  }
  const power = { topic: `stat/${topic}/POWER`, field: "" };
  if (kind === "valve") {
    return {
      actions: { open: command("POWER", "ON"), close: command("POWER", "OFF") },
      state: power,
      attributes: {},
    };
  }
  // POWER knows no other words: a player behind a Tasmota plug can be switched and no more.
  const switching = Object.entries(deedWords(kind)).filter(([, word]) => /^(?:ON|OFF|TOGGLE)$/.test(word));
  return {
    actions: mapValues(Object.fromEntries(switching) as Partial<Record<Deed, string>>, (word) =>
      command("POWER", word),
    ),
    state: power,
    attributes:
      kind === "light"
        ? { brightness: { set: command("Dimmer", "{value}"), state: { topic: result, field: "Dimmer" } } }
        : {},
  };
}

/** Words and numbers as plain text: `<topic>` reports, `<topic>/set` acts, `<topic>/<attribute>[/set]` likewise. */
function plain({ kind, topic }: Parameters<Profile>[0]): ProfileDefaults {
  return {
    actions: {
      ...mapValues(deedWords(kind), (word) => ({ topic: `${topic}/set`, payload: word })),
      ...mapValues(valueDeeds(kind), (_, deed) => ({ topic: `${topic}/${deed}/set`, payload: "{value}" })),
    },
    state: { topic, field: "" },
    attributes: Object.fromEntries(
      usualAttributes(kind).map((name) => [
        name,
        {
          set: { topic: `${topic}/${name}/set`, payload: "{value}" },
          state: { topic: `${topic}/${name}`, field: "" },
        },
      ]),
    ),
  };
}

/** Our own JSON: `<topic>` reports `{"state":"on","brightness":40}`, `<topic>/set` takes the same. */
function json({ kind, topic }: Parameters<Profile>[0]): ProfileDefaults {
  const set = `${topic}/set`;
  return {
    actions: {
      ...mapValues(deedWords(kind), (word) => ({ topic: set, payload: { state: word.toLowerCase() } })),
      ...mapValues(valueDeeds(kind), (payload) => ({ topic: set, payload })),
    },
    state: { topic, field: kind === "sensor" ? "value" : kind === "weather" ? "temperature" : "state" },
    attributes: Object.fromEntries(
      usualAttributes(kind).map((name) => [
        name,
        { set: { topic: set, payload: { [name]: "{value}" } }, state: { topic, field: name } },
      ]),
    ),
  };
}

function mapValues<K extends string, V, W>(
  table: Partial<Record<K, V>>,
  change: (value: V, key: K) => W,
): Partial<Record<K, W>> {
  const changed: Partial<Record<K, W>> = {};
  for (const [key, value] of Object.entries(table) as [K, V][]) changed[key] = change(value, key);
  return changed;
}
