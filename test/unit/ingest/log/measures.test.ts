import { describe, expect, it } from "vitest";
import type { LogMeasure } from "../../../../src/domain/log-measure.ts";
import { createFixture } from "../fixture.ts";

const measure: LogMeasure = {
  topic: "site/gw/log",
  place: { device: "gw", area: "hall" },
  at: Date.UTC(2026, 0, 1),
  clock: "synced",
  field: "request_took",
  name: 'gw "request took"',
  unit: "ms",
  value: 12,
};

describe("a number told by a log line", () => {
  it("is a sample of a series of its own, like that of a sensor", () => {
    const { service, samples } = createFixture();
    service.onLogMeasure(measure);
    service.onLogMeasure({ ...measure, at: measure.at + 1000, value: 14 });
    expect(samples.map(({ series, at, value }) => [series.id, series.name, series.unit, at, value])).toEqual([
      ["site/gw/log:request_took", 'gw "request took"', "ms", measure.at, 12],
      ["site/gw/log:request_took", 'gw "request took"', "ms", measure.at + 1000, 14],
    ]);
    const series = service.directory.byId("site/gw/log:request_took");
    expect(series && service.directory.latest(series)).toEqual({ at: measure.at + 1000, value: 14 });
    expect(series?.place).toEqual({ device: "gw", area: "hall" });
  });

  it("is refused beyond the series allowed", () => {
    const { service, samples } = createFixture({ seriesCountMax: 1 });
    service.onLogMeasure(measure);
    service.onLogMeasure({ ...measure, field: "flush_took", name: 'gw "flush took"' });
    expect(samples).toHaveLength(1);
    expect(service.health().status).toBe("degraded");
  });
});
