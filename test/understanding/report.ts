import type { CaseResult } from "./examine.ts";

export interface Figure {
  figure: string;
  value: number;
  unit: string;
}

/** What is measured: exact shares by place and category, and what went wrong, over all places. */
export function figuresOf(results: readonly CaseResult[]): Figure[] {
  const figures: Figure[] = [];
  const share = (figure: string, of: readonly CaseResult[]) =>
    figures.push({
      figure,
      value: percent(of.filter(({ isExact }) => isExact).length, of.length),
      unit: "%",
    });
  for (const [place, ofPlace] of groupBy(results, ({ place }) => place)) {
    for (const [category, ofCategory] of groupBy(ofPlace, ({ category }) => category))
      share(`exact, ${place}, ${category} (${ofCategory.length})`, ofCategory);
    share(`exact, ${place} (${ofPlace.length})`, ofPlace);
  }
  share(`exact (${results.length})`, results);
  const inexact = results.filter(({ isExact }) => !isExact);
  const wrong = results.filter((one) => one.wrong.length > 0);
  const count = (figure: string, value: number, unit = "cases") => figures.push({ figure, value, unit });
  count(
    "wrong actuations",
    results.reduce((sum, one) => sum + one.wrong.length, 0),
    "messages",
  );
  count("with a wrong actuation", wrong.length);
  count(
    "wrong actuations of a safety-class device",
    results.reduce((sum, one) => sum + one.wrongSafety.length, 0),
    "messages",
  );
  count("refused though fine", inexact.filter((one) => isRefused(one, ["refused", "notUnderstood"])).length);
  count("asked instead", inexact.filter((one) => isRefused(one, ["asked"])).length);
  count("debatable, not exact", inexact.filter((one) => one.debatable !== undefined).length);
  figures.push({
    figure: "score, wrong actions counting double",
    value: percent(results.length - inexact.length - wrong.length, results.length),
    unit: "%",
  });
  return figures;
}

/** Every case that was not exactly right, for a person to read. */
export function failuresText(results: readonly CaseResult[]): string {
  return results
    .filter(({ isExact }) => !isExact)
    .map((one) => {
      const note = one.debatable === undefined ? "" : `  (debatable: ${one.debatable})`;
      const turns = one.turns.map((turn) => {
        const where = turn.area === undefined ? "" : ` [${turn.area}]`;
        const lines = [
          `${turn.isExact ? "  " : "✗ "}› ${turn.say}${where}`,
          `    ${turn.outcome}, ${turn.tier}: ${turn.reply}`,
          ...turn.sent.map((text) => `    sent ${text}`),
        ];
        const wrong = turn.wrong.map(({ text }) => `    WRONG ${text}`);
        return [...lines, ...wrong, ...turn.problems.map((text) => `    ${text}`)].join("\n");
      });
      const safety = one.wrongSafety.length > 0 ? "  SAFETY" : "";
      return `${one.id}${safety}${note}\n${turns.join("\n")}\n`;
    })
    .join("\n");
}

/** The first thing that was not as expected is that nothing was done or told. */
function isRefused(one: CaseResult, outcomes: readonly string[]): boolean {
  const turn = one.turns.find(({ isExact }) => !isExact);
  return one.wrong.length === 0 && turn !== undefined && outcomes.includes(turn.outcome);
}

function groupBy(results: readonly CaseResult[], key: (one: CaseResult) => string) {
  const groups = new Map<string, CaseResult[]>();
  for (const one of results) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}

function percent(part: number, whole: number): number {
  return (100 * part) / whole;
}
