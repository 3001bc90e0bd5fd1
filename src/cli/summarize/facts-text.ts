import type { Facts } from "../../domain/facts.ts";
import { sayCount } from "../../text/say-list.ts";
import { sayNumber } from "../../text/say-number.ts";
import { sayUnit } from "../../text/say-quantity.ts";
import { sayQuotation } from "../../text/say-quotation.ts";
import { stamp } from "../moments.ts";
import { safeText } from "../style.ts";

/** The facts that a summary was written from, a line for each line of evidence. */
export function incidentFactsText(facts: Facts, timeZone: string | undefined): string[] {
  if (facts.type === "digest") {
    const total = facts.incidents.length + facts.incidentsOmitted;
    return [
      `digest from ${stamp(facts.from, timeZone)} to ${stamp(facts.to, timeZone)}: ${sayCount(total, "incident")}`,
    ];
  }
  const lines = facts.evidence.map((line) => {
    const value = (number: number) => `${sayNumber(number)}${sayUnit(line.unit)}`;
    const parts = [
      line.observed !== undefined && value(line.observed),
      line.expected && `usually ${sayNumber(line.expected.low)} to ${value(line.expected.high)}`,
      line.limit !== undefined && `limit ${value(line.limit)}`,
      line.example !== undefined && sayQuotation(line.example),
      line.recoveredAt !== undefined && `back at ${stamp(line.recoveredAt, timeZone)}`,
    ].filter((part) => typeof part === "string");
    const more = parts.length > 0 ? `: ${parts.join(", ")}` : "";
    return `${stamp(line.firstAt, timeZone)}  ${safeText(line.name)}, ${line.kind}${more}`;
  });
  const omitted = facts.evidenceOmitted > 0 ? [`and ${facts.evidenceOmitted} more`] : [];
  return [`${facts.severity}, ${facts.status}`, ...lines, ...omitted];
}
