import fc from "fast-check";
import { expect, test } from "vitest";
import { type Envelope, type QueuedRecord, recordClasses } from "../../../../src/domain/envelope.ts";
import { packRecords, unpackRecords } from "../../../../src/store/engine/packed-records.ts";

const text = fc.string({ unit: fc.constantFrom("a", "°", "字", "😀", "\u0000", "\ud800"), maxLength: 20 });
const envelope: fc.Arbitrary<Envelope> = fc.record(
  {
    id: text,
    class: fc.constantFrom(...recordClasses),
    stream: text,
    at: fc.double({ noNaN: true }),
    clock: fc.constantFrom("synced" as const, "unsynced" as const),
    monotonicMs: fc.double({ noNaN: true }),
    body: text,
  },
  { requiredKeys: ["id", "class", "stream", "at", "clock", "body"], noNullPrototype: true },
);
const queued: fc.Arbitrary<QueuedRecord> = fc
  .tuple(envelope, fc.boolean(), fc.option(fc.integer(), { nil: undefined }))
  .map(([record, isHistorical, correctedByMs]) =>
    correctedByMs === undefined ? { ...record, isHistorical } : { ...record, isHistorical, correctedByMs },
  );

test("gives records back exactly as they were packed, after a copy to another thread", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(envelope, queued), { maxLength: 30 }), (records) => {
      expect(unpackRecords(structuredClone(packRecords(records)))).toStrictEqual(records);
    }),
  );
});

test("names a stream once, however many of its records are packed", () => {
  const record: Envelope = { id: "1", class: "log", stream: "s", at: 0, clock: "synced", body: "{}" };
  expect(packRecords([record, record, { ...record, stream: "t" }]).streams).toEqual(["s", "t"]);
});
