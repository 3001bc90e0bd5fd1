import type { Random } from "../../../src/core/backoff.ts";
import { between, forkRandom, normal, pick } from "../../../src/simulate/engine/random.ts";
import type { LabelledSeries } from "./labelled-series.ts";
import { type Family, families } from "./telemetry/families.ts";
import type { Draft } from "./telemetry/grid.ts";
import { createMixture, mixtureFaults } from "./telemetry/mixture.ts";

/** Share of the rows that are only learnt from. */
const probationShare = 0.15;
/** Share of the rows that the windows of a series cover together, as in Lavin and Ahmad (2015). */
const windowShare = 0.1;

/**
 * Synthetic telemetry with labelled faults: `count` series of each family, of machines, services, people, weather and
 * plants. Besides the faults there is what is unusual and not wrong: single outliers, a benign change of level, holes.
 * Windows are centred on where a fault begins and share a tenth of the rows, so that a sign ahead of it counts too.
 */
export function createTelemetry({ seed, count }: { seed: number; count: number }): LabelledSeries[] {
  return Object.entries(allFamilies).flatMap(([name, family]) =>
    Array.from({ length: name === "mixture" ? mixtureTimes * count : count }, (_unused, index) => {
      const random = forkRandom(seed, `${name}/${index}`);
      const draft = family.create(random);
      addBenign(random, draft);
      const faultsMax = pick(random, [0, 1, 1, 2, 2, 3, 4] as const);
      for (let attempt = 0; attempt < faultsMax; attempt += 1)
        addFault(random, draft, pick(random, family.faults));
      return labelled(`${name}-${seed}-${index}`, name, draft);
    }),
  );
}

const allFamilies: Readonly<Record<string, Family>> = {
  ...families,
  mixture: { create: createMixture, faults: mixtureFaults },
};
/** The widest family stands for many. */
const mixtureTimes = 10;

function addFault(random: Random, draft: Draft, fault: (draft: Draft, from: number) => number): void {
  const rows = draft.values.length;
  const first = Math.round(rows * (probationShare + 0.06));
  for (let trial = 0; trial < 20; trial += 1) {
    const from = Math.round(between(random, first, rows * 0.96));
    if (draft.faults.some((other) => Math.abs(other.from - from) < rows * 0.12)) continue;
    const before = draft.values.slice();
    const size = fault(draft, from);
    if (!isVisible(before, draft, from, size)) {
      draft.values.set(before);
      continue;
    }
    draft.faults.push({ from, to: from + size });
    return;
  }
}

/** A fault that changes next to nothing (a stopped value in a pause) would only be a wrong label. */
function isVisible(before: Float64Array, { values, scale }: Draft, from: number, size: number): boolean {
  let sum = 0;
  for (let row = from; row < from + size; row += 1)
    sum += Math.abs((values[row] as number) - (before[row] as number));
  return sum / Math.max(1, size) > 0.25 * scale;
}

/** What a person would not call wrong: an outlier or two, a small lasting change, a short hole. */
function addBenign(random: Random, { values, scale }: Draft): void {
  const outliers = random() < 0.5 ? Math.floor(random() * 4) : 0;
  for (let index = 0; index < outliers; index += 1) {
    const row = Math.floor(random() * values.length);
    values[row] = (values[row] as number) + scale * between(random, 1.5, 4);
  }
  if (random() < 0.25) {
    const from = Math.floor(values.length * between(random, 0.02, 0.9));
    const size = 0.5 * scale * normal(random);
    for (let row = from; row < values.length; row += 1) values[row] = (values[row] as number) + size;
  }
}

function labelled(name: string, family: string, draft: Draft): LabelledSeries {
  const rows = draft.values.length;
  const starts = draft.faults.map(({ from }) => from).sort((left, right) => left - right);
  const half = Math.round((rows * windowShare) / Math.max(1, starts.length) / 2);
  const windows: { from: number; to: number }[] = [];
  for (const start of starts) {
    const from = Math.max(Math.round(rows * probationShare), start - half);
    const to = Math.min(rows, start + half);
    const last = windows.at(-1);
    if (last && from <= last.to) last.to = to;
    else windows.push({ from, to });
  }
  return {
    name,
    family,
    at: draft.at,
    columns: [{ name: "value", values: draft.values }],
    windows,
    probationRows: Math.round(rows * probationShare),
  };
}
