import { gunzipSync } from "node:zlib";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import type { Series } from "../../../../../src/domain/sample.ts";
import { sampleRecord } from "../../../../../src/sync/records/records.ts";
import { encodeParquet } from "../../../../../src/sync/sinks/objects/parquet.ts";
import { envelope, envelopes } from "../../../../support/envelopes.ts";

const compressors = { GZIP: (bytes: Uint8Array) => new Uint8Array(gunzipSync(bytes)) };

async function readBack(file: Buffer): Promise<Record<string, unknown>[]> {
  const bytes = new Uint8Array(file);
  return (await parquetReadObjects({ file: bytes.buffer, compressors })) as Record<string, unknown>[];
}

const door: Series = {
  index: 0,
  id: "barn/door",
  topic: "barn/door",
  field: "",
  kind: "binary",
  unit: undefined,
  name: "barn door",
  place: {},
  labels: {},
  states: ["closed", "open"],
};

test.each(["none", "gzip"] as const)(
  "records come back as they were, compressed by %s",
  async (compression) => {
    const records = envelopes(2_500, 3, { body: '{"text":"Küche, 温度 \\"hot\\""}' });
    const rows = await readBack(await encodeParquet(records, { node: "board-1", compression }));
    expect(rows).toHaveLength(2_500);
    expect(rows[2_499]).toEqual({
      id: records[2_499]?.id,
      class: "incident",
      stream: "stream-0",
      node: "board-1",
      at: new Date(records[2_499]?.at ?? 0),
      clock: "synced",
      historical: false,
      correctedByMs: null,
      series: null,
      value: null,
      state: null,
      body: records[2_499]?.body,
    });
  },
);

test("a sample has its series, value and state in columns of their own", async () => {
  const record = {
    ...envelope(1),
    ...sampleRecord({ series: door, at: 1_000, value: 1, clock: "unsynced", isLate: false }),
  };
  const corrected = { ...record, isHistorical: true, correctedByMs: 5_000 };
  const [row] = await readBack(await encodeParquet([corrected], { node: "n", compression: "gzip" }));
  expect(row).toMatchObject({
    series: "barn/door",
    value: 1,
    state: "open",
    historical: true,
    correctedByMs: 5_000,
    clock: "unsynced",
  });
});

test("a time that is none is null, and a sample without a value keeps its body", async () => {
  const record = envelope(1, { class: "sample", at: Number.NaN, body: '{"value":"high"}' });
  const [row] = await readBack(await encodeParquet([record], { node: "n", compression: "none" }));
  expect(row).toMatchObject({ at: null, value: null, series: null, body: '{"value":"high"}' });
});

test("the columns are the same for every class", async () => {
  const columnsOf = async (record: Parameters<typeof encodeParquet>[0][number]) => {
    const file = new Uint8Array(await encodeParquet([record], { node: "n", compression: "none" }));
    return parquetMetadata(file.buffer).schema.map(({ name, type }) => `${name} ${type}`);
  };
  const sample = {
    ...envelope(1),
    ...sampleRecord({ series: door, at: 1, value: 1, clock: "synced", isLate: false }),
  };
  expect(await columnsOf(sample)).toEqual(await columnsOf(envelope(2)));
});
