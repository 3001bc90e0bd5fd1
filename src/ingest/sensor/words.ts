/** Words for off and on as devices write them, in the pairs in which they come. */
const onOffPairs: readonly (readonly [off: string, on: string])[] = [
  ["off", "on"],
  ["false", "true"],
  ["no", "yes"],
  ["closed", "open"],
  ["clear", "detected"],
  ["no motion", "motion"],
  ["no_motion", "motion"],
  ["unoccupied", "occupied"],
  ["vacant", "occupied"],
  ["away", "home"],
  ["not_home", "home"],
  ["locked", "unlocked"],
  ["dry", "wet"],
  ["absent", "present"],
  ["inactive", "active"],
  ["disabled", "enabled"],
  ["offline", "online"],
  ["disconnected", "connected"],
  ["released", "pressed"],
];

export interface OnOffWord {
  value: 0 | 1;
  /** The words for 0 and 1. */
  states: readonly [string, string];
}

const onOffWords = new Map<string, OnOffWord>();
for (const pair of onOffPairs) {
  for (const value of [0, 1] as const) {
    const word = pair[value];
    if (!onOffWords.has(word)) onOffWords.set(word, { value, states: pair });
  }
}

/** What `text` means as an on/off word, in any case; undefined when it is none. */
export function onOffWord(text: string): OnOffWord | undefined {
  if (text.length > 12) return undefined;
  return onOffWords.get(text) ?? onOffWords.get(text.trim().toLowerCase());
}

const noValueWords = new Set([
  "",
  "null",
  "none",
  "unknown",
  "unavailable",
  "undefined",
  "n/a",
  "na",
  "-",
  "--",
]);

/** Whether `text` says that there is no value just now. */
export function isNoValue(text: string): boolean {
  return text.length <= 12 && noValueWords.has(text.trim().toLowerCase());
}

/** Names of fields that mean on/off even when they are sent as 0 and 1. */
const onOffFields = new Set([
  ...["contact", "occupancy", "occupied", "motion", "presence", "tamper", "water_leak", "leak", "smoke"],
  ...["battery_low", "running", "enabled", "online", "connected", "door", "window"],
]);

/** Whether a field of this name (small letters, `_` between words) means on/off when it is sent as 0 or 1. */
export function isOnOffField(name: string): boolean {
  return onOffFields.has(name) || /^(?:is|has)_|^(?:relay|switch)_?\d*$/.test(name);
}

const textLengthMax = 32;

/**
 * Whether `text` may be the name of a state: short, with letters, and not an identifier, version, time,
 * address or link, which are different each time or never change.
 */
export function mayBeState(text: string): boolean {
  if (text.length === 0 || text.length > textLengthMax) return false;
  if (!/\p{L}/u.test(text) || /[\p{Cc}\p{Cf}\uFFFD{}[\]<>]/u.test(text)) return false;
  if (text.includes("://") || /^v?\d+\.\d/.test(text) || /^\d{4}-\d\d/.test(text)) return false;
  return (text.match(/\d/g)?.length ?? 0) <= 4;
}
