import type { LabelledLog } from "./corpora.ts";

export interface Accuracy {
  /** Share of lines whose group of lines is exactly one of the labelled groups (Zhu et al., ICSE-SEIP 2019). */
  grouping: number;
  /** Share of lines whose template is the labelled one to the letter. */
  parsing: number;
  /** The same where only the words count: a token with a variable part is a variable part. */
  parsingOfWords: number;
}

/** How right the ids and templates of the lines of a labelled log are. */
export function accuracyOf(
  log: LabelledLog,
  found: { ids: readonly string[]; texts: readonly string[] },
): Accuracy {
  const labelled = linesBy(log.groups);
  let grouped = 0;
  for (const lines of linesBy(found.ids).values()) {
    const group = log.groups[lines[0] as number] as string;
    const isSame = lines.every((line) => log.groups[line] === group);
    if (isSame && labelled.get(group)?.length === lines.length) grouped += lines.length;
  }
  const count = log.groups.length;
  const share = (isRight: (text: string, template: string) => boolean) => {
    if (log.templates === undefined) return Number.NaN;
    return (
      log.templates.filter((template, line) => isRight(found.texts[line] as string, template)).length / count
    );
  };
  return {
    grouping: grouped / count,
    parsing: share((text, template) => text === template),
    parsingOfWords: share((text, template) => wordsOf(text) === wordsOf(template)),
  };
}

function wordsOf(template: string): string {
  const tokens = template.trim().split(/\s+/);
  return tokens.map((token) => (token.includes("<*>") ? "<*>" : token)).join(" ");
}

function linesBy(groups: readonly string[]): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  for (const [line, group] of groups.entries()) {
    const known = lines.get(group);
    if (known) known.push(line);
    else lines.set(group, [line]);
  }
  return lines;
}
