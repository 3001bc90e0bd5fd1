/** Why a text was refused; a label of the metric, so the set is fixed. */
const refusalReasons = [
  "empty",
  "length",
  "character",
  "quotation",
  "time",
  "duration",
  "number",
  "word",
  "claim",
  "attribution",
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export interface Refusal {
  reason: RefusalReason;
  /** The piece of the text that does not follow from the facts. */
  detail: string;
}

export function refusal(reason: RefusalReason, detail: string): Refusal {
  return { reason, detail: detail.slice(0, 80) };
}
