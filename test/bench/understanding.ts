import { writeFileSync } from "node:fs";
import { blindPlaceNames, placeNames } from "../understanding/case.ts";
import { type CaseResult, examine } from "../understanding/examine.ts";
import { failuresText, figuresOf } from "../understanding/report.ts";
import { printFigure } from "./figure.ts";

/**
 * The hand-written development home, factory and farm of `test/understanding`, said to the real daemon over MQTT:
 * the share that is exactly right, and what was done that nobody asked for. `--cases farm/values` keeps to some of them,
 * `--blind` takes the places of `test/understanding/blind` instead.
 */
export async function runUnderstanding(options: {
  failures: string | undefined;
  cases: readonly string[] | undefined;
  isBlind: boolean;
}): Promise<void> {
  const isWanted = ({ id }: { id: string }) => options.cases?.some((start) => id.startsWith(start)) ?? true;
  const bench = options.isBlind ? "understanding-blind" : "understanding";
  const results: CaseResult[] = [];
  const startMs = performance.now();
  // One after the other: a daemon that has to share a core with another one answers late.
  for (const name of options.isBlind ? blindPlaceNames : placeNames)
    results.push(...(await examine(name, isWanted)));
  for (const { figure, value, unit } of figuresOf(results)) printFigure(bench, figure, value, unit);
  printFigure(bench, "time", (performance.now() - startMs) / 1000, "s");
  if (options.failures !== undefined) writeFileSync(options.failures, failuresText(results));
}
