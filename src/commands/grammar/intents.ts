/**
 * What edgewise can be told and asked: every intent with the slots it may carry. The sentences of
 * `../sentences` and the steps after the grammar meet in this table and nowhere else.
 */

/** What each slot means. Text unless it says otherwise. */
const slotMeanings = {
  name: "an entity, as the `name` list gives it",
  name2: "a second entity, to be treated as the first",
  name3: "a third entity",
  area: "an area, as the `area` list gives it",
  area2: "a second area, to be treated as the first",
  floor: "a floor, as the `floor` list gives it",
  domain: "every entity of one kind: an entity kind such as `light`",
  deviceClass: "every entity of one narrower class, such as `curtain`, `window`, `door`",
  all: "`all`: all that fit the other slots, everywhere if they name no place",
  except: "an entity to leave alone",
  except2: "a second entity to leave alone",
  exceptArea: "an area to leave alone",
  here: "`here`: the area it was said in",
  brightness: "number, percent",
  colour: "a colour by its English name",
  colourTemperature: "number, kelvin",
  temperature: "number, in the unit of the entity",
  speed: "number, percent",
  position: "number, percent open",
  volume: "number, percent",
  value: "number, the setting of a thing that has just one, in the unit of the entity",
  mode: "a mode or preset by name, such as `auto`, `eco`, `cool`",
  attribute:
    "what to change: `brightness`, `temperature`, `speed`, `position`, `volume`, `colourTemperature`",
  step: "number, by how much, in the unit of the attribute",
  duration: "number, seconds",
  state:
    "the state asked about: `on`, `off`, `open`, `closed`, `locked`, `unlocked`, `running`, `stopped`, `ok`, `wet`, `motion`, …",
  quantifier: "`any`, `all`, `which` or `howMany`: how a question about several things is meant",
  measure: "what is measured, such as `temperature`, `humidity`, `moisture`, `power`",
  statistic: "`highest`, `lowest`, `average`, `latest`, `total` or `change`",
  period: "a period as `text/period.ts` writes it, for `parsePeriod`",
  event:
    "what happened: `on`, `off`, `open`, `closed`, `locked`, `unlocked`, `running`, `stopped`, `motion`, `change`, …",
} as const;

export type SlotName = keyof typeof slotMeanings;

const targets = [
  "name",
  "name2",
  "name3",
  "area",
  "area2",
  "floor",
  "domain",
  "deviceClass",
  "all",
  "except",
  "except2",
  "exceptArea",
  "here",
] as const satisfies readonly SlotName[];

/** Intents, what they ask for, and the slots they may carry. */
export const intents = {
  turnOn: { meaning: "switch on", slots: [...targets, "duration"] },
  turnOff: { meaning: "switch off", slots: [...targets, "duration"] },
  toggle: { meaning: "switch to the other state", slots: targets },
  open: { meaning: "open a cover or a valve", slots: [...targets, "duration"] },
  close: { meaning: "close a cover or a valve", slots: targets },
  stop: { meaning: "stop moving or running", slots: targets },
  lock: { meaning: "lock", slots: targets },
  unlock: { meaning: "unlock", slots: targets },
  start: { meaning: "start a machine, run a pump or a scene, water a zone", slots: [...targets, "duration"] },
  set: {
    meaning: "give an attribute a value",
    slots: [
      ...targets,
      "brightness",
      "colour",
      "colourTemperature",
      "temperature",
      "speed",
      "position",
      "volume",
      "value",
      "mode",
    ],
  },
  increase: { meaning: "more of an attribute, by `step` if given", slots: [...targets, "attribute", "step"] },
  decrease: { meaning: "less of an attribute, by `step` if given", slots: [...targets, "attribute", "step"] },
  queryState: {
    meaning: "what is the state or a measure now; with `state`, whether it is so",
    slots: [...targets, "state", "quantifier", "measure"],
  },
  queryMeasure: {
    meaning: "highest, lowest, average, total or latest of a measure in a period",
    slots: [...targets, "measure", "statistic", "period"],
  },
  queryLastTime: { meaning: "when something last happened", slots: [...targets, "event", "period"] },
  queryHowLong: { meaning: "how long a state lasted in a period", slots: [...targets, "event", "period"] },
  queryHowOften: { meaning: "how many times something happened", slots: [...targets, "event", "period"] },
  queryIncidents: {
    meaning: "what happened, or whether anything is wrong",
    slots: ["name", "area", "floor", "period"],
  },
  confirm: { meaning: "yes, to a question edgewise asked", slots: [] },
  deny: { meaning: "no, to a question edgewise asked", slots: [] },
  cancel: { meaning: "never mind", slots: [] },
  repeat: { meaning: "say that again", slots: [] },
  help: { meaning: "what can be said", slots: [] },
} as const satisfies Record<string, { meaning: string; slots: readonly SlotName[] }>;

export type IntentName = keyof typeof intents;

/** Whether `name` is one of ours (a user's own sentences may name others). */
export function isIntentName(name: string): name is IntentName {
  return Object.hasOwn(intents, name);
}
