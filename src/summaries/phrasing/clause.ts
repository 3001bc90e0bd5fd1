import type { ExpectedRange } from "../../domain/anomaly.ts";
import type { IncidentFacts } from "../../domain/facts.ts";
import type { Evidence } from "../../domain/incident.ts";
import { sayDuration } from "../../text/say-duration.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import { exact, rangeEnds, sayExactNumber } from "../../text/say-number.ts";
import { sayApart, sayPattern } from "../../text/say-pattern.ts";
import { sayUnit, sayValues } from "../../text/say-quantity.ts";
import { sayQuotation } from "../../text/say-quotation.ts";
import { endingOf } from "../ending.ts";
import { partnerForms, stateForm } from "../names.ts";
import { beganEarliest } from "../onset.ts";
import type { Group, Mention } from "./mention.ts";

/** What happened to one subject, in the order in which a person would cut it short. */
export interface Clause {
  /** The verb and what it must not be without: `rose to 9.1 mm/s`, `has been open for 14 minutes`. */
  happened: string;
  /** What makes it unusual, after a comma or in brackets: `usually 2 to 4 mm/s`, `above its limit of 30 °C`. */
  aside: string | undefined;
  /** A quoted line of a log, to be given as an example. */
  example?: string;
  /** Says the same as `happened` with less, for where there is no room. */
  shorter?: string;
}

export type Length = "long" | "short";

export function clauseOf(mention: Mention, facts: IncidentFacts, length: Length): Clause {
  const { line } = mention;
  if (mention.type === "group") return plainClause(groupHappened(mention, facts, length));
  switch (line.kind) {
    case "level":
    case "threshold":
      return line.observedState === undefined ? levelClause(line) : stateClause(line, facts, length);
    case "rate":
      return rateClause(line, length);
    case "stuck":
      return line.observedState === undefined
        ? stuckClause(line, facts, length)
        : stateClause(line, facts, length);
    case "pattern":
      return patternClause(line, length);
    case "gap":
      return { happened: gapHappened(line, facts, length), aside: usualInterval(line, length) };
    case "logBurst":
      return burstClause(line, length);
    case "logNovel":
      return novelClause(line);
    case "logSilent":
      return missingClause(line, facts, length);
    case "logOrder":
      return orderClause(line, length);
    case "logRising":
      return risingClause(line, length);
  }
}

/** How long this line has gone on or went on, up to its recovery, the close of the incident, or now. */
export function spanMs(line: Evidence, facts: IncidentFacts): number {
  const endAt = line.recoveredAt ?? facts.closedAt ?? facts.openedAt + facts.durationMs;
  return Math.max(0, endAt - beganEarliest(line));
}

export function isOver(line: Evidence, facts: IncidentFacts): boolean {
  return line.recoveredAt !== undefined || endingOf(facts) === "over";
}

function levelClause(line: Evidence): Clause {
  const { observed, expected, limit, direction } = line;
  const unit = sayUnit(line.unit);
  if (observed === undefined) {
    return plainClause(direction === "none" ? "was unusual" : `was unusually ${direction}`);
  }
  const isBeyondLimit =
    limit !== undefined &&
    ((direction === "high" && observed > limit) || (direction === "low" && observed < limit));
  const range = expected && (observed > expected.high || observed < expected.low) ? expected : undefined;
  const [said = "", low = "", high = ""] = sayValues(
    range && limit === undefined
      ? [observed, ...rangeEnds(range.low, range.high)]
      : [observed, ...(limit === undefined ? [] : [exact(limit)])],
    line.unit,
  );
  const verb = direction === "high" ? "rose to" : direction === "low" ? "dropped to" : "was at";
  const happened = `${verb} ${said}${unit}`;
  if (isBeyondLimit) {
    const side = direction === "high" ? "above" : "below";
    return { happened, aside: `${side} its limit of ${sayExactNumber(limit)}${unit}` };
  }
  // Between the limit and its hysteresis the value is inside again while the alarm goes on.
  if (limit !== undefined) return plainClause(`crossed its limit of ${sayExactNumber(limit)}${unit}`);
  if (!range) return plainClause(happened);
  return { happened, aside: `usually ${usualRange(range, low, high)}${unit}` };
}

function patternClause(line: Evidence, length: Length): Clause {
  const { observed, expected, reason } = line;
  const isTogether = reason === "together";
  const names = isTogether && length === "long" ? partnerForms(line) : [];
  const partners =
    names.length === 0 ? undefined : `its ${names.length === 1 ? "partner" : "partners"} ${sayList(names)}`;
  const happened =
    partners === undefined ? sayPattern(reason ?? "shape", line.direction) : sayApart(partners);
  const isOutside =
    observed !== undefined && expected && (observed > expected.high || observed < expected.low);
  if (!isOutside) return plainClause(happened);
  const unit = sayUnit(line.unit);
  const [said = "", low = "", high = ""] = sayValues(
    [observed, ...rangeEnds(expected.low, expected.high)],
    line.unit,
  );
  // What is usual while its partners are where they are.
  const usually = isTogether ? "with them usually" : "usually";
  return { happened, aside: `${said}${unit}, ${usually} ${usualRange(expected, low, high)}${unit}` };
}

/** `2 to 4`, or just `2` where nothing else is usual. */
function usualRange(expected: ExpectedRange, low: string, high: string): string {
  return expected.low === expected.high ? low : `${low} to ${high}`;
}

function stateClause(line: Evidence, facts: IncidentFacts, length: Length): Clause {
  const state = stateForm(line.observedState ?? "");
  if (state === undefined) return plainClause("was unusual");
  const typical = line.typicalState === undefined ? undefined : stateForm(line.typicalState);
  const verb = isOver(line, facts) ? "was" : "has been";
  return {
    happened: `${verb} ${state}${forHowLong(spanMs(line, facts), length)}`,
    aside:
      usualStay(line, facts, length) ??
      (typical !== undefined && typical !== state
        ? `usually ${typical}`
        : line.kind === "stuck"
          ? "unusually long"
          : undefined),
  };
}

/** `usually at most 2 minutes`, when it is longer than that. */
function usualStay(line: Evidence, facts: IncidentFacts, length: Length): string | undefined {
  const { kind, usualDurationMs } = line;
  if (kind !== "stuck" || usualDurationMs === undefined || usualDurationMs < 1000) return undefined;
  const usual = sayDuration(usualDurationMs, length);
  const lasted = spanMs(line, facts);
  return usualDurationMs < lasted && usual !== sayDuration(lasted, length)
    ? `usually at most ${usual}`
    : undefined;
}

/** `usually every 10 seconds` */
function usualInterval({ usualDurationMs }: Evidence, length: Length): string | undefined {
  if (usualDurationMs === undefined || usualDurationMs < 1000) return undefined;
  return `usually every ${sayDuration(usualDurationMs, length).replace(/^1 (?=\p{L}+$)/u, "")}`;
}

function rateClause(line: Evidence, length: Length): Clause {
  const { observed, expected, durationMs } = line;
  if (observed === undefined || observed === 0) return plainClause("changed unusually fast");
  const unit = sayUnit(line.unit);
  const change = Math.abs(observed);
  const usual = expected && expected.high > 0 && expected.high < change ? expected.high : undefined;
  const [said = "", most = ""] = sayValues([change, ...(usual === undefined ? [] : [usual])], line.unit);
  const within =
    durationMs === undefined || durationMs < 1000 ? "" : ` in ${sayDuration(durationMs, length)}`;
  return {
    happened: `${observed > 0 ? "rose" : "dropped"} by ${said}${unit}${within}`,
    aside: usual === undefined ? undefined : `usually at most ${most}${unit}`,
  };
}

function stuckClause(line: Evidence, facts: IncidentFacts, length: Length): Clause {
  const span = forHowLong(spanMs(line, facts), length);
  if (line.observed === undefined) {
    return plainClause(`${isOver(line, facts) ? "did not change" : "has not changed"}${span}`);
  }
  const [said = ""] = sayValues([line.observed], line.unit);
  const verb = isOver(line, facts) ? "was stuck at" : "has been stuck at";
  return plainClause(`${verb} ${said}${sayUnit(line.unit)}${span}`);
}

function gapHappened(line: Evidence, facts: IncidentFacts, length: Length): string {
  const span = forHowLong(spanMs(line, facts), length);
  if (span === "") return "stopped reporting";
  return isOver(line, facts) ? `was silent${span}` : `has not reported${span}`;
}

function groupHappened({ kind, line, lines }: Group, facts: IncidentFacts, length: Length): string {
  if (kind === "stuck") return isOver(line, facts) ? "did not change" : "have stopped changing";
  const longest = lines.reduce((sum, member) => Math.max(sum, spanMs(member, facts)), 0);
  const shortest = lines.reduce((sum, member) => Math.min(sum, spanMs(member, facts)), longest);
  const isSame = sayDuration(longest, length) === sayDuration(shortest, length);
  return `went silent${isSame && isOver(line, facts) ? forHowLong(longest, length) : ""}`;
}

function burstClause(line: Evidence, length: Length): Clause {
  const { counted = "problems" } = line;
  const { count, within, aside, example } = linesCounted(line, length);
  const noun = counted === "problems" ? "problem line" : "line";
  const like = counted === "alike" && example !== undefined ? ` like ${example}` : "";
  const said = (what: string) =>
    count === undefined
      ? `had unusually many ${noun}s${what}`
      : `had ${sayCount(count, noun)}${what}${within}`;
  if (like !== "") return { happened: said(like), aside, shorter: said("") };
  return { happened: said(""), aside, ...(example === undefined ? {} : { example }) };
}

function risingClause(line: Evidence, length: Length): Clause {
  const { count, within, aside, example } = linesCounted(line, length);
  const said = count === undefined ? "" : `, ${sayCount(count, "line")}${within}`;
  return {
    happened: `had more and more problem lines${said}`,
    aside,
    ...(example === undefined ? {} : { example }),
  };
}

/** How many lines came in which time, how many usually do, and one of them. */
function linesCounted({ observed, expected, durationMs, example }: Evidence, length: Length) {
  const count = observed === undefined ? undefined : Math.round(observed);
  const most = expected === undefined ? undefined : Math.round(expected.high);
  const isMore = most !== undefined && most >= 0 && count !== undefined && most < count;
  const within =
    durationMs === undefined || durationMs < 1000 ? "" : ` in ${sayDuration(durationMs, length)}`;
  const usual = most === 0 ? "usually none" : `usually at most ${sayExactNumber(most ?? 0)}`;
  return {
    count,
    within,
    aside: isMore ? usual : undefined,
    example: example === undefined ? undefined : sayQuotation(example),
  };
}

function novelClause(line: Evidence): Clause {
  const quotation = line.example === undefined ? undefined : sayQuotation(line.example);
  if (quotation === undefined) return plainClause("had a new kind of line");
  return { happened: `says ${quotation}`, aside: undefined, shorter: "had a new kind of line" };
}

/** A line that came regularly and does not come any more. */
function missingClause(line: Evidence, facts: IncidentFacts, length: Length): Clause {
  const quotation = line.example === undefined ? undefined : sayQuotation(line.example);
  const span = forHowLong(spanMs(line, facts), length);
  const isBack = isOver(line, facts);
  const shorter = `${isBack ? "was" : "has been"} missing a usual line${span}`;
  const aside = usualInterval(line, length);
  if (quotation === undefined) return { happened: shorter, aside };
  return { happened: `${isBack ? "did not say" : "has not said"} ${quotation}${span}`, aside, shorter };
}

function orderClause({ order, example, durationMs, usualDurationMs }: Evidence, length: Length): Clause {
  const reason = order?.reason ?? "transition";
  const shorter = orderWords[reason];
  const said = example === undefined ? undefined : sayQuotation(example);
  const other = order === undefined ? undefined : sayQuotation(order.other);
  if (said === undefined || other === undefined) return plainClause(shorter);
  if (reason === "transition") {
    return { happened: `said ${said} after ${other}`, aside: "an unusual order", shorter };
  }
  if (reason === "noStart")
    return { happened: `said ${said} without ${other} before`, aside: undefined, shorter };
  const within = (ms: number | undefined): string =>
    ms === undefined || ms < 1000 ? "" : `within ${sayDuration(ms, length)}`;
  const waited = within(durationMs);
  const usual = within(usualDurationMs);
  return {
    happened: `said ${said} without ${other}${waited === "" ? "" : ` ${waited}`}`,
    aside: usual === "" || usual === waited ? undefined : `usually ${usual}`,
    shorter,
  };
}

const orderWords = {
  noEnd: "had a line without its usual end",
  noStart: "had a line without its usual start",
  transition: "had lines in an unusual order",
} as const;

function forHowLong(ms: number, length: Length): string {
  return ms < 1000 ? "" : ` for ${sayDuration(ms, length)}`;
}

function plainClause(happened: string): Clause {
  return { happened, aside: undefined };
}
