/**
 * What a sentence may ask for, and the intents of either side that say so. Home Assistant switches, opens and locks
 * with the same two intents, and what they mean follows from the thing; edgewise has an intent for each. An empty
 * list: that side has no such intent, so the sentence cannot be understood there.
 */
const meanings = {
  on: { edgewise: ["turnOn", "start"], hassil: ["HassTurnOn"] },
  off: { edgewise: ["turnOff", "stop"], hassil: ["HassTurnOff"] },
  open: { edgewise: ["open"], hassil: ["HassTurnOn"] },
  close: { edgewise: ["close"], hassil: ["HassTurnOff"] },
  lock: { edgewise: ["lock"], hassil: ["HassTurnOn"] },
  set: { edgewise: ["set"], hassil: ["HassLightSet"] },
  brighter: { edgewise: ["increase", "turnOn"], hassil: ["HassLightSet", "HassTurnOn"] },
  dimmer: { edgewise: ["decrease"], hassil: ["HassLightSet"] },
  setPosition: { edgewise: ["set"], hassil: ["HassSetPosition"] },
  setTemperature: { edgewise: ["set"], hassil: ["HassClimateSetTemperature"] },
  warmer: { edgewise: ["increase"], hassil: [] },
  setSpeed: { edgewise: ["set"], hassil: ["HassFanSetSpeed"] },
  setVolume: { edgewise: ["set"], hassil: ["HassSetVolume"] },
  louder: { edgewise: ["increase"], hassil: ["HassSetVolumeRelative"] },
  quieter: { edgewise: ["decrease"], hassil: ["HassSetVolumeRelative"] },
  pause: { edgewise: ["pause"], hassil: ["HassMediaPause"] },
  resume: { edgewise: ["resume"], hassil: ["HassMediaUnpause"] },
  vacuum: { edgewise: ["start", "turnOn"], hassil: ["HassVacuumStart", "HassTurnOn"] },
  dock: { edgewise: ["dock"], hassil: ["HassVacuumReturnToBase"] },
  askState: { edgewise: ["queryState"], hassil: ["HassGetState", "HassClimateGetTemperature"] },
  askTime: { edgewise: ["queryTime"], hassil: ["HassGetCurrentTime"] },
  askDate: { edgewise: ["queryDate"], hassil: ["HassGetCurrentDate"] },
  askWeather: { edgewise: ["queryWeather"], hassil: ["HassGetWeather"] },
  timer: { edgewise: ["timerStart", "reminderSet"], hassil: ["HassStartTimer"] },
  listAdd: { edgewise: ["listAdd"], hassil: ["HassShoppingListAddItem", "HassListAddItem"] },
  cancel: { edgewise: ["cancel"], hassil: ["HassNevermind"] },
} as const;

export type Meaning = keyof typeof meanings;

export function means(side: "edgewise" | "hassil", meaning: Meaning, intent: string): boolean {
  return (meanings[meaning][side] as readonly string[]).includes(intent);
}
