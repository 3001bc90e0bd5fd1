import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DetectorDefinition, Watch } from "../../src/anomaly/detectors/detector.ts";
import { detectors } from "../../src/anomaly/detectors/table.ts";
import type { SeriesKind } from "../../src/domain/sample.ts";
import { createNoise, makeSeries, makeWatch, startMs } from "../unit/anomaly/support.ts";

const guard = 7.25;

/** A watch whose memory has guard numbers on both sides of the detector's own slice. */
function guardedWatch(definition: DetectorDefinition): {
  watch: Watch;
  base: number;
  isIntact: () => boolean;
} {
  const kind = (["numeric", "binary", "enum"] as const).find((one) =>
    definition.appliesTo(one),
  ) as SeriesKind;
  const memory = new Float64Array(definition.fields + 8).fill(0);
  memory.fill(guard, 0, 4).fill(guard, definition.fields + 4);
  const made = makeWatch(definition, {
    series: makeSeries("contract/series", { kind, states: ["a", "b", "c"] }),
    rules: [
      { name: "low", series: "#", below: -5, hysteresis: 1, forMs: 1000, severity: "info" },
      { name: "high", series: "#", above: 5, hysteresis: 1, forMs: 0, severity: "critical" },
    ],
  });
  return {
    watch: { ...made, memory },
    base: 4,
    isIntact: () =>
      [...memory.slice(0, 4), ...memory.slice(definition.fields + 4)].every((one) => one === guard),
  };
}

function isScore(score: number): boolean {
  return score >= 0 && score <= 1;
}

const extreme = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e308, -1e308, Number.MIN_VALUE, -Number.MIN_VALUE, 1, 2, 3, 8, 1e15),
);
const step = fc.record({
  value: extreme,
  elapsedMs: fc.oneof(fc.constant(0), fc.integer({ min: -100_000, max: 10_000_000 }), fc.constant(1e12)),
  tick: fc.boolean(),
  restart: fc.nat(20),
});

describe.each(Object.entries(detectors) as [string, DetectorDefinition][])("detector %s", (_, definition) => {
  it("keeps its score in [0, 1] and its hands in its own memory, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const { watch, base, isIntact } = guardedWatch(definition);
        let at = startMs;
        for (const { value, elapsedMs, tick, restart } of steps) {
          at += elapsedMs;
          expect(definition.observe(watch, base, value, at, at)).toSatisfy(isScore);
          if (tick && definition.tick) expect(definition.tick(watch, base, at)).toSatisfy(isScore);
          if (definition.dueAt) expect(definition.dueAt(watch, base)).not.toBeNaN();
          if (restart === 0) definition.restart?.(watch, base, at);
          const finding = definition.describe(watch, base);
          for (const number of [finding.observed, finding.durationMs, finding.expected?.typical]) {
            expect(number ?? 0).toSatisfy(Number.isFinite);
          }
        }
        expect(isIntact()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same scores for the same samples", () => {
    const scores = [0, 1].map(() => {
      const { watch, base } = guardedWatch(definition);
      const noise = createNoise(11);
      return Array.from({ length: 3000 }, (_unused, index) => {
        const at = startMs + index * 1000;
        return definition.observe(watch, base, Math.round(noise() * 4), at, at);
      });
    });
    expect(scores[0]).toEqual(scores[1]);
  });

  it("keeps finite memory of a fixed size over a hundred thousand samples and stays quiet on steady noise", () => {
    const { watch, base, isIntact } = guardedWatch(definition);
    const size = watch.memory.length;
    const noise = createNoise(5);
    const isState = definition.appliesTo("binary");
    let alarms = 0;
    for (let index = 0; index < 100_000; index += 1) {
      const at = startMs + index * 1000;
      const value = isState ? Math.floor(index / 30) % 2 : noise();
      if (definition.observe(watch, base, value, at, at) >= 0.5) alarms += 1;
    }
    expect(watch.memory.length).toBe(size);
    expect([...watch.memory].filter((one) => Number.isNaN(one))).toEqual([]);
    expect(isIntact()).toBe(true);
    expect(alarms).toBeLessThanOrEqual(1);
  });

  it("says nothing before it has seen enough", () => {
    const { watch, base } = guardedWatch(definition);
    const scores = [0, 4, -3, 4].map((value, index) =>
      definition.observe(watch, base, value, startMs + index, startMs + index),
    );
    expect(Math.max(...scores)).toBeLessThan(0.5);
  });
});
