import type { Evidence } from "../../domain/incident.ts";
import { type ClaimTruth, claimTruths } from "./claim-truths.ts";
import type { Draft, Found } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import type { ClaimName } from "./guard-language.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { isSaidProbable } from "./sequence.ts";
import { checkStates, isPartOfState, stateForms } from "./states.ts";
import { fittingLinesAt, type Mentioned } from "./subjects.ts";

/**
 * Checks the words that claim something without a number or a name. All of them are found before any is settled,
 * because one phrase may claim several things (`above its limit`).
 */
export function checkClaims(
  draft: Draft,
  ground: Ground,
  mentions: readonly Mentioned[],
): Refusal | undefined {
  const made: Found[] = [];
  for (const name of Object.keys(claimTruths) as ClaimName[]) {
    const truth: ClaimTruth = claimTruths[name];
    for (const found of draft.find(ground.language.claims[name])) {
      if (isPartOfState(found, draft, ground)) continue;
      if (name === "ongoing" && isBeforeState(found, draft, ground)) continue;
      if (name === "asUsual" && !isRightBehindName(found, mentions)) continue;
      if (name === "order" && isSaidProbable(found, draft, ground)) {
        made.push(found);
        continue;
      }
      if (!isTrue(truth, found, { draft, ground, mentions })) return refusal("claim", found.text);
      made.push(found);
    }
  }
  for (const { start, end } of made) draft.settle(start, end);
  return checkStates(draft, ground, mentions) ?? checkNegations(draft, ground) ?? checkAdvice(draft, ground);
}

interface Context {
  draft: Draft;
  ground: Ground;
  mentions: readonly Mentioned[];
}

function isTrue(truth: ClaimTruth, found: Found, context: Context): boolean {
  const { line, whole } = truth;
  const { draft, ground, mentions } = context;
  const sentence = draft.sentenceAt(found.start);
  const isNamed = mentions.some(
    ({ start, end, isGroup }) => !isGroup && start >= sentence.start && end <= sentence.end,
  );
  if (whole !== undefined && (line === undefined || !isNamed)) return whole(ground);
  if (line === undefined) return true;
  if (truth.isOfAll) {
    const named = mentions.filter(({ start, end }) => start >= sentence.start && end <= sentence.end);
    const all = named.length > 0 ? named.flatMap(({ lines }) => lines) : ground.lines;
    return all.every(({ evidence, incident }) => line(evidence, incident));
  }
  const isSo = ({ evidence, incident }: Line) =>
    line(evidence, incident) || isBackThere(truth, evidence, found, context);
  // A log is not high or silent, so what is claimed is said of the sensor named before it.
  const canBe = ({ evidence }: Line) => evidence.type === (truth.of ?? evidence.type);
  const after = linesRightAfter(found, context);
  return (after.length > 0 ? after : fittingLinesAt(found.start, context, canBe)).some(isSo);
}

/** `2 to 4 mm/s is usual` is said of a number, `the vibration is usual` of a subject. */
function isRightBehindName({ start }: Found, mentions: readonly Mentioned[]): boolean {
  return mentions.some(({ end }) => end === start - 1);
}

/** `low pressure`, `danach stieg der Druck`: what stands right before a name is said of it. */
function linesRightAfter({ end }: Found, { draft, mentions, ground }: Context): readonly Line[] {
  const next = mentions.find(({ start }) => start >= end);
  const between = next === undefined ? undefined : draft.rest.slice(end, next.start);
  return next !== undefined && ground.language.subjects.adjacent.test(between ?? "") ? next.lines : [];
}

/** `below its limit again`: what is back to usual lies on the other side of where it was. */
function isBackThere(
  truth: ClaimTruth,
  evidence: Evidence,
  found: Found,
  { draft, ground }: Context,
): boolean {
  if (!truth.isSide || evidence.recoveredAt === undefined) return false;
  const clause = draft.clauseAt(found.start, ground.language.clauseEnd);
  return ground.language.values.back.test(draft.rest.slice(clause.start, clause.end));
}

/** `has been closed` is about a state, which is checked as one. */
function isBeforeState({ end }: Found, draft: Draft, ground: Ground): boolean {
  const after = draft.rest.slice(end).toLowerCase();
  return ground.lines.some(({ evidence }) =>
    [evidence.observedState, evidence.typicalState].some((state) =>
      stateForms(state, ground).some((form) => after.startsWith(` ${form}`)),
    ),
  );
}

/** What turns a sentence round is allowed in the phrases that are claims, which are settled by now. */
function checkNegations(draft: Draft, { language }: Ground): Refusal | undefined {
  const [left] = draft.find(language.negation);
  return left && refusal("claim", left.text);
}

/** Somebody is asked to look only after something that the sentence names. */
function checkAdvice(draft: Draft, { language }: Ground): Refusal | undefined {
  const unfounded = draft.find(language.advice).find(({ start }) => {
    const sentence = draft.sentenceAt(start);
    return !language.adviceObject.test(draft.rest.slice(sentence.start, sentence.end));
  });
  return unfounded && refusal("claim", unfounded.text);
}
