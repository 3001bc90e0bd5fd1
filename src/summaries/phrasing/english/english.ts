import { sayDuration } from "../../../text/say-duration.ts";
import { sayCount, sayList } from "../../../text/say-list.ts";
import { sayMoment, saySince, sayTime } from "../../../text/say-time.ts";
import type { Counted, Forms } from "../forms.ts";
import { englishClause } from "./clauses.ts";
import { sayNotEnded } from "./not-ended.ts";
import { refer, referGroup, referPlace } from "./refer.ts";

export const english: Forms = {
  clause: englishClause,
  refer,
  referGroup,
  referPlace,
  statement: (subject, { verb, rest }, { lead, adverb, isPlace = false } = {}) =>
    [lead === undefined ? "" : `${lead}${isPlace ? "," : ""}`, adverb, subject, verb, rest]
      .filter((part) => part !== undefined && part !== "")
      .join(" "),
  example: (quotation) => `, for example ${quotation}`,
  list: sayList,
  count: (count, thing) => sayCount(count, nouns[thing]),
  duration: sayDuration,
  since: saySince,
  time: sayTime,
  moment: sayMoment,
  labels: {
    info: "Notice",
    warning: "Warning",
    critical: "Critical",
    falseAlarm: "False alarm",
    alwaysNormal: "Normal here",
    over: "Over",
    unresolved: "Unresolved",
  },
  first: "first",
  probablyFirst: "probably first",
  following: (delayMs) => (delayMs === undefined ? "then" : `then ${sayDuration(delayMs)} later`),
  afterThat: "after that",
  sameTime: "about the same time",
  and: ", and ",
  alongWith: (others) => `, along with ${others}`,
  cameAlongWith: (others) => `Along with it came ${others}`,
  also: (others) => `, also ${others}`,
  orderUnknown: "; which came first is not known",
  flapping: (times) => ` and came and went ${sayCount(times, "time")}`,
  somethingUnusual: "something unusual",
  somethingNoticed: "Something unusual was noticed",
  somethingFrom: (whom) => `something unusual from ${whom}`,
  andOthers: (name) => `${name} and others`,
  nothingNoticed: "Nothing unusual was noticed.",
  tail: {
    began: (began) => `; this began ${began}`,
    unresolved: (began, because) =>
      `; this ${began === undefined ? "" : `began ${began} and `}${sayNotEnded(because)}`,
    allBack: "; all is back to usual",
    over: "; this is over",
    wasAt: (began) => `; this was ${began}`,
    backSince: (began, since) => `; this began ${began} and has been back to usual ${since}`,
    overAt: (began, ended) => `; this began ${began} and was over ${ended}`,
    onlyFlapping: (times) => `; this came and went ${sayCount(times, "time")}`,
  },
  status: {
    open: (afterMs, extra) => `It is still going on${after(afterMs)}${extra}.`,
    unresolved: (afterMs, because, extra) => `It ${sayNotEnded(because)}${after(afterMs)}${extra}.`,
    over: (ended, afterMs, extra) =>
      `It was over${ended === undefined ? "" : ` ${ended}`}${after(afterMs)}${extra}.`,
    allBack: (since, extra) =>
      `Everything has been back to usual${since === undefined ? "" : ` ${since}`}${extra}.`,
    partlyBack: (isClosed) => `, though a part of it ${isClosed ? "was" : "is"} back to usual`,
    clockUnset: ", and no time is given because the clock was not set",
  },
  digest: {
    ongoing: "Still going on",
    unresolved: "Unresolved",
    over: "Over",
    standing: ({ open, over, unresolved }) => {
      if (open + unresolved === 0) return over === 1 ? ", over now" : ", all over now";
      if (over + unresolved === 0) return ", still going on";
      const parts = [
        ...(open > 0 ? [`${open} still going on`] : []),
        ...(unresolved > 0 ? [`${unresolved} unresolved`] : []),
        ...(over > 0 ? [`${over} over now`] : []),
      ];
      return `: ${parts.join(", ")}`;
    },
    among: (numbers) => `, among ${numbers}`,
    cameIn: (numbers) => `${numbers} came in.`,
    readingsFrom: (readings, sensors) =>
      `${sayCount(readings, "reading")} from ${sayCount(sensors, "sensor")}`,
    nothingCame: (when) => `No readings and no log lines came in${when === "" ? "" : ` ${when}`}.`,
    quietDay: (numbers, when) => `A quiet day: nothing unusual in ${numbers} ${when}.`,
    quietDayShort: "A quiet day: nothing unusual.",
    fromTo: (from, to) => `from ${from} to ${to}`,
    fromOn: (from) => `from ${from} on`,
    more: (count) => `; and ${count} more`,
    numbers: ({ logLines, commands }) => [
      sayCount(logLines, "log line"),
      ...(commands > 0 ? [sayCount(commands, "command")] : []),
    ],
  },
  week: {
    quiet: "A quiet week: nothing unusual in",
    before: (incidents, isAtLeast) => `${sayBegan(incidents, isAtLeast)} began in the week before`,
    compared: (began, before, isAtLeast) =>
      `${sayBegan(began, isAtLeast)} began in this week, and ${before === 0 ? "none" : sayBegan(before, isAtLeast)} in the week before`,
    atLeast: "at least",
    repeated: "Again and again:",
    check: "To check:",
  },
  finish: (text) => text,
};

function sayBegan(incidents: number, isAtLeast: boolean): string {
  if (incidents === 0) return "no incident";
  return `${isAtLeast ? "at least " : ""}${sayCount(incidents, nouns.incident)}`;
}

const nouns: Readonly<Record<Counted, string>> = {
  sensor: "sensor",
  sensorOf: "sensor",
  logOf: "log",
  otherSensor: "other sensor",
  log: "log",
  otherLog: "other log",
  finding: "more finding",
  incident: "incident",
  reading: "reading",
  logLine: "log line",
  command: "command",
};

function after(ms: number): string {
  return ms < 1000 ? "" : ` after ${sayDuration(ms)}`;
}
