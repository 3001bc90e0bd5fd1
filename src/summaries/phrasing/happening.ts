import type { AnomalyKind, Direction, LogOrderReason, PatternReason } from "../../domain/anomaly.ts";
import type { IncidentFacts } from "../../domain/facts.ts";
import type { Evidence } from "../../domain/incident.ts";
import { exact, rangeEnds, seenBeside } from "../../text/say-number.ts";
import { sayUnit, sayValues } from "../../text/say-quantity.ts";
import { sayQuotation } from "../../text/say-quotation.ts";
import { endingOf } from "../ending.ts";
import { partnerForms, stateForm } from "../names.ts";
import { beganEarliest } from "../onset.ts";
import type { Group, Mention } from "./mention.ts";

/**
 * What happened to one subject, decided and rounded but not yet worded: the languages only find words for it. Values
 * are as English writes them (`1,250.5`), with their unit behind (` °C`); lengths of time are in milliseconds.
 */
export type Happening = { aside?: Aside; example?: string } & What;

export type What =
  | { what: "unusual"; direction: Direction }
  | { what: "level"; direction: Direction; value: string }
  | { what: "crossed"; direction: Direction; limit: string }
  | { what: "pattern"; reason: PatternReason; direction: Direction; partners: readonly string[] }
  | { what: "state"; state: string; isOver: boolean; spanMs: number }
  | { what: "changedFast" }
  | { what: "rate"; isRise: boolean; value: string; windowMs: number }
  | { what: "stuck"; value: string | undefined; isOver: boolean; spanMs: number }
  | { what: "silent"; isOver: boolean; spanMs: number }
  | { what: "allStuck"; isOver: boolean }
  | { what: "allSilent"; spanMs: number }
  | {
      what: "lines";
      count: number | undefined;
      isProblem: boolean;
      like: string | undefined;
      windowMs: number;
    }
  | { what: "rising"; count: number | undefined; windowMs: number }
  | { what: "newLine"; quotation: string | undefined }
  | { what: "missing"; quotation: string | undefined; isOver: boolean; spanMs: number }
  | {
      what: "order";
      reason: LogOrderReason;
      said: string | undefined;
      other: string | undefined;
      waitedMs: number;
    };

/** What makes it unusual. */
export type Aside =
  | { aside: "usual"; low: string; high: string | undefined; unit: string }
  | {
      aside: "valueAndUsual";
      value: string;
      low: string;
      high: string | undefined;
      unit: string;
      isWithPartners: boolean;
    }
  | { aside: "limit"; isAbove: boolean; limit: string }
  | { aside: "usuallyAtMost"; value: string }
  | { aside: "usuallyNone" }
  | { aside: "usualStay"; ms: number }
  | { aside: "usualState"; state: string }
  | { aside: "unusuallyLong" }
  | { aside: "usuallyEvery"; ms: number }
  | { aside: "usuallyWithin"; ms: number }
  | { aside: "unusualOrder" };

export function happeningOf(mention: Mention, facts: IncidentFacts): Happening {
  const { line } = mention;
  if (mention.type === "group") return groupHappening(mention, facts);
  const found = happenings[line.kind](line, facts);
  return found;
}

/** How long this line has gone on or went on, up to its recovery, the close of the incident, or now; 0 by a clock that was not set. */
export function spanMs(line: Evidence, facts: IncidentFacts): number {
  if (facts.clock === "unsynced") return 0;
  const endAt = line.recoveredAt ?? facts.closedAt ?? facts.openedAt + facts.durationMs;
  return Math.max(0, endAt - beganEarliest(line));
}

export function isOver(line: Evidence, facts: IncidentFacts): boolean {
  return line.recoveredAt !== undefined || endingOf(facts) === "over";
}

const happenings: Readonly<Record<AnomalyKind, (line: Evidence, facts: IncidentFacts) => Happening>> = {
  level: levelOrState,
  threshold: levelOrState,
  rate: rateHappening,
  stuck: (line, facts) =>
    line.observedState === undefined ? stuckHappening(line, facts) : stateHappening(line, facts),
  pattern: patternHappening,
  gap: (line, facts) => ({
    what: "silent",
    isOver: isOver(line, facts),
    spanMs: spanMs(line, facts),
    ...usualInterval(line),
  }),
  logBurst: burstHappening,
  logNovel: ({ example }) => ({
    what: "newLine",
    quotation: example === undefined ? undefined : sayQuotation(example),
  }),
  logSilent: (line, facts) => ({
    what: "missing",
    quotation: line.example === undefined ? undefined : sayQuotation(line.example),
    isOver: isOver(line, facts),
    spanMs: spanMs(line, facts),
    ...usualInterval(line),
  }),
  logOrder: orderHappening,
  logRising: (line) => {
    const { count, windowMs, isProblem: _, ...rest } = linesCounted(line);
    return { what: "rising", count, windowMs, ...rest };
  },
};

function levelOrState(line: Evidence, facts: IncidentFacts): Happening {
  return line.observedState === undefined ? levelHappening(line) : stateHappening(line, facts);
}

function levelHappening({ observed, expected, limit, direction, unit: symbol }: Evidence): Happening {
  const unit = sayUnit(symbol);
  if (observed === undefined) return { what: "unusual", direction };
  const isBeyondLimit =
    limit !== undefined &&
    ((direction === "high" && observed > limit) || (direction === "low" && observed < limit));
  if (limit !== undefined) {
    const [value = "", said = ""] = sayValues([observed, exact(limit)], symbol);
    // Between the limit and its hysteresis the value is inside again while the alarm goes on.
    if (!isBeyondLimit) return { what: "crossed", direction, limit: `${said}${unit}` };
    const aside: Aside = { aside: "limit", isAbove: direction === "high", limit: `${said}${unit}` };
    return { what: "level", direction, value: `${value}${unit}`, aside };
  }
  const isOutside = expected && (observed > expected.high || observed < expected.low);
  if (!isOutside) {
    const [value = ""] = sayValues([observed], symbol);
    return { what: "level", direction, value: `${value}${unit}` };
  }
  const { value, usual } = besideUsual(observed, expected, symbol);
  return { what: "level", direction, value: `${value}${unit}`, aside: { aside: "usual", ...usual, unit } };
}

/** A value and the range it lies outside of, rounded so that they stay apart. */
function besideUsual(
  observed: number,
  { low, high }: NonNullable<Evidence["expected"]>,
  symbol: string | undefined,
): { value: string; usual: { low: string; high: string | undefined } } {
  const [value = "", from = "", to = ""] = sayValues(
    [seenBeside(observed, low, high), ...rangeEnds(low, high)],
    symbol,
  );
  return { value, usual: { low: from, high: low === high ? undefined : to } };
}

function patternHappening(line: Evidence): Happening {
  const { observed, expected, reason = "shape", direction } = line;
  const partners = reason === "together" ? partnerForms(line) : [];
  const what = { what: "pattern", reason, direction, partners } as const;
  const isOutside =
    observed !== undefined && expected && (observed > expected.high || observed < expected.low);
  if (!isOutside) return what;
  const unit = sayUnit(line.unit);
  const { value, usual } = besideUsual(observed, expected, line.unit);
  // What is usual while its partners are where they are.
  const isWithPartners = reason === "together";
  return {
    ...what,
    aside: { aside: "valueAndUsual", value: `${value}${unit}`, ...usual, unit, isWithPartners },
  };
}

function stateHappening(line: Evidence, facts: IncidentFacts): Happening {
  const state = stateForm(line.observedState ?? "");
  if (state === undefined) return { what: "unusual", direction: "none" };
  const aside = stateAside(line, facts, state);
  return {
    what: "state",
    state,
    isOver: isOver(line, facts),
    spanMs: spanMs(line, facts),
    ...(aside === undefined ? {} : { aside }),
  };
}

function stateAside(line: Evidence, facts: IncidentFacts, state: string): Aside | undefined {
  const typical = line.typicalState === undefined ? undefined : stateForm(line.typicalState);
  const { kind, usualDurationMs } = line;
  // Only when it is longer than that.
  if (kind === "stuck" && usualDurationMs !== undefined && usualDurationMs >= 1000) {
    if (usualDurationMs < spanMs(line, facts)) return { aside: "usualStay", ms: usualDurationMs };
  }
  if (typical !== undefined && typical !== state) return { aside: "usualState", state: typical };
  return kind === "stuck" ? { aside: "unusuallyLong" } : undefined;
}

function usualInterval({ usualDurationMs }: Evidence): { aside?: Aside } {
  if (usualDurationMs === undefined || usualDurationMs < 1000) return {};
  return { aside: { aside: "usuallyEvery", ms: usualDurationMs } };
}

function rateHappening({ observed, expected, durationMs = 0, unit: symbol }: Evidence): Happening {
  if (observed === undefined || observed === 0) return { what: "changedFast" };
  const unit = sayUnit(symbol);
  const change = Math.abs(observed);
  const usual = expected && expected.high > 0 && expected.high < change ? expected.high : undefined;
  const [value = "", most = ""] = sayValues([change, ...(usual === undefined ? [] : [usual])], symbol);
  return {
    what: "rate",
    isRise: observed > 0,
    value: `${value}${unit}`,
    windowMs: durationMs,
    ...(usual === undefined ? {} : { aside: { aside: "usuallyAtMost", value: `${most}${unit}` } }),
  };
}

function stuckHappening(line: Evidence, facts: IncidentFacts): Happening {
  const [value = ""] = line.observed === undefined ? [] : sayValues([line.observed], line.unit);
  return {
    what: "stuck",
    value: line.observed === undefined ? undefined : `${value}${sayUnit(line.unit)}`,
    isOver: isOver(line, facts),
    spanMs: spanMs(line, facts),
  };
}

function groupHappening({ kind, line, lines }: Group, facts: IncidentFacts): Happening {
  if (kind === "stuck") return { what: "allStuck", isOver: isOver(line, facts) };
  const spans = lines.map((member) => spanMs(member, facts));
  const [longest, shortest] = [Math.max(...spans), Math.min(...spans)];
  // A length is told only where it is the same for all, to the minute.
  const isSame = isOver(line, facts) && Math.round(longest / 60_000) === Math.round(shortest / 60_000);
  return { what: "allSilent", spanMs: isSame ? longest : 0 };
}

function burstHappening(line: Evidence): Happening {
  const { counted = "problems" } = line;
  const { count, windowMs, isProblem, aside, example } = linesCounted(line);
  const like = counted === "alike" ? example : undefined;
  return {
    what: "lines",
    count,
    isProblem,
    like,
    windowMs,
    ...(aside === undefined ? {} : { aside }),
    ...(example === undefined || like !== undefined ? {} : { example }),
  };
}

/** How many lines came in which time, how many usually do, and one of them. */
function linesCounted({ observed, expected, durationMs = 0, example, counted = "problems" }: Evidence) {
  const count = observed === undefined ? undefined : Math.round(observed);
  const most = expected === undefined ? undefined : Math.round(expected.high);
  const isMore = most !== undefined && most >= 0 && count !== undefined && most < count;
  const usual: Aside =
    most === 0 || most === undefined
      ? { aside: "usuallyNone" }
      : { aside: "usuallyAtMost", value: sayValues([exact(most)], undefined)[0] ?? "" };
  const quotation = example === undefined ? undefined : sayQuotation(example);
  return {
    count,
    windowMs: durationMs,
    isProblem: counted === "problems",
    ...(isMore ? { aside: usual } : {}),
    ...(quotation === undefined ? {} : { example: quotation }),
  };
}

function orderHappening({ order, example, durationMs = 0, usualDurationMs = 0 }: Evidence): Happening {
  const reason = order?.reason ?? "transition";
  const said = example === undefined ? undefined : sayQuotation(example);
  const other = order === undefined ? undefined : sayQuotation(order.other);
  const what = { what: "order", reason, said, other, waitedMs: reason === "noEnd" ? durationMs : 0 } as const;
  if (said === undefined || other === undefined) return what;
  if (reason === "transition") return { ...what, aside: { aside: "unusualOrder" } };
  const isUsualTold = reason === "noEnd" && usualDurationMs >= 1000;
  return isUsualTold ? { ...what, aside: { aside: "usuallyWithin", ms: usualDurationMs } } : what;
}
