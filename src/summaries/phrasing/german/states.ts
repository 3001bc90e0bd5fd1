/**
 * Well-known states of switches, contacts and machines in German, the form to be said first. All of them are adjectives
 * or participles, so that `ist … offen` is a sentence. A state that is not here is said as it came.
 */
export const germanStates: Readonly<Record<string, readonly string[]>> = {
  open: ["offen", "geöffnet"],
  closed: ["geschlossen", "zu"],
  on: ["an", "eingeschaltet"],
  off: ["aus", "ausgeschaltet"],
  wet: ["nass"],
  dry: ["trocken"],
  occupied: ["belegt"],
  clear: ["frei"],
  locked: ["verriegelt"],
  unlocked: ["entriegelt"],
  jammed: ["blockiert"],
  tripped: ["ausgelöst"],
  full: ["voll"],
  empty: ["leer"],
  overfull: ["überfüllt"],
  active: ["aktiv"],
  inactive: ["inaktiv"],
  detected: ["erkannt"],
  connected: ["verbunden"],
  disconnected: ["getrennt"],
  lifted: ["angehoben"],
  blocked: ["blockiert"],
  armed: ["scharf"],
  disarmed: ["unscharf"],
};
