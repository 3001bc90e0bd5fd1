import { expect, test } from "vitest";
import type { Delivery, QueuedRecord } from "../../../../src/domain/envelope.ts";
import type { CallResult, StoreCall } from "../../../../src/store/engine/calls.ts";
import type { EngineReply, EngineRequest } from "../../../../src/store/engine/engine-host.ts";
import {
  packReply,
  packRequest,
  unpackReply,
  unpackRequest,
} from "../../../../src/store/engine/packed-messages.ts";
import { record } from "./engine-fixture.ts";

const time = { now: 5, monotonicMs: 3, isTrusted: true };

function cross(request: EngineRequest): EngineRequest {
  return unpackRequest(structuredClone(packRequest(request)));
}

function requestOf(...calls: StoreCall[]): EngineRequest {
  return { type: "calls", calls, time };
}

test("each append and import of a message gets its own records back", () => {
  const [a, b, c] = [record(), record({ class: "incident" }), record({ stream: "t" })];
  const request = requestOf(
    { method: "append", args: [[a, b]] },
    { method: "putState", args: ["key", "value"] },
    { method: "append", args: [[]] },
    { method: "import", args: [[c]] },
    { method: "import", args: [[a, c], { digest: "d", first: 7 }] },
  );
  expect(cross(request)).toStrictEqual(request);
});

test.each<[string, Delivery[]]>([
  ["all delivered", [{ status: "delivered" }, { status: "delivered" }]],
  ["of mixed outcome", [{ status: "delivered" }, { status: "rejected", reason: "no" }]],
  ["to be tried again", [{ status: "retryable", reason: "later", afterMs: 5 }]],
  ["empty", []],
])("settlements that are %s arrive as they were", (_, deliveries) => {
  const results = deliveries.map((delivery, index) => ({ id: `id ${index}`, delivery }));
  const request = requestOf({ method: "settle", args: ["cloud", results] });
  expect(cross(request)).toStrictEqual(request);
});

test("requests without records cross as they are", () => {
  const request: EngineRequest = { type: "tick", time, connectedSinks: ["cloud"] };
  expect(cross(request)).toStrictEqual(request);
});

test("claims, pages, errors and other results come back in the order of their calls", () => {
  const queued = (isHistorical: boolean): QueuedRecord => ({ ...record(), isHistorical });
  const calls: StoreCall[] = [
    { method: "claim", args: ["cloud", { countMax: 2, bytesMax: 9 }] },
    { method: "claim", args: ["other", { countMax: 2, bytesMax: 9 }] },
    { method: "read", args: [{ from: 0, countMax: 1, bytesMax: 1 }] },
    { method: "append", args: [[record()]] },
    { method: "claim", args: ["cloud", { countMax: 1, bytesMax: 9 }] },
  ];
  const results: CallResult[] = [
    { ok: true, value: [queued(false), queued(true)] },
    { ok: false, error: { code: "bug", message: "not registered" } },
    { ok: true, value: { records: [{ ...queued(true), correctedByMs: 7 }], next: 9 } },
    { ok: true, value: "disk" },
    { ok: true, value: [] },
  ];
  const reply: EngineReply = { type: "results", results, report: undefined, isOpen: true, isServing: true };
  expect(unpackReply(structuredClone(packReply(reply, calls)), calls)).toStrictEqual(reply);
});
