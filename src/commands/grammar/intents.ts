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
  step: "by how much: a number in the unit of the attribute, or words such as `twice` and `200 rpm`",
  duration: "number, seconds",
  state:
    "the state asked about: `on`, `off`, `open`, `closed`, `locked`, `unlocked`, `running`, `stopped`, `ok`, `wet`, `motion`, …",
  quantifier: "`any`, `all`, `which` or `howMany`: how a question about several things is meant",
  measure: "what is measured, such as `temperature`, `humidity`, `moisture`, `power`",
  statistic: "`highest`, `lowest`, `average`, `latest`, `total` or `change`",
  limit: "what a measure is compared with: `above 8`, `below 0`",
  period: "a period as `text/period.ts` writes it, for `parsePeriod`",
  event:
    "what happened: `on`, `off`, `open`, `closed`, `locked`, `unlocked`, `running`, `stopped`, `motion`, `change`, …",
  item: "words: a thing on a list, what shall be played, or the object a robot handles or looks for",
  list: "words: the name of a list, such as `shopping`",
  mediaClass:
    "what `item` names: `artist`, `album`, `track`, `playlist`, `podcast`, `station`, `film`, `show`",
  label: "words: the name of a timer or an alarm, `pizza` in pizza timer",
  length: "number, seconds: the length a timer was set to, where that tells it from others",
  ordinal: "number: which one in the order they were made, from 1; -1 is the last",
  direction: "`more` or `less`: whether time is added to a timer or taken from it",
  message: "words: what to announce or to be reminded of, or the note of a hand-over",
  person: "words: a person or group; `me` is the one who speaks",
  time: "words: when it is to be done or to ring, with the preposition: `at quarter past six tomorrow`",
  condition: "words: a condition with its conjunction: `when the tank is empty`",
  from: "words: the place a robot takes the item from, where `area` is the one it goes to",
  aspect:
    "what is asked about an incident: `cause`, `state`, `began`, `ended`, `duration`, `severity`, `checks`, `repeats`, `more`, …",
  topic: "what the talk is about, such as `greeting`, `thanks`, `joke`",
  other:
    "`other`: the one of those offered or alike that was not meant before; for more of them their number, or `others`",
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

/** When a command is to be done, if not now; see `../rules`. */
const later = ["time", "condition"] as const satisfies readonly SlotName[];

/** What an attribute may be set to. */
const settings = [
  "brightness",
  "colour",
  "colourTemperature",
  "temperature",
  "speed",
  "position",
  "volume",
  "value",
  "mode",
] as const satisfies readonly SlotName[];

/** What tells one timer from another. */
const whichTimer = ["label", "length", "ordinal", "area", "all"] as const satisfies readonly SlotName[];

/** Intents, what they ask for, and the slots they may carry. */
export const intents = {
  turnOn: { meaning: "switch on", slots: [...targets, ...later, "duration"] },
  turnOff: { meaning: "switch off", slots: [...targets, ...later, "duration"] },
  toggle: { meaning: "switch to the other state", slots: [...targets, ...later] },
  open: { meaning: "open a cover or a valve", slots: [...targets, ...later, "duration"] },
  close: { meaning: "close a cover or a valve", slots: [...targets, ...later] },
  stop: { meaning: "stop moving or running", slots: [...targets, ...later] },
  lock: { meaning: "lock", slots: [...targets, ...later] },
  unlock: { meaning: "unlock", slots: [...targets, ...later] },
  start: {
    meaning: "start a machine, run a pump or a scene, water a zone",
    slots: [...targets, ...later, "duration"],
  },
  set: {
    meaning: "give an attribute a value; with `state` `on`, switch it on too",
    slots: [...targets, ...later, ...settings, "attribute", "state"],
  },
  increase: {
    meaning: "more of an attribute, by `step` if given",
    slots: [...targets, ...later, "attribute", "step"],
  },
  decrease: {
    meaning: "less of an attribute, by `step` if given",
    slots: [...targets, ...later, "attribute", "step"],
  },
  pause: { meaning: "pause music or a machine that can go on", slots: [...targets, ...later] },
  resume: { meaning: "go on with what was paused", slots: [...targets, ...later] },
  next: { meaning: "the next track, channel or programme", slots: [...targets, ...later] },
  previous: { meaning: "the previous track", slots: [...targets, ...later] },
  mute: { meaning: "sound off", slots: [...targets, ...later] },
  unmute: { meaning: "sound back on", slots: [...targets, ...later] },
  play: { meaning: "play something by name", slots: [...targets, ...later, "item", "mediaClass"] },
  dock: { meaning: "send a vacuum cleaner, mower or robot back to its base", slots: [...targets, ...later] },
  queryState: {
    meaning: "what is the state or a measure now; with `state`, whether it is so",
    slots: [...targets, "state", "quantifier", "measure", "limit"],
  },
  queryMeasure: {
    meaning:
      "highest, lowest, average, total or latest of a measure, in a period; with `quantifier`, of which",
    slots: [...targets, "measure", "statistic", "period", "quantifier", "limit"],
  },
  queryLastTime: { meaning: "when something last happened", slots: [...targets, "event", "period"] },
  queryHowLong: { meaning: "how long a state lasted in a period", slots: [...targets, "event", "period"] },
  queryHowOften: { meaning: "how many times something happened", slots: [...targets, "event", "period"] },
  queryIncidents: {
    meaning: "what happened, or whether anything is wrong",
    slots: ["name", "area", "floor", "period"],
  },
  queryIncident: {
    meaning: "one incident: why, whether it is over, since when, how bad, whether it happened before",
    slots: ["aspect", "name", "ordinal", "period"],
  },
  queryWeather: {
    meaning: "the weather, now or to come",
    slots: ["name", "area", "measure", "state", "period", "time"],
  },
  queryTime: { meaning: "the time of day", slots: ["area"] },
  queryDate: { meaning: "the date or the day of the week", slots: ["time"] },
  timerStart: { meaning: "start a countdown", slots: ["duration", "label", "area"] },
  timerCancel: { meaning: "cancel a timer, or all", slots: whichTimer },
  timerPause: { meaning: "hold a timer", slots: whichTimer },
  timerResume: { meaning: "let a timer go on", slots: whichTimer },
  timerChange: {
    meaning: "add `duration` to a timer or take it away",
    slots: [...whichTimer, "duration", "direction"],
  },
  timerQuery: { meaning: "how long is left", slots: whichTimer },
  alarmSet: { meaning: "wake me, or an alarm at a time of day", slots: ["time", "label"] },
  alarmCancel: { meaning: "cancel an alarm, or all", slots: ["time", "label", "ordinal", "all"] },
  alarmQuery: { meaning: "which alarms are set", slots: ["time", "label"] },
  reminderSet: { meaning: "remind someone of something at a time", slots: ["message", "time", "person"] },
  reminderCancel: { meaning: "drop a reminder, or all", slots: ["message", "time", "ordinal", "all"] },
  reminderQuery: { meaning: "which reminders there are", slots: ["time", "message"] },
  listAdd: { meaning: "put something on a list", slots: ["item", "list"] },
  listRemove: { meaning: "take something off a list, or tick it off", slots: ["item", "list", "all"] },
  listQuery: { meaning: "what is on a list, or whether `item` is", slots: ["item", "list"] },
  announce: {
    meaning: "say something to people in the building",
    slots: ["message", "person", "area", "area2", "floor", "all"],
  },
  dismiss: {
    meaning: "an incident was a false alarm",
    slots: ["name", "ordinal"],
  },
  acknowledge: {
    meaning: "an incident was seen and is being dealt with",
    slots: ["name", "area", "floor", "all", "message"],
  },
  shiftStart: { meaning: "a shift begins", slots: ["person", "area", "message"] },
  shiftEnd: { meaning: "a shift ends", slots: ["person", "area", "message"] },
  robotGo: { meaning: "a robot goes to a place", slots: ["name", "domain", "area", "person", ...later] },
  robotBring: {
    meaning: "a robot brings `item`, which is in `area`",
    slots: ["name", "domain", "item", "area", "person", ...later],
  },
  robotDeliver: {
    meaning: "a robot takes `item` to `area` or `person`",
    slots: ["name", "domain", "item", "area", "from", "person", ...later],
  },
  robotFind: {
    meaning: "a robot looks for `item` or `person`, perhaps in `area`",
    slots: ["name", "domain", "item", "person", "area", ...later],
  },
  robotFollow: {
    meaning: "a robot follows `person`, or guides them to `area`",
    slots: ["name", "domain", "person", "area", ...later],
  },
  ruleQuery: { meaning: "which commands wait for a time or a condition", slots: ["name", "area", "domain"] },
  ruleCancel: {
    meaning: "drop commands that wait for a time or a condition",
    slots: ["name", "area", "domain", "ordinal", "all"],
  },
  also: { meaning: "the last command for another target, too", slots: [...targets, ...settings, "other"] },
  correct: {
    meaning: "the last command was meant for another target or value",
    slots: [...targets, ...settings, "other"],
  },
  confirm: { meaning: "yes, to a question edgewise asked", slots: [] },
  deny: { meaning: "no, to a question edgewise asked", slots: [] },
  cancel: { meaning: "never mind", slots: [] },
  repeat: { meaning: "say that again", slots: [] },
  help: { meaning: "what can be said", slots: [] },
  smallTalk: { meaning: "greetings, thanks, jokes and the like", slots: ["topic", "person"] },
  outOfScope: { meaning: "what edgewise does not do", slots: ["topic"] },
} as const satisfies Record<string, { meaning: string; slots: readonly SlotName[] }>;

export type IntentName = keyof typeof intents;

/** Whether `name` is one of ours (a user's own sentences may name others). */
export function isIntentName(name: string): name is IntentName {
  return Object.hasOwn(intents, name);
}
