import type { Tensor, Tensors } from "../domain/inference.ts";
import type { SelfTestCase, SelfTestExpectation } from "./model-source.ts";

/** What a model gave that its self-test does not expect, in words; undefined when it passed. */
export function selfTestProblem({ expect }: SelfTestCase, outputs: Tensors): string | undefined {
  for (const [name, expected] of Object.entries(expect)) {
    const output = outputs[name];
    if (!output) return `there is no output ${name}`;
    const problem = outputProblem(expected, output);
    if (problem) return `${name} ${problem}`;
  }
  return undefined;
}

function outputProblem(expected: SelfTestExpectation, output: Tensor): string | undefined {
  if ("argmax" in expected) {
    const found = argmaxOfRows(output);
    const isSame =
      found.length === expected.argmax.length && found.every((at, row) => at === expected.argmax[row]);
    return isSame ? undefined : `is largest at ${few(found)} instead of ${few(expected.argmax)}`;
  }
  const { near, within } = expected;
  const wrong = near.findIndex((value, at) => !(Math.abs(Number(output.data[at]) - value) <= within));
  if (wrong < 0) return undefined;
  return `is ${String(output.data[wrong])} at ${wrong}, not within ${within} of ${near[wrong]}`;
}

/** Position of the largest value along the last axis, row by row; the first of equals. */
function argmaxOfRows({ dims, data }: Tensor): number[] {
  const width = dims.at(-1) ?? 1;
  const rows: number[] = [];
  for (let start = 0; width > 0 && start < data.length; start += width) {
    let best = 0;
    for (let at = 1; at < width; at += 1) {
      if (Number(data[start + at]) > Number(data[start + best])) best = at;
    }
    rows.push(best);
  }
  return rows;
}

function few(positions: readonly number[]): string {
  const shown = positions.slice(0, 10).join(", ");
  return positions.length > 10 ? `${shown}, …` : shown || "nothing";
}
