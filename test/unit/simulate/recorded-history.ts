import type { History } from "../../../src/domain/ports.ts";
import { rollupWidthsMs } from "../../../src/domain/rollup.ts";
import type { Sample } from "../../../src/domain/sample.ts";

/** A history made of samples that were kept, for questions about it. */
export function recordedHistory(samples: readonly Sample[]): History {
  const of = (id: string) => samples.filter(({ series }) => series.id === id);
  return {
    async rollups(id, width, from, to) {
      const widthMs = rollupWidthsMs[width];
      const groups = new Map<number, number[]>();
      for (const { at, value } of of(id)) {
        const start = Math.floor(at / widthMs) * widthMs;
        if (start >= from && start < to) groups.set(start, [...(groups.get(start) ?? []), value]);
      }
      return [...groups].map(([start, values]) => ({
        start,
        count: values.length,
        min: Math.min(...values),
        max: Math.max(...values),
        mean: values.reduce((sum, value) => sum + value, 0) / values.length,
        last: values.at(-1) ?? 0,
        p05: undefined,
        p50: undefined,
        p95: undefined,
      }));
    },
    async stateChanges(id, from, to) {
      const changes = of(id).filter(({ value }, index, all) => value !== all[index - 1]?.value);
      const before = changes.filter(({ at }) => at < from).slice(-1);
      return [...before, ...changes.filter(({ at }) => at >= from && at < to)];
    },
  };
}
