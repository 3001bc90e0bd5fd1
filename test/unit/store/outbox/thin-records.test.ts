import { describe, expect, test } from "vitest";
import type { Envelope } from "../../../../src/domain/envelope.ts";
import type { ThinnedRollupBody } from "../../../../src/domain/rollup-body.ts";
import type { Sample, Series } from "../../../../src/domain/sample.ts";
import { thinRecords } from "../../../../src/store/outbox/thin-records.ts";
import { sampleRecord } from "../../../../src/sync/records/records.ts";

const start = Date.UTC(2026, 0, 5, 12);
let made = 0;

function series(id: string): Series {
  return {
    index: 0,
    id,
    topic: id,
    field: "",
    kind: "numeric",
    unit: "°C",
    name: id,
    place: { area: "yard" },
    labels: {},
    states: [],
  };
}

/** A sample as it is really queued. */
function sample(id: string, at: number, value: number, clock: Sample["clock"] = "synced"): Envelope {
  made += 1;
  return { id: `s${made}`, ...sampleRecord({ series: series(id), at, value, clock, isLate: false }) };
}

const bodyOf = ({ body }: Envelope) => JSON.parse(body) as ThinnedRollupBody;
const minute = (records: readonly Envelope[]) => thinRecords(records, { width: "minute", now: start });
const quarter = (records: readonly Envelope[]) => thinRecords(records, { width: "quarter", now: start });

describe("thinning of samples", () => {
  test("makes one aggregate of the samples of a minute, by series, with what is known of the series", () => {
    const records = [0, 10_000, 59_999, 60_000].flatMap((at) => [
      sample("a", start + at, at),
      sample("b", start + at, -at),
    ]);
    const thinned = minute(records);
    expect(thinned.map(({ stream, at }) => [stream, at - start])).toEqual([
      ["a", 0],
      ["b", 0],
      ["a", 60_000],
      ["b", 60_000],
    ]);
    expect(bodyOf(thinned[0] as Envelope)).toEqual({
      schema: "edgewise.rollup.v1",
      at: "2026-01-05T12:00:00.000Z",
      clock: "synced",
      series: { id: "a", name: "a", kind: "numeric", unit: "°C", place: { area: "yard" }, labels: {} },
      width: "minute",
      start: "2026-01-05T12:00:00.000Z",
      from: "2026-01-05T12:00:00.000Z",
      to: "2026-01-05T12:00:59.999Z",
      count: 3,
      min: 0,
      max: 59_999,
      mean: (10_000 + 59_999) / 3,
      last: 59_999,
      thinned: true,
    });
    expect(thinned.every(({ class: name, id }) => name === "sample" && id.length > 0)).toBe(true);
  });

  test("makes 15-minute aggregates of samples and of 1-minute ones alike, exact in count, bounds, mean and last", () => {
    const records = Array.from({ length: 900 }, (_, second) =>
      sample("a", start + second * 1000, Math.sin(second) * 10),
    );
    const [direct] = quarter(records).map(bodyOf);
    const [twice] = quarter(minute(records)).map(bodyOf);
    expect(direct).toMatchObject({ count: 900, width: "quarter", last: Math.sin(899) * 10 });
    expect(twice).toEqual({ ...direct, mean: expect.closeTo(direct?.mean as number, 10) });
  });

  test("leaves what is wider already, what is no sample, and what a clock made that cannot be trusted", () => {
    const wide = quarter([sample("a", start, 1), sample("a", start + 1, 2)]);
    const odd: Envelope[] = [
      {
        id: "g",
        class: "sample",
        stream: "gap",
        at: start,
        clock: "synced",
        body: '{"schema":"edgewise.gap.v1"}',
      },
      { id: "t", class: "sample", stream: "a", at: start, clock: "synced", body: "no JSON" },
      { id: "n", class: "sample", stream: "a", at: start, clock: "synced", body: "null" },
    ];
    const untrusted = [sample("a", start, 1, "unsynced"), sample("a", start + 1, 2, "unsynced")];
    const all = [...wide, ...odd, ...untrusted];
    expect(new Set(minute(all))).toEqual(new Set(all));
  });

  test("leaves a sample that is alone in its minute as it is", () => {
    const records = [sample("a", start, 1), sample("a", start + 60_000, 2)];
    expect(minute(records)).toEqual(records);
  });

  test("takes the value that was measured last, whatever order they came in", () => {
    expect(minute([sample("a", start + 2, 2), sample("a", start + 1, 1)]).map(bodyOf)).toMatchObject([
      { last: 2 },
    ]);
  });
});
