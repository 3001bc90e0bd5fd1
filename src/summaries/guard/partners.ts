import type { Evidence } from "../../domain/incident.ts";
import { partnerForms } from "../names.ts";
import type { Draft } from "./draft.ts";
import type { Ground } from "./ground.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { linesAt, type Mentioned } from "./subjects.ts";

/** Where a text says whom a sensor usually moves with, and of which lines that is true. */
export interface PartnersSaid {
  text: string;
  start: number;
  evidence: readonly Evidence[];
}

/**
 * Settles the names of partners: behind `its partners` stand all that the facts name for one line, as names.ts says them,
 * or no names at all (`than usual`). They are no subjects: what follows is not said of them. Goes before all other
 * names, which may be the same ones.
 */
export function settlePartners(draft: Draft, ground: Ground, said: PartnersSaid[]): Refusal | undefined {
  const { subjects: words } = ground.language;
  const forms = new Map<string, Evidence[]>();
  for (const { evidence } of ground.lines) {
    const names = evidence.reason === "together" ? partnerForms(evidence) : [];
    if (names.length === 0) continue;
    const form = words.partnersForm(names);
    forms.set(form, [...(forms.get(form) ?? []), evidence]);
  }
  const longestFirst = [...forms].sort(([left], [right]) => right.length - left.length);
  for (const { text, start, end } of draft.find(words.partners)) {
    const found = longestFirst.find(
      ([form]) =>
        draft.rest.startsWith(`${form} `, start) &&
        words.partnersEnd.test(draft.rest.slice(start + form.length + 1)),
    );
    if (found !== undefined) {
      const [form, evidence] = found;
      said.push({ text: form, start, evidence });
      draft.settle(end, start + form.length);
    } else if (!words.partnersEnd.test(draft.rest.slice(end))) return refusal("claim", text);
  }
  return undefined;
}

/** Whether the partners named are those of the sensor that they are named for. */
export function checkPartners(
  draft: Draft,
  ground: Ground,
  { mentions, said }: { mentions: readonly Mentioned[]; said: readonly PartnersSaid[] },
): Refusal | undefined {
  const untrue = said.find(
    ({ start, evidence }) =>
      !linesAt(start, draft, mentions, ground).some((line) => evidence.includes(line.evidence)),
  );
  return untrue && refusal("claim", untrue.text);
}
