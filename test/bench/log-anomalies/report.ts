import { type FaultName, faults } from "./faults.ts";
import { measuresOf, type Tally } from "./score.ts";

export interface WatcherResult {
  name: string;
  faulty: Tally;
  /** Alarms of the same logs without a fault, after the usual days. */
  falsePerWeek: number;
  falseTold: string[];
}

/** The tables, in Markdown. */
export function reportOf(results: readonly WatcherResult[]): string {
  const head = ["", ...results.map(({ name }) => name)];
  const rows = (Object.keys(faults) as FaultName[]).map((fault) => [
    fault,
    ...results.map(({ faulty }) => `${faulty.found.get(fault) ?? 0} of ${faulty.injected.get(fault) ?? 0}`),
  ]);
  const measure = (key: "precision" | "recall" | "f1") =>
    results.map(({ faulty }) => measuresOf(faulty)[key].toFixed(2));
  return table([
    head,
    ...rows,
    ["precision", ...measure("precision")],
    ["recall", ...measure("recall")],
    ["**F1**", ...measure("f1")],
    ["false alarms a week without a fault", ...results.map(({ falsePerWeek }) => falsePerWeek.toFixed(2))],
  ]);
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join(
    "\n",
  );
}
