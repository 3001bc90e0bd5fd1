import { writeFileSync } from "node:fs";
import { examineIncidents, type QuestionResult } from "../understanding/incidents/examine.ts";
import { printFigure } from "./figure.ts";
import { measureSimilarIncidents } from "./similar-incidents.ts";

const halves = ["development", "heldBack"] as const;

/**
 * The hand-written questions about incidents of `test/understanding/incidents`, asked of the real daemon over HTTP: the
 * share answered right, with the incidents and facts that are expected. `--failures FILE` tells what was not; of the
 * held-back half only how many, so that nobody works on them. `--held-back` says them all the same. Then how long it takes
 * to find the earlier incidents most like one.
 */
export async function runIncidentQuestions(options: {
  failures: string | undefined;
  isHeldBackTold: boolean;
}): Promise<void> {
  const results = await examineIncidents();
  for (const half of halves) {
    const all = results.filter((one) => one.half === half);
    const right = all.filter(({ problems }) => problems.length === 0);
    printFigure("questions", `right, ${half} (${all.length})`, (100 * right.length) / all.length, "%");
  }
  await measureSimilarIncidents();
  if (options.failures === undefined) return;
  const told = results.filter(({ half }) => half === "development" || options.isHeldBackTold);
  writeFileSync(options.failures, told.map(failureText).join(""));
}

function failureText({ half, meaning, before, say, outcome, reply, problems }: QuestionResult): string {
  if (problems.length === 0) return "";
  const lead = before === undefined ? "" : `  › ${before}\n`;
  return `${half}: ${meaning}\n${lead}  › ${say}\n    ${outcome}: ${reply}\n    ✗ ${problems.join("; ")}\n\n`;
}
