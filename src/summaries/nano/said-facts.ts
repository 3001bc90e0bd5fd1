import type { IncidentFacts } from "../../domain/facts.ts";
import type { Evidence } from "../../domain/incident.ts";
import { sayDuration } from "../../text/say-duration.ts";
import { exact, rangeEnds, sayExactNumber } from "../../text/say-number.ts";
import { sayUnit, sayValues } from "../../text/say-quantity.ts";
import { sayQuotation } from "../../text/say-quotation.ts";
import { sayMoment, type TimeView } from "../../text/say-time.ts";
import { endingOf } from "../ending.ts";
import { toldLengthMs } from "../length.ts";
import { logForm, nameForm, standsAlone, stateForm } from "../names.ts";
import { beganAt } from "../onset.ts";
import { referGroup } from "../phrasing/english/refer.ts";
import { spanMs } from "../phrasing/happening.ts";
import { linesOf, type Mention, mentionsOf } from "../phrasing/mention.ts";

/** The facts of an incident as text, each as it would be said: what the nano model may copy, and nothing else. */
export interface SaidFacts {
  ending: "open" | "over" | "quiet" | "falseAlarm" | "alwaysNormal";
  severity: IncidentFacts["severity"];
  isOrdered: boolean;
  isUnsynced: boolean;
  device: string | undefined;
  area: string | undefined;
  /** Moments; left out when the clock was not set. */
  since: string | undefined;
  now: string | undefined;
  /** How long so far, or in all; left out below a minute. */
  lasted: string | undefined;
  /** Findings left out, as a number. */
  omitted: string | undefined;
  lines: SaidLine[];
}

/** One mention. All but its name, kind and direction may be missing. */
export interface SaidLine {
  name: string;
  kind: Evidence["kind"];
  direction?: "high" | "low" | undefined;
  reason?: string | undefined;
  observed?: string | undefined;
  usual?: string | undefined;
  limit?: string | undefined;
  at?: string | undefined;
  for?: string | undefined;
  recovered?: string | undefined;
  state?: string | undefined;
  usualState?: string | undefined;
  example?: string | undefined;
  other?: string | undefined;
  count?: string | undefined;
}

/** Kinds whose length of time is that of a window or a wait, not how long they have gone on. */
const windowKinds: ReadonlySet<Evidence["kind"]> = new Set(["rate", "logBurst", "logRising", "logOrder"]);

/** More things than this are not told well one by one. */
const mentionsMax = 4;

/**
 * Undefined for an incident that the model is not asked about: one with names that only ever stand in quotation marks,
 * with more than four subjects, with sensors out of step with their partners, or of which more is known than the model
 * has learnt to say (that it came and went, what usually follows, a first sign that is only probable).
 */
export function sayFacts(facts: IncidentFacts, view: TimeView): SaidFacts | undefined {
  const mentions = mentionsOf(facts).sort((left, right) => beganAt(left.line) - beganAt(right.line));
  if (mentions.length === 0 || mentions.length > mentionsMax || isToldMore(facts)) return undefined;
  const isTimed = facts.clock !== "unsynced";
  const lines = mentions.map((mention) => sayLine(mention, facts, isTimed ? view : undefined));
  if (!lines.every((line) => line !== undefined)) return undefined;
  const { device, area } = facts.place;
  return {
    ending: endingWord(facts),
    severity: facts.severity,
    isOrdered: facts.isOrderKnown,
    isUnsynced: !isTimed,
    device: device !== undefined && standsAlone(device) ? nameForm(device) : undefined,
    area: area !== undefined && standsAlone(area) ? nameForm(area) : undefined,
    since: isTimed ? sayMoment(facts.openedAt, view) : undefined,
    now:
      isTimed && facts.status === "open" && facts.durationMs >= 60_000
        ? sayMoment(facts.openedAt + facts.durationMs, view)
        : undefined,
    lasted: toldLengthMs(facts) >= 60_000 ? sayDuration(facts.durationMs) : undefined,
    omitted: facts.evidenceOmitted > 0 ? sayExactNumber(facts.evidenceOmitted) : undefined,
    lines,
  };
}

function isToldMore({ flapping, escalated, firstSign, follows, earlier }: IncidentFacts): boolean {
  const isProbable = firstSign !== undefined && firstSign.grounds !== "time";
  const isMore = flapping !== undefined || escalated !== undefined || isProbable;
  return isMore || (follows ?? []).length > 0 || (earlier ?? []).length > 0;
}

function endingWord(facts: IncidentFacts): SaidFacts["ending"] {
  const ending = endingOf(facts);
  if (ending === "open") return "open";
  if (facts.closedBecause === "falseAlarm" || facts.closedBecause === "alwaysNormal")
    return facts.closedBecause;
  return ending === "over" ? "over" : "quiet";
}

function sayLine(mention: Mention, facts: IncidentFacts, view: TimeView | undefined): SaidLine | undefined {
  const { line } = mention;
  const name = mention.type === "group" ? groupName(mention) : nameOf(line);
  if (name === undefined || line.reason === "together") return undefined;
  return {
    name,
    kind: line.kind,
    direction: line.direction === "none" ? undefined : line.direction,
    reason: line.kind === "pattern" ? line.reason : line.order?.reason,
    at: view && sayMoment(beganAt(line), view),
    for: lengthOf(mention, facts),
    recovered: recoveredOf(mention, view),
    ...valuesOf(line),
    ...(mention.type === "group" ? valuesOfGroup(mention) : {}),
  };
}

function nameOf(line: Evidence): string | undefined {
  if (!standsAlone(line.name)) return undefined;
  const name = nameForm(line.name);
  if (name === undefined || line.type !== "log") return name;
  const form = logForm(name);
  return /\blogs?$/i.test(form) ? form : `${form} log`;
}

/** Of several the last one: before it not all were back. */
function recoveredOf(mention: Mention, view: TimeView | undefined): string | undefined {
  const moments = linesOf(mention).map(({ recoveredAt }) => recoveredAt);
  if (view === undefined || !moments.every((moment) => moment !== undefined)) return undefined;
  return sayMoment(Math.max(...moments), view);
}

/** Of several things only where it is the same for all; none for what has just begun. */
function lengthOf(mention: Mention, facts: IncidentFacts): string | undefined {
  const lengths = linesOf(mention).map((line) => {
    const ms = windowKinds.has(line.kind) ? line.durationMs : spanMs(line, facts);
    return ms !== undefined && ms >= leastMs(line) ? sayDuration(ms) : undefined;
  });
  return new Set(lengths).size === 1 ? lengths[0] : undefined;
}

function leastMs({ kind, recoveredAt }: Evidence): number {
  return windowKinds.has(kind) || recoveredAt !== undefined ? 1_000 : 60_000;
}

/** `sensors of gateway-2`; the count is a fact of its own. */
function groupName(group: Extract<Mention, { type: "group" }>): string | undefined {
  const said = referGroup(group).replace(/^\d+ /, "");
  return said.includes('"') ? undefined : said;
}

/** What is usual of one of them is told only where it is usual of all. */
function valuesOfGroup({ lines }: Extract<Mention, { type: "group" }>): Partial<SaidLine> {
  const usual = new Set(lines.map((line) => valuesOf(line).usual));
  return { count: String(lines.length), usual: usual.size === 1 ? [...usual][0] : undefined };
}

function valuesOf(line: Evidence): Partial<SaidLine> {
  if (line.observedState !== undefined) return statesOf(line);
  switch (line.kind) {
    case "level":
    case "threshold":
    case "pattern":
      return levelOf(line);
    case "rate":
      return rateOf(line);
    case "stuck":
      return { observed: observedOf(line), usual: usualStay(line) };
    case "gap":
      return { usual: usualInterval(line) };
    case "logBurst":
      return burstOf(line);
    case "logRising":
      return burstOf(line);
    case "logNovel":
      return { example: quoted(line.example) };
    case "logSilent":
      return { example: quoted(line.example), usual: usualInterval(line) };
    case "logOrder":
      return {
        example: quoted(line.example),
        other: quoted(line.order?.other),
        usual: line.order?.reason === "noEnd" ? usualEnd(line) : undefined,
      };
  }
}

function statesOf(line: Evidence): Partial<SaidLine> {
  const state = stateForm(line.observedState ?? "");
  const usual = line.typicalState === undefined ? undefined : stateForm(line.typicalState);
  return { state, usualState: usual === state ? undefined : usual, usual: usualStay(line) };
}

function levelOf({ observed, expected, limit, unit, kind }: Evidence): Partial<SaidLine> {
  if (observed === undefined) return {};
  const said = sayUnit(unit);
  if (limit !== undefined) {
    const [value = ""] = sayValues([observed, exact(limit)], unit);
    return { observed: value + said, limit: sayExactNumber(limit) + said };
  }
  const isOutside = expected !== undefined && (observed > expected.high || observed < expected.low);
  if (!isOutside) return kind === "pattern" ? {} : { observed: sayValues([observed], unit)[0] + said };
  const [value = "", low = "", high = ""] = sayValues(
    [observed, ...rangeEnds(expected.low, expected.high)],
    unit,
  );
  return { observed: value + said, usual: (low === high ? low : `${low} to ${high}`) + said };
}

function rateOf({ observed, expected, unit }: Evidence): Partial<SaidLine> {
  if (observed === undefined || observed === 0) return {};
  const change = Math.abs(observed);
  const usual = expected && expected.high > 0 && expected.high < change ? expected.high : undefined;
  const [said = "", most = ""] = sayValues([change, ...(usual === undefined ? [] : [usual])], unit);
  return {
    observed: said + sayUnit(unit),
    usual: usual === undefined ? undefined : `at most ${most}${sayUnit(unit)}`,
  };
}

function observedOf({ observed, unit }: Evidence): string | undefined {
  return observed === undefined ? undefined : sayValues([observed], unit)[0] + sayUnit(unit);
}

function usualStay({ kind, usualDurationMs }: Evidence): string | undefined {
  if (kind !== "stuck" || usualDurationMs === undefined || usualDurationMs < 1000) return undefined;
  return `at most ${sayDuration(usualDurationMs)}`;
}

function usualEnd({ usualDurationMs }: Evidence): string | undefined {
  if (usualDurationMs === undefined || usualDurationMs < 1000) return undefined;
  return `at most ${sayDuration(usualDurationMs)}`;
}

function usualInterval({ usualDurationMs }: Evidence): string | undefined {
  if (usualDurationMs === undefined || usualDurationMs < 1000) return undefined;
  return `every ${sayDuration(usualDurationMs).replace(/^1 (?=\p{L}+$)/u, "")}`;
}

function burstOf(line: Evidence): Partial<SaidLine> {
  const { observed, expected } = line;
  const count = observed === undefined ? undefined : Math.round(observed);
  const most = expected === undefined ? undefined : Math.round(expected.high);
  const isMore = most !== undefined && most >= 0 && count !== undefined && most < count;
  return {
    count: count === undefined ? undefined : sayExactNumber(count),
    usual: !isMore ? undefined : most === 0 ? "none" : `at most ${sayExactNumber(most)}`,
    example: quoted(line.example),
  };
}

/** Without its marks. */
function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : sayQuotation(text)?.slice(1, -1);
}
