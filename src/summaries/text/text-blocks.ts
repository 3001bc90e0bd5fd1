/** A run of a text that belongs together: a paragraph, one list item, or a heading. */
export interface TextBlock {
  kind: "prose" | "item" | "heading";
  start: number;
  end: number;
  /** What stood above no longer heads this: a blank line lies between, and it is no list item. */
  endsHeading: boolean;
}

interface Line {
  text: string;
  start: number;
  end: number;
}

/**
 * The blocks of a text. Lines that were broken to fit a width are one paragraph; lines that end before it, as in notes
 * and telegrams, are one each.
 */
export function textBlocks(text: string): TextBlock[] {
  const lines = linesOf(text);
  const width = lines.reduce((most, { text: line }) => Math.max(most, line.length), 0);
  const blocks: TextBlock[] = [];
  let current: TextBlock | undefined;
  let isAfterBlank = false;
  for (const [position, line] of lines.entries()) {
    const trimmed = line.text.trim();
    if (trimmed === "" || /^[-=_*~#.]{3,}$/.test(trimmed)) {
      current = undefined;
      isAfterBlank = true;
      continue;
    }
    const mark = itemMark.exec(line.text)?.[0] ?? "";
    const start = line.start + (mark === "" ? line.text.length - line.text.trimStart().length : mark.length);
    const isNew = current === undefined || mark !== "" || !continues(lines[position - 1], line, width);
    if (isNew || current === undefined) {
      const kind = mark !== "" ? "item" : isHeading(line, lines, position) ? "heading" : "prose";
      const opened: TextBlock = {
        kind,
        start: kind === "heading" ? line.start + (/^[#\s]*/.exec(line.text)?.[0].length ?? 0) : start,
        end: line.end,
        endsHeading: isAfterBlank && kind !== "item" && !isFirstBelow(blocks),
      };
      blocks.push(opened);
      current = kind === "heading" ? undefined : opened;
    } else {
      current.end = line.end;
    }
    isAfterBlank = false;
  }
  return blocks;
}

const itemMark = /^\s*(?:[-*•‣▪–—]|\(?\d{1,2}[.)]|\(?[a-z]\)|\[[ xX]?\])\s+/u;

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    lines.push({ text: line.replace(/\r$/, ""), start, end: start + line.length });
    start += line.length + 1;
  }
  return lines;
}

/** Whether a line goes on with the one before it. */
function continues(before: Line | undefined, line: Line, width: number): boolean {
  if (before === undefined) return false;
  const ended = before.text.trimEnd();
  if (/[.!?:]["'”’)]?$/.test(ended) && before.text.length < width * fullShare) return false;
  if (/^\s*\p{Ll}/u.test(line.text)) return true;
  return width >= wrapWidthMin && before.text.length >= width * fullShare;
}

/** A line this close to the longest one was broken because it was full. */
const fullShare = 0.75;
/** Shorter lines are not broken to fit a page. */
const wrapWidthMin = 50;
const headingLengthMax = 70;

function isHeading(line: Line, lines: readonly Line[], position: number): boolean {
  const trimmed = line.text.trim();
  const next = lines[position + 1]?.text.trim() ?? "";
  if (/^#{1,6}\s/.test(trimmed)) return true;
  if (trimmed.length > headingLengthMax || !/\p{L}/u.test(trimmed)) return false;
  if (/^[-=]{3,}$/.test(next)) return true;
  let below = position + 1;
  while (below < lines.length && lines[below]?.text.trim() === "") below += 1;
  const nextText = lines[below]?.text;
  if (nextText === undefined) return false;
  if (/^[^.!?]*:$/.test(trimmed)) return true;
  const isCapital = trimmed === trimmed.toUpperCase() && nextText !== nextText.toUpperCase();
  return isCapital && !/[.!?]$/.test(trimmed);
}

function isFirstBelow(blocks: readonly TextBlock[]): boolean {
  return blocks[blocks.length - 1]?.kind === "heading";
}
