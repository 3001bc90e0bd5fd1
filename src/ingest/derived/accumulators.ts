import type { Step } from "./step.ts";

const hourMs = 3_600_000;
const perMs = { s: 1_000, min: 60_000, h: hourMs, d: 24 * hourMs } as const;

/** Who remembers a running total: takes what it grew by and answers what it is. */
export interface TotalKeeper {
  add(growth: number): number;
}

/**
 * The running integral over time in hours: kW in, kWh out. A power holds until the next is heard, as meters that
 * report on change mean it; one that is not followed within `ageMaxMs` counts for nothing after it, since nobody
 * knows what was.
 */
export function createTotal(keeper: TotalKeeper, ageMaxMs: number): Step {
  let lastAt = Number.NaN;
  let last = 0;
  return ([value = 0], at) => {
    const elapsedMs = at - lastAt;
    const growth = elapsedMs > 0 && elapsedMs <= ageMaxMs ? (last * elapsedMs) / hourMs : 0;
    lastAt = at;
    last = value;
    return keeper.add(growth);
  };
}

/**
 * Growth per time unit, over at least `spanMs`. A counter that has become less was reset or replaced: what it grew
 * meanwhile cannot be told, so that step gives no rate and the count begins anew. So does one after a silence of
 * `ageMaxMs`, which may hide a reset.
 */
export function createRate(options: { spanMs: number; ageMaxMs: number; per: keyof typeof perMs }): Step {
  const { spanMs, ageMaxMs } = options;
  const unitMs = perMs[options.per];
  let fromAt = Number.NaN;
  let from = 0;
  let last = 0;
  let lastAt = Number.NaN;
  const begin = (value: number, at: number): void => {
    fromAt = at;
    from = value;
  };
  return ([value = 0], at) => {
    const isFirst = Number.isNaN(fromAt);
    const isReset = value < last;
    const isGap = at - lastAt > ageMaxMs;
    last = value;
    const wasAt = lastAt;
    lastAt = at;
    if (isFirst || isReset || isGap || at < wasAt) {
      begin(value, at);
      return isFirst || at < wasAt ? undefined : isReset ? "counterReset" : "gap";
    }
    const elapsedMs = at - fromAt;
    if (elapsedMs < spanMs || elapsedMs === 0) return undefined;
    const rate = ((value - from) * unitMs) / elapsedMs;
    begin(value, at);
    return rate;
  };
}
