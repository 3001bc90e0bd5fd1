import { isAbbreviationStop } from "./abbreviations.ts";
import type { Sentence } from "./sentence.ts";
import { type TextBlock, textBlocks } from "./text-blocks.ts";

/**
 * The sentences of a text, in order, with where they stand. Nothing of the text but white space and the marks of list
 * items lies between them. Full stops of abbreviations, decimals, dates and initials end no sentence; an item or a
 * heading ends with its line, whether it has a full stop or not.
 *
 * Limits: a text has at most `sentencesMax` sentences; what is beyond is one more, however long. A sentence longer than
 * `lengthMax` characters is cut at semicolons, which separate what can stand by itself.
 */
export function splitSentences(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let heading: number | undefined;
  let restEnd: number | undefined;
  for (const [block, found] of textBlocks(text).entries()) {
    if (found.kind === "heading") heading = undefined;
    if (found.endsHeading) heading = undefined;
    for (const { start, end } of spansOf(text, found)) {
      if (sentences.length >= sentencesMax) {
        restEnd = end;
        continue;
      }
      sentences.push({ text: flat(text.slice(start, end)), start, end, kind: found.kind, heading, block });
    }
    if (found.kind === "heading") heading = sentences.length - 1;
  }
  const last = sentences[sentences.length - 1];
  if (last !== undefined && restEnd !== undefined) {
    Object.assign(last, { end: restEnd, text: flat(text.slice(last.start, restEnd)) });
  }
  return sentences;
}

export const sentencesMax = 400;
const lengthMax = 200;

interface Span {
  start: number;
  end: number;
}

function spansOf(text: string, { start, end, kind }: TextBlock): Span[] {
  if (kind === "heading") return [{ start, end }];
  const spans: Span[] = [];
  let from = start;
  for (const stop of text.slice(start, end).matchAll(/[.!?…]+["'”’»)\]]*(?=\s)|[。！？]/gu)) {
    const at = start + stop.index;
    const stopEnd = at + stop[0].length;
    const after = text.slice(stopEnd, Math.min(end, stopEnd + 30)).trimStart();
    if (stop[0] === "." && isAbbreviationStop(text.slice(from, at), at - from, after)) continue;
    // Three points in the middle of a sentence are a pause.
    if (/^(?:\.{2,}|…)$/.test(stop[0]) && /^\p{Ll}/u.test(after)) continue;
    spans.push({ start: from, end: stopEnd });
    from = stopEnd;
  }
  spans.push({ start: from, end });
  return spans
    .map((span) => trimmed(text, span))
    .filter((span) => /[\p{L}\p{N}]/u.test(text.slice(span.start, span.end)))
    .flatMap((span) => (span.end - span.start > lengthMax ? clausesOf(text, span) : [span]));
}

function clausesOf(text: string, { start, end }: Span): Span[] {
  const spans: Span[] = [];
  let from = start;
  for (const { index } of text.slice(start, end).matchAll(/;(?=\s)/g)) {
    spans.push({ start: from, end: start + index + 1 });
    from = start + index + 1;
  }
  return [...spans, { start: from, end }].map((span) => trimmed(text, span));
}

function trimmed(text: string, { start, end }: Span): Span {
  const inside = text.slice(start, end);
  return {
    start: start + (inside.length - inside.trimStart().length),
    end: end - (inside.length - inside.trimEnd().length),
  };
}

function flat(text: string): string {
  return text.replace(/\s+/gu, " ");
}
