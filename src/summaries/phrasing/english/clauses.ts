import { sayDuration } from "../../../text/say-duration.ts";
import { sayCount, sayList } from "../../../text/say-list.ts";
import { sayApart, sayPattern } from "../../../text/say-pattern.ts";
import { composeClause } from "../compose-clause.ts";
import type { Clause, Length } from "../forms.ts";
import type { Aside, Happening, What } from "../happening.ts";

/** English for what happened: `rose to 9.1 mm/s`, `has been open for 14 minutes`. */
export function englishClause(happening: Happening, length: Length): Clause {
  return composeClause(happening, verbals(happening, length), (aside) => sayAside(aside, happening, length));
}

/** What happened, and the same with less where there is such. */
function verbals(happening: What, length: Length): [string, string?] {
  switch (happening.what) {
    case "unusual":
      return [happening.direction === "none" ? "was unusual" : `was unusually ${happening.direction}`];
    case "level":
      return [`${levelVerbs[happening.direction]} ${happening.value}`];
    case "crossed":
      return [`crossed its limit of ${happening.limit}`];
    case "pattern":
      return [sayPatternOf(happening, length)];
    case "state":
      return [
        `${happening.isOver ? "was" : "has been"} ${happening.state}${forLong(happening.spanMs, length)}`,
      ];
    case "changedFast":
      return ["changed unusually fast"];
    case "rate": {
      const verb = happening.isRise ? "rose" : "dropped";
      return [`${verb} by ${happening.value}${within(happening.windowMs, length)}`];
    }
    case "stuck":
      return [sayStuck(happening, length)];
    case "silent": {
      const span = forLong(happening.spanMs, length);
      if (span === "") return ["stopped reporting"];
      return [happening.isOver ? `was silent${span}` : `has not reported${span}`];
    }
    case "allStuck":
      return [happening.isOver ? "did not change" : "have stopped changing"];
    case "allSilent":
      return [`went silent${forLong(happening.spanMs, length)}`];
    case "lines":
      return sayLines(happening, length);
    case "rising": {
      const lines = happening.count === undefined ? "" : `, ${sayCount(happening.count, "line")}`;
      return [
        `had more and more problem lines${lines}${lines === "" ? "" : within(happening.windowMs, length)}`,
      ];
    }
    case "newLine": {
      const shorter = "had a new kind of line";
      return happening.quotation === undefined ? [shorter] : [`says ${happening.quotation}`, shorter];
    }
    case "missing":
      return sayMissing(happening, length);
    case "order":
      return sayOrder(happening, length);
  }
}

const levelVerbs = { high: "rose to", low: "dropped to", none: "was at" } as const;

type Of<Name extends What["what"]> = Extract<What, { what: Name }>;

function sayPatternOf({ reason, direction, partners }: Of<"pattern">, length: Length): string {
  if (partners.length === 0 || length === "short") return sayPattern(reason, direction);
  return sayApart(`its ${partners.length === 1 ? "partner" : "partners"} ${sayList(partners)}`);
}

function sayStuck({ value, isOver, spanMs }: Of<"stuck">, length: Length): string {
  const span = forLong(spanMs, length);
  if (value === undefined) return `${isOver ? "did not change" : "has not changed"}${span}`;
  return `${isOver ? "was stuck at" : "has been stuck at"} ${value}${span}`;
}

function sayLines({ count, isProblem, like, windowMs }: Of<"lines">, length: Length): [string, string?] {
  const noun = isProblem ? "problem line" : "line";
  const said = (what: string) =>
    count === undefined
      ? `had unusually many ${noun}s${what}`
      : `had ${sayCount(count, noun)}${what}${within(windowMs, length)}`;
  return like === undefined ? [said("")] : [said(` like ${like}`), said("")];
}

function sayMissing({ quotation, isOver, spanMs }: Of<"missing">, length: Length): [string, string?] {
  const span = forLong(spanMs, length);
  const shorter = `${isOver ? "was" : "has been"} missing a usual line${span}`;
  if (quotation === undefined) return [shorter];
  return [`${isOver ? "did not say" : "has not said"} ${quotation}${span}`, shorter];
}

function sayOrder({ reason, said, other, waitedMs }: Of<"order">, length: Length): [string, string?] {
  const shorter = orderWords[reason];
  if (said === undefined || other === undefined) return [shorter];
  if (reason === "transition") return [`said ${said} after ${other}`, shorter];
  if (reason === "noStart") return [`said ${said} without ${other} before`, shorter];
  const waited = waitedMs < 1000 ? "" : ` within ${sayDuration(waitedMs, length)}`;
  return [`said ${said} without ${other}${waited}`, shorter];
}

const orderWords = {
  noEnd: "had a line without its usual end",
  noStart: "had a line without its usual start",
  transition: "had lines in an unusual order",
} as const;

function sayAside(aside: Aside, happening: Happening, length: Length): string | undefined {
  switch (aside.aside) {
    case "usual":
      return `usually ${range(aside)}`;
    case "valueAndUsual":
      return `${aside.value}, ${aside.isWithPartners ? "with them usually" : "usually"} ${range(aside)}`;
    case "limit":
      return `${aside.isAbove ? "above" : "below"} its limit of ${aside.limit}`;
    case "usuallyAtMost":
      return `usually at most ${aside.value}`;
    case "usuallyNone":
      return "usually none";
    case "usualStay": {
      const usual = sayDuration(aside.ms, length);
      const lasted = happening.what === "state" ? sayDuration(happening.spanMs, length) : "";
      return usual === lasted ? undefined : `usually at most ${usual}`;
    }
    case "usualState":
      return `usually ${aside.state}`;
    case "unusuallyLong":
      return "unusually long";
    case "usuallyEvery":
      return `usually every ${sayDuration(aside.ms, length).replace(/^1 (?=\p{L}+$)/u, "")}`;
    case "usuallyWithin": {
      const usual = sayDuration(aside.ms, length);
      const waited = happening.what === "order" ? sayDuration(happening.waitedMs, length) : "";
      return usual === waited ? undefined : `usually within ${usual}`;
    }
    case "unusualOrder":
      return "an unusual order";
  }
}

/** `2 to 4 mm/s`, or just `2 mm/s` where nothing else is usual. */
function range({ low, high, unit }: { low: string; high: string | undefined; unit: string }): string {
  return high === undefined ? `${low}${unit}` : `${low} to ${high}${unit}`;
}

function forLong(ms: number, length: Length): string {
  return ms < 1000 ? "" : ` for ${sayDuration(ms, length)}`;
}

function within(ms: number, length: Length): string {
  return ms < 1000 ? "" : ` in ${sayDuration(ms, length)}`;
}
