import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { encodeHttpBatch } from "../../../../../src/sync/sinks/http/batch.ts";
import { envelope, envelopes } from "../../../../support/envelopes.ts";

const plain = { node: "barn", compression: "none" } as const;

test("a batch is one JSON document with the bodies as JSON in it", async () => {
  const { id, body } = await encodeHttpBatch([envelope(1, { body: '{"a":[1,"é"]}' })], plain);
  expect(JSON.parse(body.toString())).toEqual({
    schema: "edgewise.batch.v1",
    node: "barn",
    batch: id,
    records: [
      {
        id: envelope(1).id,
        class: "incident",
        stream: "incident-1",
        at: "2026-01-05T12:00:01.000Z",
        clock: "synced",
        node: "barn",
        body: { a: [1, "é"] },
      },
    ],
  });
});

test("the same records give the same batch id, other records or another order another", async () => {
  const records = envelopes(3);
  const first = await encodeHttpBatch(records, plain);
  expect((await encodeHttpBatch(envelopes(3), { ...plain, compression: "gzip" })).id).toBe(first.id);
  expect((await encodeHttpBatch(records.slice(1), plain)).id).not.toBe(first.id);
  expect((await encodeHttpBatch(records.toReversed(), plain)).id).not.toBe(first.id);
  expect((await encodeHttpBatch(records, { ...plain, node: "other" })).id).not.toBe(first.id);
});

test("a small batch is not compressed, a large one is and comes out the same", async () => {
  const options = { node: "barn", compression: "gzip" } as const;
  expect((await encodeHttpBatch(envelopes(1), options)).encoding).toBeUndefined();
  const large = await encodeHttpBatch(envelopes(50), options);
  expect(large.encoding).toBe("gzip");
  const same = await encodeHttpBatch(envelopes(50), plain);
  expect(gunzipSync(large.body).equals(same.body)).toBe(true);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 9e15])(
  "a time of %d does not break the batch",
  async (at) => {
    const { body } = await encodeHttpBatch([envelope(1, { at })], plain);
    expect(JSON.parse(body.toString()).records[0].at).toBeNull();
  },
);

test("text that looks like JSON structure stays text in streams", async () => {
  const stream = '"},{"id":"forged\n\u2028';
  const { body } = await encodeHttpBatch([envelope(1, { stream })], plain);
  const { records } = JSON.parse(body.toString()) as { records: { stream: string }[] };
  expect(records).toHaveLength(1);
  expect(records[0]?.stream).toBe(stream);
});
