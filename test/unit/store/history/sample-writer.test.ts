import { describe, expect, test } from "vitest";
import type { Series } from "../../../../src/domain/sample.ts";
import type { SeriesDescription } from "../../../../src/store/engine/calls.ts";
import { createSampleWriter, samplesPerBuffer } from "../../../../src/store/history/sample-writer.ts";

function createWriter(queueCountMax = 3 * samplesPerBuffer) {
  const sent: { buffer: Float64Array<ArrayBuffer>; length: number }[] = [];
  const described: SeriesDescription[] = [];
  const dropped: Record<string, number> = {};
  const writer = createSampleWriter({
    queueCountMax,
    sendSeries: (series) => described.push(...series),
    sendSamples: (buffer, length) => sent.push({ buffer, length }),
    onDropped: (reason, count) => {
      dropped[reason] = (dropped[reason] ?? 0) + count;
    },
  });
  const feed = (index: number, value: number) => {
    const id = `s${index}`;
    const kind = index === 5 ? "enum" : "numeric";
    const series: Series = {
      index,
      id,
      topic: id,
      field: "",
      kind,
      unit: undefined,
      name: id,
      place: {},
      labels: {},
      states: [],
    };
    writer.onSample({ series, at: 1000, value, clock: "synced", isLate: false });
  };
  writer.open();
  return { writer, sent, described, dropped, feed };
}

describe("the sample writer", () => {
  test("sends full buffers by itself and the rest on flush, with each series described once before", () => {
    const { writer, sent, described, feed } = createWriter();
    for (let index = 0; index < samplesPerBuffer + 1; index += 1) feed(index % 2 === 0 ? 5 : 2000, index);
    expect(sent.length).toBe(1);
    writer.flush();
    expect(sent.map(({ length }) => length / 3)).toEqual([samplesPerBuffer, 1]);
    expect([...(sent[1]?.buffer.subarray(0, 3) ?? [])]).toEqual([5, 1000, samplesPerBuffer]);
    expect(described).toEqual([
      { slot: 5, id: "s5", isState: true },
      { slot: 2000, id: "s2000", isState: false },
    ]);
    writer.flush();
    expect(sent.length).toBe(2);
  });

  test("leaves the newest samples out, counted, while the engine has as many as it may, and goes on after", () => {
    const { writer, sent, dropped, feed } = createWriter();
    for (let index = 0; index < 5 * samplesPerBuffer; index += 1) feed(0, index);
    expect(sent.length).toBe(3);
    writer.flush();
    expect(dropped.queueFull).toBe(samplesPerBuffer);
    const first = sent[0] as (typeof sent)[number];
    writer.recycle(first.buffer, first.length);
    feed(0, -1);
    expect(sent.length).toBe(4);
    writer.flush();
    expect(dropped.queueFull).toBe(samplesPerBuffer);
  });

  test("describes all series again to a new engine, and counts what went with the old one", () => {
    const { writer, sent, described, dropped, feed } = createWriter();
    feed(1, 1);
    writer.flush();
    writer.forgetEngine();
    expect(dropped).toEqual({ crash: 1 });
    feed(2, 2);
    writer.flush();
    expect(dropped).toEqual({ crash: 1, unavailable: 1 });
    writer.open();
    feed(2, 3);
    writer.flush();
    expect(sent.length).toBe(2);
    expect(described.map(({ id }) => id)).toEqual(["s1", "s1", "s2"]);
  });
});
