import { writeFileSync } from "node:fs";
import { blindPlaceNames, morePlaceNames, placeNames } from "../understanding/case.ts";
import { type CaseResult, examine } from "../understanding/examine.ts";
import { failuresText, figuresOf } from "../understanding/report.ts";
import { printFigure } from "./figure.ts";

const sets = {
  first: { bench: "understanding", names: placeNames },
  more: { bench: "understanding-more", names: morePlaceNames },
  blind: { bench: "understanding-blind", names: blindPlaceNames },
} as const;
export type UnderstandingSet = keyof typeof sets;

/**
 * The hand-written development home, factory and farm of `test/understanding`, said to the real daemon over MQTT:
 * the share that is exactly right, and what was done that nobody asked for. `--cases farm/values` keeps to some of them,
 * `--more` takes the places of `test/understanding/more` instead, `--blind` those of `test/understanding/blind`.
 */
export async function runUnderstanding(options: {
  failures: string | undefined;
  cases: readonly string[] | undefined;
  set: UnderstandingSet;
}): Promise<void> {
  const isWanted = ({ id }: { id: string }) => options.cases?.some((start) => id.startsWith(start)) ?? true;
  const { bench, names } = sets[options.set];
  const results: CaseResult[] = [];
  const startMs = performance.now();
  // One after the other: a daemon that has to share a core with another one answers late.
  for (const name of names) results.push(...(await examine(name, isWanted)));
  for (const { figure, value, unit } of figuresOf(results)) printFigure(bench, figure, value, unit);
  printFigure(bench, "time", (performance.now() - startMs) / 1000, "s");
  if (options.failures !== undefined) writeFileSync(options.failures, failuresText(results));
}
