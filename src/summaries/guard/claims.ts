import type { IncidentFacts } from "../../domain/facts.ts";
import type { ClosedBecause, Evidence } from "../../domain/incident.ts";
import { endingOf, sayUnresolved } from "../ending.ts";
import { stateForm } from "../names.ts";
import type { Draft } from "./draft.ts";
import type { Ground } from "./ground.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { linesAt, type Mentioned } from "./subjects.ts";

/**
 * Words that claim something without a number or a name. Each row is a pattern and what must hold of the lines it is
 * said of, or of the whole.
 */
export function checkClaims(
  draft: Draft,
  ground: Ground,
  mentions: readonly Mentioned[],
): Refusal | undefined {
  const refused = checkUnresolved(draft, ground) ?? checkUnknownOrder(draft, ground);
  if (refused) return refused;
  for (const { pattern, line, whole } of claims) {
    for (const { text, start } of draft.find(pattern)) {
      const lines = linesAt(start, draft, mentions, ground);
      // What came first only probably is told in a text that says so before.
      if (orderWords.test(text) && isOrderProbable(ground) && isSaidProbable(draft, start)) continue;
      const isTrue =
        (line === undefined || lines.some(({ evidence, incident }) => line(evidence, incident))) &&
        (whole === undefined || whole(ground));
      if (!isTrue) return refusal("claim", text);
    }
  }
  return checkStates(draft, ground, mentions) ?? checkNegations(draft);
}

interface Claim {
  pattern: RegExp;
  line?: (evidence: Evidence, incident: IncidentFacts) => boolean;
  whole?: (ground: Ground) => boolean;
}

const claims: readonly Claim[] = [
  {
    pattern: /\b(?:rose|risen|rises|rising|climbed|jumped|above|high|higher)\b/gi,
    line: (line) => isUp(line),
  },
  { pattern: /\b(?:fell|fallen|dropped|drops|sank|below|low|lower)\b/gi, line: (line) => isDown(line) },
  { pattern: /\b(?:silent|reported|reporting|reports)\b/gi, line: ({ kind }) => kind === "gap" },
  { pattern: /\b(?:stuck|changing)\b/gi, line: ({ kind }) => kind === "stuck" },
  { pattern: /\blimit\b/gi, line: ({ limit }) => limit !== undefined },
  { pattern: /\b(?:jumped|crept) up\b/gi, line: (line) => isUp(line) },
  { pattern: /\bcrept down\b/gi, line: (line) => isDown(line) },
  {
    pattern:
      /\b(?:restless|calmer|differently|unfamiliar|outliers|intervals|crept|drifted|settled|suddenly|switched|rhythm)\b/gi,
    line: ({ kind }) => kind === "pattern",
  },
  { pattern: /\bpartners?\b/gi, line: ({ kind, reason }) => kind === "pattern" && reason === "together" },
  { pattern: /\bfast\b/gi, line: ({ kind }) => kind === "rate" },
  { pattern: /\bnew kind\b/gi, line: ({ type }) => type === "log" },
  {
    pattern: /\bproblem lines?\b/gi,
    line: ({ type, kind, counted = "problems" }) =>
      type === "log" && (counted === "problems" || kind === "logRising"),
  },
  { pattern: /\bmore and more\b/gi, line: ({ kind }) => kind === "logRising" },
  { pattern: /\b(?:missing|not sa(?:id|y))\b/gi, line: ({ kind }) => kind === "logSilent" },
  {
    pattern: /\bwithout\b/gi,
    line: ({ kind, order }) => kind === "logOrder" && order?.reason !== "transition",
  },
  { pattern: /\bwithout its usual end\b/gi, line: ({ order }) => order?.reason === "noEnd" },
  { pattern: /\bwithout its usual start\b/gi, line: ({ order }) => order?.reason === "noStart" },
  {
    pattern: /\b(?:in )?an unusual order\b/gi,
    line: ({ kind, order }) => kind === "logOrder" && (order?.reason ?? "transition") === "transition",
  },
  {
    pattern: /\busually none\b/gi,
    line: ({ expected }) => expected !== undefined && Math.round(expected.high) === 0,
  },
  { pattern: /\b(?:first|then|later|after that)\b/gi, whole: isOrderKnown },
  { pattern: /\bprobably\b/gi, whole: isOrderProbable },
  {
    pattern: /\bcame and went\b/gi,
    whole: ({ incidents }) => incidents.some(({ flapping }) => flapping !== undefined),
  },
  { pattern: /\bcritical\b/gi, whole: (ground) => hasSeverity(ground, "critical") },
  { pattern: /\bwarning\b/gi, whole: (ground) => hasSeverity(ground, "warning") },
  { pattern: /\bnotice\b/gi, whole: (ground) => hasSeverity(ground, "info") },
  {
    pattern: /\b(?:was over|is over|over:|over now)/gi,
    whole: isOver,
  },
  { pattern: /\ball over now/gi, whole: ({ incidents }) => incidents.every(isIncidentOver) },
  {
    pattern: /\b(?:recovered|ended|(?:has|have) been back|(?:came|come|comes) back)\b/gi,
    whole: isOver,
  },
  {
    pattern: /\bunresolved\b/gi,
    whole: ({ incidents }) => incidents.some((each) => endingOf(each) === "unresolved"),
  },
  { pattern: /\bfalse(?: alarm)?\b/gi, whole: wasClosedAs("falseAlarm") },
  { pattern: /\bnormal(?: here)?\b/gi, whole: wasClosedAs("alwaysNormal") },
  { pattern: /\bstill\b/gi, whole: ({ incidents }) => incidents.some((incident) => !isClosed(incident)) },
  { pattern: /\bback to usual\b/gi, whole: hasRecovery },
  { pattern: /\b(?:everything|all is)\b/gi, whole: ({ incidents }) => incidents.every(isIncidentOver) },
  { pattern: /\b(?:quiet|nothing)\b/gi, whole: isQuiet },
  { pattern: /\bno readings\b/gi, whole: ({ facts }) => facts.type === "digest" && facts.samples === 0 },
  { pattern: /\bno log lines\b/gi, whole: ({ facts }) => facts.type === "digest" && facts.logLines === 0 },
  {
    pattern: /\bclock was not set\b/gi,
    whole: ({ incidents }) => incidents.some(({ clock }) => clock === "unsynced"),
  },
];

/** What a person said of an incident is said of no other. */
function wasClosedAs(reason: ClosedBecause): (ground: Ground) => boolean {
  return ({ incidents }) => incidents.some(({ closedBecause }) => closedBecause === reason);
}

/** Settles how an unresolved incident was closed: only the whole phrase, and only for the reason that is true. */
function checkUnresolved(draft: Draft, { incidents }: Ground): Refusal | undefined {
  const phrases = incidents
    .filter((incident) => endingOf(incident) === "unresolved")
    .map(sayUnresolved)
    .sort((left, right) => right.length - left.length);
  for (const { text, start } of draft.find(/\bhad not ended\b/gi)) {
    const said = phrases.find((phrase) => draft.rest.startsWith(phrase, start));
    if (said === undefined) return refusal("claim", text);
    draft.settle(start, start + said.length);
  }
  return undefined;
}

/** Settles the one way to say that nobody knows the order. */
function checkUnknownOrder(draft: Draft, { facts }: Ground): Refusal | undefined {
  for (const { text, start, end } of draft.find(/\bwhich came first is not known\b/gi)) {
    if (facts.type !== "incident" || facts.isOrderKnown || facts.firstSign !== undefined) {
      return refusal("claim", text);
    }
    draft.settle(start, end);
  }
  return undefined;
}

/** A state must be the one observed (`has been open`) or the usual one (`usually closed`). */
function checkStates(draft: Draft, ground: Ground, mentions: readonly Mentioned[]): Refusal | undefined {
  const words = new Set<string>();
  for (const { evidence } of ground.lines) {
    for (const state of [evidence.observedState, evidence.typicalState]) {
      const form = state === undefined ? undefined : stateForm(state);
      if (form !== undefined && !form.startsWith('"')) words.add(form);
    }
  }
  const isOnOff = /^(?:on|off)$/i;
  const alternatives = [...new Set([...words, "on", "off"])]
    .sort((left, right) => right.length - left.length)
    .map((word) => word.replace(/[-]/g, "\\-"));
  const pattern = new RegExp(
    `\\b(been|is|was|usually) (${alternatives.join("|")})(?![\\p{L}\\p{N}]| \uE000)`,
    "giu",
  );
  for (const { text, start, end, groups } of draft.find(pattern)) {
    const [verb = "", said = ""] = groups;
    const isUsual = verb.toLowerCase() === "usually";
    const isTrue = linesAt(start, draft, mentions, ground).some(({ evidence }) => {
      const state = isUsual ? evidence.typicalState : evidence.observedState;
      return state !== undefined && stateForm(state)?.toLowerCase() === said.toLowerCase();
    });
    if (!isTrue && (words.has(said) || isOnOff.test(said))) return refusal("claim", text);
    draft.settle(end - said.length, end);
  }
  return undefined;
}

/** `not` turns a claim round, so it is allowed in the few phrases whose whole is checked. */
function checkNegations(draft: Draft): Refusal | undefined {
  for (const { text, start, end } of draft.find(/\bnot (?:changed|change|reported|set|said|say)\b/gi)) {
    draft.settle(start, start + "not".length);
    if (end <= start) return refusal("claim", text);
  }
  const [left] = draft.find(/\b(?:not|never|n't)\b/gi);
  return left === undefined ? undefined : refusal("claim", left.text);
}

function isUp({ kind, direction, observed }: Evidence): boolean {
  return direction === "high" || (kind === "rate" && (observed ?? 0) > 0);
}

function isDown({ kind, direction, observed }: Evidence): boolean {
  return direction === "low" || (kind === "rate" && (observed ?? 0) < 0);
}

function isClosed({ status }: IncidentFacts): boolean {
  return status === "closed";
}

function isIncidentOver(incident: IncidentFacts): boolean {
  return endingOf(incident) === "over";
}

function isOver({ incidents }: Ground): boolean {
  return incidents.some(isIncidentOver);
}

function isOrderKnown({ facts }: Ground): boolean {
  return facts.type === "incident" && facts.isOrderKnown;
}

function isOrderProbable({ facts }: Ground): boolean {
  return facts.type === "incident" && !facts.isOrderKnown && facts.firstSign !== undefined;
}

const orderWords = /^(?:first|then|after that)$/i;

function isSaidProbable(draft: Draft, position: number): boolean {
  return /\bprobably first\b/i.test(draft.text.slice(0, position + "first".length));
}

function hasSeverity({ incidents }: Ground, severity: IncidentFacts["severity"]): boolean {
  return incidents.some((incident) => incident.severity === severity);
}

function hasRecovery({ lines }: Ground): boolean {
  return lines.some(({ evidence }) => evidence.recoveredAt !== undefined);
}

function isQuiet({ facts }: Ground): boolean {
  return facts.type === "digest" && facts.incidents.length + facts.incidentsOmitted === 0;
}
