import { stateForm } from "../names.ts";
import type { Draft, Found } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { fittingLinesAt, type Mentioned } from "./subjects.ts";

/**
 * A state must be the one observed (`has been open`), the usual one where the words say so (`usually closed`, `from
 * closed to open`), or the one that it is back in (`closed again`).
 */
export function checkStates(
  draft: Draft,
  ground: Ground,
  mentions: readonly Mentioned[],
): Refusal | undefined {
  const { states: words, lexicon, clauseEnd } = ground.language;
  const known = new Set(
    ground.lines.flatMap(({ evidence }) => [
      ...stateForms(evidence.observedState, ground),
      ...stateForms(evidence.typicalState, ground),
    ]),
  );
  for (const word of [...new Set([...known, ...words.particles])].sort(
    (left, right) => right.length - left.length,
  )) {
    const isParticle = words.particles.includes(word) || lexicon.has(word.toLowerCase());
    const pattern = new RegExp(
      isParticle ? words.particle(escaped(word)) : `(?<![\\p{L}\\p{N}])${escaped(word)}(?![\\p{L}\\p{N}])`,
      "giu",
    );
    for (const { start, end, text } of draft.find(pattern)) {
      const { before, after } = draft.around(start, end, clauseEnd);
      const isUsual =
        words.usualBefore.test(before) || words.usualAfter.test(after) || words.fromBefore.test(before);
      const isLasting = words.lastingBefore.test(before);
      const isBack = words.backBefore.test(before) || words.backAfter.test(after);
      const isTrue = fittingLinesAt(start, { draft, mentions, ground }, hasState).some((line) =>
        isState(word, line, { isUsual, isBack, isLasting }, ground),
      );
      if (!isTrue) return refusal("claim", text);
      draft.settle(start, end);
    }
  }
  return undefined;
}

/** A state may be called like a claim (`silent`, `warm white`); it is checked as a state. */
export function isPartOfState({ start, end }: Found, { text }: Draft, ground: Ground): boolean {
  const said = text.toLowerCase();
  return ground.lines.some(({ evidence }) =>
    [evidence.observedState, evidence.typicalState]
      .flatMap((state) => stateForms(state, ground))
      .some((form) => {
        const at = said.indexOf(form, Math.max(0, end - form.length));
        return at !== -1 && at <= start && at + form.length >= end;
      }),
  );
}

function hasState({ evidence }: Line): boolean {
  return evidence.observedState !== undefined || evidence.typicalState !== undefined;
}

function isState(
  word: string,
  { evidence }: Line,
  { isUsual, isBack, isLasting }: { isUsual: boolean; isBack: boolean; isLasting: boolean },
  ground: Ground,
): boolean {
  const isOf = (state: string | undefined) => stateForms(state, ground).includes(word);
  if (isLasting && evidence.recoveredAt !== undefined) return isOf(evidence.typicalState);
  if (isBack && evidence.recoveredAt !== undefined && isOf(evidence.typicalState)) return true;
  return isUsual ? isOf(evidence.typicalState) : isOf(evidence.observedState);
}

/** The ways to say a state; none for one that stands in quotation marks, which is checked as a quotation. */
export function stateForms(state: string | undefined, { language }: Ground): string[] {
  const form = state === undefined ? undefined : stateForm(state)?.toLowerCase();
  if (form === undefined || form.startsWith('"')) return [];
  return [form, ...language.states.forms(form)];
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
