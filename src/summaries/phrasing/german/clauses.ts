import { sayGermanDuration, sayGermanInterval } from "../../../text/german/say-duration.ts";
import { sayGermanCount, sayGermanList } from "../../../text/german/say-list.ts";
import { germanNumber } from "../../../text/german/say-number.ts";
import { sayGermanPattern } from "../../../text/german/say-pattern.ts";
import { composeClause } from "../compose-clause.ts";
import type { Clause, Length } from "../forms.ts";
import type { Aside, Happening, What } from "../happening.ts";
import { germanStates } from "./states.ts";

/** German for what happened: `stieg auf 9,1 mm/s`, `ist seit 14 Minuten offen`. */
export function germanClause(happening: Happening, length: Length): Clause {
  return composeClause(happening, verbals(happening, length), (aside) => sayAside(aside, happening, length));
}

/** What happened, and the same with less where there is such. */
function verbals(happening: What, length: Length): [string, string?] {
  switch (happening.what) {
    case "unusual":
      return [`war ungewöhnlich${{ high: " hoch", low: " niedrig", none: "" }[happening.direction]}`];
    case "level":
      return [`${levelVerbs[happening.direction]} ${germanNumber(happening.value)}`];
    case "crossed":
      return [`${crossVerbs[happening.direction]} den Grenzwert von ${germanNumber(happening.limit)}`];
    case "pattern":
      return [sayPatternOf(happening, length)];
    case "state":
      return [sayState(happening, length)];
    case "changedFast":
      return ["änderte sich ungewöhnlich schnell"];
    case "rate": {
      const verb = happening.isRise ? "stieg" : "fiel";
      return [`${verb}${within(happening.windowMs, length)} um ${germanNumber(happening.value)}`];
    }
    case "stuck":
      return [sayStuck(happening, length)];
    case "silent":
      return [saySilent(happening, length)];
    case "allStuck":
      return [happening.isOver ? "änderten sich nicht" : "ändern sich nicht mehr"];
    case "allSilent":
      return [happening.spanMs < 1000 ? "verstummten" : `waren ${lasting(happening.spanMs, length)} stumm`];
    case "lines":
      return sayLines(happening, length);
    case "rising": {
      const lines =
        happening.count === undefined ? "" : `, ${sayGermanCount(happening.count, "Zeile", "Zeilen")}`;
      return [
        `hatte immer mehr Problemzeilen${lines}${lines === "" ? "" : within(happening.windowMs, length)}`,
      ];
    }
    case "newLine": {
      const shorter = "hatte eine neue Zeilenart";
      return happening.quotation === undefined ? [shorter] : [`schreibt ${happening.quotation}`, shorter];
    }
    case "missing":
      return sayMissing(happening, length);
    case "order":
      return sayOrder(happening, length);
  }
}

const levelVerbs = { high: "stieg auf", low: "fiel auf", none: "lag bei" } as const;
const crossVerbs = { high: "überschritt", low: "unterschritt", none: "erreichte" } as const;

type Of<Name extends What["what"]> = Extract<What, { what: Name }>;

function sayPatternOf({ reason, direction, partners }: Of<"pattern">, length: Length): string {
  if (partners.length === 0 || length === "short") return sayGermanPattern(reason, direction);
  const whom = partners.length === 1 ? "dem Partner" : "den Partnern";
  return `bewegte sich gegenüber ${whom} ${sayGermanList(partners)} anders als üblich`;
}

/** A state with a German adjective `ist` so, any other is what the sensor stands at. */
function sayState({ state, isOver, spanMs }: Of<"state">, length: Length): string {
  const [adjective] = germanStates[state.toLowerCase()] ?? [];
  const span = spanMs < 1000 ? "" : ` ${isOver ? lasting(spanMs, length) : since(spanMs, length)}`;
  if (adjective !== undefined) return `${isOver ? "war" : "ist"}${span} ${adjective}`;
  return `${isOver ? "stand" : "steht"}${span} auf ${state}`;
}

function sayStuck({ value, isOver, spanMs }: Of<"stuck">, length: Length): string {
  const span = spanMs < 1000 ? "" : ` ${isOver ? lasting(spanMs, length) : since(spanMs, length)}`;
  if (value === undefined) return `${isOver ? "änderte" : "ändert"} sich${span} nicht`;
  return `${isOver ? "blieb" : "steht"}${span} unverändert bei ${germanNumber(value)}`;
}

function saySilent({ isOver, spanMs }: Of<"silent">, length: Length): string {
  if (spanMs < 1000) return "meldete sich nicht mehr";
  return isOver ? `war ${lasting(spanMs, length)} stumm` : `meldet sich ${since(spanMs, length)} nicht`;
}

function sayLines({ count, isProblem, like, windowMs }: Of<"lines">, length: Length): [string, string?] {
  const [one, many] = isProblem ? ["Problemzeile", "Problemzeilen"] : ["Zeile", "Zeilen"];
  const said = (what: string) =>
    count === undefined
      ? `hatte ungewöhnlich viele ${many}${what}`
      : `hatte ${sayGermanCount(count, one, many)}${what}${within(windowMs, length)}`;
  return like === undefined ? [said("")] : [said(` wie ${like}`), said("")];
}

function sayMissing({ quotation, isOver, spanMs }: Of<"missing">, length: Length): [string, string?] {
  const span = spanMs < 1000 ? "" : ` ${isOver ? lasting(spanMs, length) : since(spanMs, length)}`;
  const shorter = `${isOver ? "schrieb" : "schreibt"}${span} eine übliche Zeile nicht`;
  if (quotation === undefined) return [shorter];
  return [`${isOver ? "schrieb" : "schreibt"}${span} ${quotation} nicht${isOver ? "" : " mehr"}`, shorter];
}

function sayOrder({ reason, said, other, waitedMs }: Of<"order">, length: Length): [string, string?] {
  const shorter = orderWords[reason];
  if (said === undefined || other === undefined) return [shorter];
  if (reason === "transition") return [`schrieb ${said} nach ${other}`, shorter];
  if (reason === "noStart") return [`schrieb ${said} ohne ${other} davor`, shorter];
  const waited = waitedMs < 1000 ? "" : ` innerhalb von ${dative(waitedMs, length)}`;
  return [`schrieb ${said} ohne ${other}${waited}`, shorter];
}

const orderWords = {
  noEnd: "hatte eine Zeile ohne das übliche Ende",
  noStart: "hatte eine Zeile ohne den üblichen Anfang",
  transition: "hatte Zeilen in ungewöhnlicher Reihenfolge",
} as const;

function sayAside(aside: Aside, happening: Happening, length: Length): string | undefined {
  switch (aside.aside) {
    case "usual":
      return `sonst ${range(aside)}`;
    case "valueAndUsual":
      return `${germanNumber(aside.value)}, ${aside.isWithPartners ? "dabei sonst" : "sonst"} ${range(aside)}`;
    case "limit":
      return `${aside.isAbove ? "über" : "unter"} dem Grenzwert von ${germanNumber(aside.limit)}`;
    case "usuallyAtMost":
      return `sonst höchstens ${germanNumber(aside.value)}`;
    case "usuallyNone":
      return "sonst keine";
    case "usualStay": {
      const usual = sayGermanDuration(aside.ms, { form: length });
      const lasted = happening.what === "state" ? sayGermanDuration(happening.spanMs, { form: length }) : "";
      return usual === lasted ? undefined : `sonst höchstens ${usual}`;
    }
    case "usualState":
      return `sonst ${germanStates[aside.state.toLowerCase()]?.[0] ?? aside.state}`;
    case "unusuallyLong":
      return "ungewöhnlich lange";
    case "usuallyEvery":
      return `sonst ${sayGermanInterval(aside.ms, length)}`;
    case "usuallyWithin": {
      const usual = dative(aside.ms, length);
      const waited = happening.what === "order" ? dative(happening.waitedMs, length) : "";
      return usual === waited ? undefined : `sonst innerhalb von ${usual}`;
    }
    case "unusualOrder":
      return "ungewöhnliche Reihenfolge";
  }
}

function range({ low, high, unit }: { low: string; high: string | undefined; unit: string }): string {
  const from = germanNumber(low);
  return high === undefined ? `${from}${unit}` : `${from} bis ${germanNumber(high)}${unit}`;
}

/** `26 Minuten lang` */
function lasting(ms: number, length: Length): string {
  return `${sayGermanDuration(ms, { form: length })} lang`;
}

/** `seit 26 Minuten` */
function since(ms: number, length: Length): string {
  return `seit ${dative(ms, length)}`;
}

function within(ms: number, length: Length): string {
  return ms < 1000 ? "" : ` in ${dative(ms, length)}`;
}

function dative(ms: number, length: Length): string {
  return sayGermanDuration(ms, { form: length, isDative: true });
}
