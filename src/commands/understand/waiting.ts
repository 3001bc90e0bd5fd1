import { readDurations } from "../../text/duration-words.ts";
import { normalise } from "../../text/normalise.ts";

const waiting =
  /^\W*(?:(?:please|just|ok|okay|right|can you|could you)[\s,]+)*(?:give (?:it|me|us|him|her|them)|wait|hang on|hold (?:on|off)|leave it|allow(?: it)?|pause)(?: for)?(?: (?:about|another))?\s+/i;
const then =
  /(?:[\s,;.]+(?:and then|and after that|after that|and|then|before (?:you|it))[\s,]+|\s*[,;]\s*)/gi;

/** "Give it two seconds and then open the vent" is "in two seconds open the vent": it must not be done at once. */
export function withDelayFirst(text: string): string {
  const lead = waiting.exec(text)?.[0];
  if (lead === undefined) return text;
  for (const { index, 0: link } of text.slice(lead.length).matchAll(then)) {
    const length = text.slice(lead.length, lead.length + index);
    const rest = text.slice(lead.length + index + link.length);
    if (isDuration(length) && rest !== "") return `in ${length} ${rest}`;
  }
  return text;
}

function isDuration(words: string): boolean {
  const said = normalise(words).replace(/ (?:or so|first)$/, "");
  return readDurations(said, 0).some(({ end }) => end === said.length);
}
