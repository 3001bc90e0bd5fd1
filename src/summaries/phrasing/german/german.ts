import type { ClosedBecause } from "../../../domain/incident.ts";
import { sayGermanDuration } from "../../../text/german/say-duration.ts";
import { sayGermanCount, sayGermanList } from "../../../text/german/say-list.ts";
import { sayGermanMoment, sayGermanSince, sayGermanTime } from "../../../text/german/say-time.ts";
import type { Counted, Forms } from "../forms.ts";
import { germanClause } from "./clauses.ts";
import { referGerman, referGermanGroup, referGermanPlace } from "./refer.ts";

export const german: Forms = {
  clause: germanClause,
  refer: referGerman,
  referGroup: referGermanGroup,
  referPlace: referGermanPlace,
  // The verb is the second part of a German sentence, so behind a word in front it comes before the subject.
  statement: (subject, { verb, rest }, { lead, adverb } = {}) => {
    const front = lead ?? adverb;
    const inner = lead === undefined ? undefined : adverb;
    // `sich` stays with its verb: `danach änderte sich der Druck`.
    const [, own, after] = /^(sich )?(.*)$/s.exec(rest) ?? [];
    const parts =
      front === undefined ? [subject, verb, rest] : [front, verb, own?.trim(), inner, subject, after];
    return parts.filter((part) => part !== undefined && part !== "").join(" ");
  },
  example: (quotation) => `, zum Beispiel ${quotation}`,
  list: sayGermanList,
  count: (count, thing) => sayGermanCount(count, ...nouns[thing]),
  duration: (ms, form = "long") => sayGermanDuration(ms, { form }),
  since: sayGermanSince,
  time: sayGermanTime,
  moment: sayGermanMoment,
  labels: {
    info: "Hinweis",
    warning: "Warnung",
    critical: "Kritisch",
    falseAlarm: "Fehlalarm",
    alwaysNormal: "Hier normal",
    over: "Vorbei",
    unresolved: "Ungelöst",
  },
  first: "zuerst",
  probablyFirst: "wahrscheinlich zuerst",
  following: (delayMs) => (delayMs === undefined ? "danach" : `${sayGermanDuration(delayMs)} später`),
  afterThat: "danach",
  sameTime: "etwa zur selben Zeit",
  and: "; ",
  alongWith: (others) => `, dazu ${others}`,
  cameAlongWith: (others) => `Dazu: ${others}`,
  also: (others) => `, auch ${others}`,
  orderUnknown: "; was zuerst kam, ist nicht bekannt",
  flapping: (times) => `, kam und ging dabei ${times} Mal`,
  somethingUnusual: "etwas Ungewöhnliches",
  somethingNoticed: "Etwas Ungewöhnliches ist aufgefallen",
  somethingFrom: (whom) => `etwas Ungewöhnliches von ${whom}`,
  andOthers: (name) => `${name} und anderen`,
  nothingNoticed: "Nichts Ungewöhnliches ist aufgefallen.",
  tail: {
    began: (began) => `; es begann ${began}`,
    unresolved: (began, because) =>
      `; es ${began === undefined ? "" : `begann ${began} und `}war ${notEnded(because)}`,
    allBack: "; alles ist wieder wie üblich",
    over: "; es ist vorbei",
    wasAt: (began) => `; das war ${began}`,
    backSince: (began, since) => `; es begann ${began} und ist ${since} wieder wie üblich`,
    overAt: (began, ended) => `; es begann ${began} und war ${ended} vorbei`,
    onlyFlapping: (times) => `; es kam und ging ${times} Mal`,
  },
  status: {
    open: (afterMs, extra) => `Es dauert noch an${so(afterMs)}${extra}.`,
    unresolved: (afterMs, because, extra) => `Es war${after(afterMs)} ${notEnded(because)}${extra}.`,
    over: (ended, afterMs, extra) =>
      `Es war${ended === undefined ? "" : ` ${ended}`}${after(afterMs)} vorbei${extra}.`,
    allBack: (since, extra) =>
      since === undefined
        ? `Alles ist wieder wie üblich${extra}.`
        : `${since.replace(/^s/, "S")} ist alles wieder wie üblich${extra}.`,
    partlyBack: (isClosed) => `, ein Teil ${isClosed ? "war" : "ist"} aber wieder wie üblich`,
    clockUnset: ", ohne Zeitangabe, da die Uhr nicht gestellt war",
  },
  digest: {
    ongoing: "Dauert noch an",
    unresolved: "Ungelöst",
    over: "Vorbei",
    standing: ({ open, over, unresolved }) => {
      if (open + unresolved === 0) return over === 1 ? ", jetzt vorbei" : ", alle vorbei";
      if (over + unresolved === 0) return open === 1 ? ", dauert noch an" : ", dauern noch an";
      const parts = [
        ...(open > 0 ? [`${open} ${open === 1 ? "dauert" : "dauern"} noch an`] : []),
        ...(unresolved > 0 ? [`${unresolved} ungelöst`] : []),
        ...(over > 0 ? [`${over} vorbei`] : []),
      ];
      return `: ${parts.join(", ")}`;
    },
    among: (numbers) => `, bei ${numbers}`,
    cameIn: (numbers) => `Es kamen ${numbers}.`,
    readingsFrom: (readings, sensors, isDative) =>
      `${sayGermanCount(readings, "Messwert", isDative ? "Messwerten" : "Messwerte")} von ${sayGermanCount(sensors, "Sensor", "Sensoren")}`,
    nothingCame: (when) =>
      when === ""
        ? "Es kamen keine Messwerte und keine Logzeilen."
        : `${when.replace(/^\p{L}/u, (letter) => letter.toUpperCase())} kamen keine Messwerte und keine Logzeilen.`,
    quietDay: (numbers, when) => `Ein ruhiger Tag: nichts Ungewöhnliches in ${numbers} ${when}.`,
    quietDayShort: "Ein ruhiger Tag: nichts Ungewöhnliches.",
    fromTo: (from, to) => `von ${from} bis ${to}`,
    fromOn: (from) => `ab ${from}`,
    more: (count) => `; und ${count} weitere`,
    numbers: ({ logLines, commands }, isDative) => [
      sayGermanCount(logLines, "Logzeile", "Logzeilen"),
      ...(commands > 0 ? [sayGermanCount(commands, "Befehl", isDative ? "Befehlen" : "Befehle")] : []),
    ],
  },
  week: {
    quiet: "Eine ruhige Woche: nichts Ungewöhnliches in",
    before: (incidents, isAtLeast) => `in der Woche davor ${sayBegan(incidents, isAtLeast)}`,
    compared: (began, before, isAtLeast) =>
      `in dieser Woche ${sayBegan(began, isAtLeast)}, in der Woche davor ${sayBegan(before, isAtLeast)}`,
    atLeast: "mindestens",
    repeated: "Immer wieder:",
    check: "Zu prüfen:",
  },
  finish: (text) => text.replace(/"([^"]*)"/g, "„$1“"),
};

function sayBegan(incidents: number, isAtLeast: boolean): string {
  if (incidents === 0) return "begann kein Vorfall";
  const count = sayGermanCount(incidents, ...nouns.incident);
  return `${incidents === 1 ? "begann" : "begannen"} ${isAtLeast ? "mindestens " : ""}${count}`;
}

const nouns: Readonly<Record<Counted, readonly [one: string, many: string]>> = {
  sensor: ["Sensor", "Sensoren"],
  sensorOf: ["Sensor", "Sensoren"],
  otherSensor: ["weiterer Sensor", "weitere Sensoren"],
  log: ["Log", "Logs"],
  logOf: ["Log", "Logs"],
  otherLog: ["weiteres Log", "weitere Logs"],
  finding: ["weiterer Befund", "weitere Befunde"],
  incident: ["Vorfall", "Vorfälle"],
  reading: ["Messwert", "Messwerte"],
  logLine: ["Logzeile", "Logzeilen"],
  command: ["Befehl", "Befehle"],
};

function after(ms: number): string {
  return ms < 1000 ? "" : ` nach ${sayGermanDuration(ms, { isDative: true })}`;
}

function so(ms: number): string {
  return ms < 1000 ? "" : `, bisher ${sayGermanDuration(ms)}`;
}

/** What is said of an incident that was closed and is not over. */
function notEnded(because: ClosedBecause | undefined): string {
  return `nicht vorbei, als der Vorfall${because === undefined ? "" : closings[because]} geschlossen wurde`;
}

const closings = {
  recovered: "",
  quiet: " mangels Neuigkeiten",
  room: " aus Platzgründen",
  merged: " als Teil eines anderen",
  falseAlarm: " als Fehlalarm",
  alwaysNormal: " als hier normal",
} as const;
