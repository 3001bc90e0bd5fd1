import fc from "fast-check";
import { expect, test } from "vitest";
import type { QueuedRecord } from "../../../../src/domain/envelope.ts";
import { recordClasses } from "../../../../src/domain/envelope.ts";
import { type DeliverOptions, deliver } from "../../../../src/sync/drain/deliver.ts";
import type { SendResult, Settled } from "../../../../src/sync/sink.ts";
import { envelope, envelopes } from "../../../support/envelopes.ts";

type Answer = (records: readonly QueuedRecord[], sendNumber: number) => SendResult;

const unreachable: SendResult = {
  status: "failed",
  failure: { reason: "no route", isReached: false, needsPerson: false, mayBeTooLarge: false },
};

function delivered(records: readonly QueuedRecord[]): SendResult {
  return {
    status: "answered",
    deliveries: records.map(({ id }) => ({ id, delivery: { status: "delivered" } })),
    bytes: records.length,
  };
}

/** Runs one batch against `answer` and keeps what was sent and settled. */
async function run(records: QueuedRecord[], answer: Answer, options: Partial<DeliverOptions> = {}) {
  const sent: QueuedRecord[][] = [];
  const settled: Settled[] = [];
  const report = await deliver({
    records,
    sink: {
      send: async (part) => {
        sent.push([...part]);
        return answer(part, sent.length);
      },
      close: async () => {},
    },
    classes: new Set(recordClasses),
    refusalsLeft: 10,
    settle: async (results) => {
      settled.push(...results);
    },
    onSend: () => {},
    isStopping: () => false,
    signal: new AbortController().signal,
    ...options,
  });
  const ids = (status: string) =>
    settled.filter(({ delivery }) => delivery.status === status).map(({ id }) => id);
  return { report, sent, settled, ids };
}

test("a batch that is taken whole is settled whole after one send", async () => {
  const records = envelopes(5);
  const { sent, ids } = await run(records, delivered);
  expect(sent).toHaveLength(1);
  expect(ids("delivered")).toEqual(records.map(({ id }) => id));
});

test("the one bad record of a refused batch is found and rejected, and every other one arrives in order", async () => {
  const records = envelopes(100);
  const bad = records[63]?.id;
  const arrived: string[] = [];
  const { report, ids } = await run(records, (part) => {
    if (part.some(({ id }) => id === bad)) return { status: "refused", reason: "400: bad", bytes: 1 };
    arrived.push(...part.map(({ id }) => id));
    return delivered(part);
  });
  expect(ids("rejected")).toEqual([bad]);
  expect(arrived).toEqual(records.map(({ id }) => id).filter((id) => id !== bad));
  expect(report.sends).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(100)));
  expect(report.rejected[0]?.reason).toBe("400: bad");
});

test("a far side that refuses every record is held to be at fault, and no record becomes a dead letter", async () => {
  const records = envelopes(100);
  const { report, ids } = await run(records, () => ({ status: "refused", reason: "400: html", bytes: 1 }));
  expect(ids("rejected")).toEqual([]);
  expect(ids("retryable")).toHaveLength(100);
  expect(report.failure).toMatchObject({ needsPerson: true, isReached: true });
  expect(report.failure?.reason).toContain("every record is refused");
  expect(report.sends).toBeLessThan(50);
});

test("one accepted record at the end proves that the refused ones before it are bad", async () => {
  const records = envelopes(40, 40);
  const last = records.at(-1)?.id;
  const { ids, report } = await run(
    records,
    (part) =>
      part.length === 1 && part[0]?.id === last
        ? delivered(part)
        : { status: "refused", reason: "422", bytes: 1 },
    { refusalsLeft: 40 },
  );
  expect(ids("delivered")).toEqual([last]);
  expect(ids("rejected")).toHaveLength(39);
  expect(report.refusedInRow).toBe(0);
});

test("with no refusals left a bad record at the head does not hide the good ones behind it", async () => {
  const records = envelopes(8, 8);
  const bad = records[0]?.id;
  const { ids } = await run(
    records,
    (part) =>
      part.some(({ id }) => id === bad) ? { status: "refused", reason: "400", bytes: 1 } : delivered(part),
    { refusalsLeft: 0 },
  );
  expect(ids("rejected")).toEqual([bad]);
  expect(ids("delivered")).toHaveLength(7);
});

test("a batch that is too large goes in halves, in order", async () => {
  const records = envelopes(10);
  const { sent, report, ids } = await run(records, (part) =>
    part.length > 3 ? { status: "tooLarge", reason: "413", bytes: 0 } : delivered(part),
  );
  expect(ids("delivered")).toEqual(records.map(({ id }) => id));
  expect(report.wasTooLarge).toBe(true);
  expect(sent.filter((part) => part.length <= 3).flat()).toEqual(records);
});

test("a record that is too large by itself goes to the dead letters", async () => {
  const records = [envelope(1), envelope(2, { body: JSON.stringify("x".repeat(5_000)) }), envelope(3)];
  const { ids } = await run(records, (part) =>
    part.some(({ body }) => body.length > 1_000)
      ? { status: "tooLarge", reason: "413", bytes: 0 }
      : delivered(part),
  );
  expect(ids("rejected")).toEqual([records[1]?.id]);
  expect(ids("delivered")).toEqual([records[0]?.id, records[2]?.id]);
});

test("nothing is sent after a failure, and what was confirmed before it stays confirmed", async () => {
  const records = envelopes(8);
  const { sent, ids, report } = await run(records, (part, sendNumber) => {
    if (sendNumber === 1) return { status: "tooLarge", reason: "413", bytes: 0 };
    return sendNumber === 2 ? delivered(part) : unreachable;
  });
  expect(sent).toHaveLength(3);
  expect(ids("delivered")).toHaveLength(4);
  expect(ids("retryable")).toHaveLength(4);
  expect(report.failure?.reason).toBe("no route");
});

test("a stream is not sent past a record of it that has to go again", async () => {
  const records = envelopes(6, 2);
  const [first] = records;
  let isFirst = true;
  const { sent, ids } = await run(records, (part) => {
    if (part.length === 6) return { status: "tooLarge", reason: "413", bytes: 0 };
    if (!isFirst) return delivered(part);
    isFirst = false;
    return {
      status: "answered",
      bytes: 1,
      deliveries: part.map(({ id }) => ({
        id,
        delivery:
          id === first?.id ? { status: "retryable", reason: "busy", afterMs: 500 } : { status: "delivered" },
      })),
    };
  });
  expect(sent[2]?.every(({ stream }) => stream === "stream-1")).toBe(true);
  expect(ids("retryable")).toContain(first?.id);
});

test("a record of a class the sink may not have is passed over without being sent", async () => {
  const records = [envelope(1, { class: "sample" }), envelope(2)];
  const { sent, report } = await run(records, delivered, { classes: new Set(["incident"]) });
  expect(sent.flat().map(({ id }) => id)).toEqual([records[1]?.id]);
  expect(report.passedOver).toBe(1);
  expect(report.delivered).toHaveLength(1);
});

test("a batch of nothing but other classes is not sent at all", async () => {
  const { sent, settled } = await run([envelope(1, { class: "log" })], delivered, {
    classes: new Set(["incident"]),
  });
  expect(sent).toEqual([]);
  expect(settled).toHaveLength(1);
});

test.each(["", "{", '{"a":1},{"b":2}', "undefined"])(
  "a body that is not JSON (%j) is a dead letter and cannot break the batch",
  async (body) => {
    const { sent, ids } = await run([envelope(1, { body }), envelope(2)], delivered);
    expect(ids("rejected")).toEqual([envelope(1).id]);
    expect(sent.flat()).toHaveLength(1);
  },
);

test("a sink that forgets a record in its answer does not make it count as delivered", async () => {
  const records = envelopes(3);
  const { ids } = await run(records, (part) => delivered(part.slice(1)));
  expect(ids("retryable")).toEqual([records[0]?.id]);
});

test("a stop between two parts leaves the rest for later", async () => {
  const records = envelopes(8);
  let sends = 0;
  const { ids } = await run(
    records,
    (part) => {
      sends += 1;
      return sends === 1 ? { status: "tooLarge", reason: "413", bytes: 0 } : delivered(part);
    },
    { isStopping: () => sends >= 2 },
  );
  expect(ids("delivered")).toHaveLength(4);
  expect(ids("retryable")).toHaveLength(4);
});

test("whatever the far side answers, every record is settled once and no stream is overtaken", async () => {
  const verdict = fc.constantFrom("whole", "refused", "tooLarge", "failed", "partial");
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(verdict, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 0, max: 12 }),
      async (count, streams, verdicts, refusalsLeft) => {
        const records = envelopes(count, streams);
        const { settled, ids } = await run(
          records,
          (part, sendNumber) => {
            switch (verdicts[(sendNumber - 1) % verdicts.length]) {
              case "refused":
                return { status: "refused", reason: "400", bytes: 1 };
              case "tooLarge":
                return { status: "tooLarge", reason: "413", bytes: 1 };
              case "failed":
                return unreachable;
              case "partial": {
                const half = part.slice(0, Math.ceil(part.length / 2));
                return delivered(half);
              }
              default:
                return delivered(part);
            }
          },
          { refusalsLeft },
        );
        expect(settled.map(({ id }) => id).sort()).toEqual(records.map(({ id }) => id).sort());
        const isRetried = new Set(ids("retryable"));
        const arrived = ids("delivered");
        for (let stream = 0; stream < streams; stream += 1) {
          const inStream = records.filter((record) => record.stream === `stream-${stream}`);
          const firstRetried = inStream.findIndex(({ id }) => isRetried.has(id));
          const overtaking = firstRetried < 0 ? [] : inStream.slice(firstRetried);
          expect(overtaking.filter(({ id }) => arrived.includes(id))).toEqual([]);
        }
      },
    ),
    {
      numRuns: 300,
      // One stream, of which a later part was taken after an earlier one had been given up for this batch.
      examples: [
        [
          17,
          1,
          [
            "tooLarge",
            "tooLarge",
            "refused",
            "tooLarge",
            "refused",
            "tooLarge",
            "refused",
            "tooLarge",
            "refused",
            "whole",
          ],
          0,
        ],
      ],
    },
  );
});

test("a far side that rejects every record by name is held to be at fault, too", async () => {
  const reject = (part: readonly QueuedRecord[], isCertain?: true): SendResult => ({
    status: "answered",
    deliveries: part.map(({ id }) => ({
      id,
      delivery: { status: "rejected", reason: "column limit reached" },
      ...(isCertain ? { isCertain } : {}),
    })),
    bytes: 1,
  });
  const { report, ids } = await run(envelopes(50), (part) => reject(part));
  expect(ids("retryable")).toHaveLength(50);
  expect(report.failure).toMatchObject({ needsPerson: true });
  expect((await run(envelopes(5), (part) => reject(part))).ids("rejected")).toHaveLength(5);
  // What can be no record of this sink at all says nothing of the far side.
  expect((await run(envelopes(50), (part) => reject(part, true))).ids("rejected")).toHaveLength(50);
});

test("answers that take nothing are a failure with their first reason", async () => {
  const { report } = await run(envelopes(3), (part) => ({
    status: "answered",
    deliveries: part.map(({ id }) => ({
      id,
      delivery: { status: "retryable", reason: "not in the receipt" },
    })),
    bytes: 1,
  }));
  expect(report.failure).toMatchObject({ reason: "not in the receipt", isReached: true, needsPerson: false });
});
