import { expect, test } from "vitest";
import type { SendResult } from "../../../../../src/sync/sink.ts";
import {
  confirmByReceipt,
  receiptChecksum,
  receiptUrlOf,
} from "../../../../../src/sync/sinks/http/receipt.ts";

const accepted: Extract<SendResult, { status: "answered" }> = {
  status: "answered",
  bytes: 10,
  deliveries: [
    { id: "a", delivery: { status: "delivered" } },
    { id: "b", delivery: { status: "rejected", reason: "poison" } },
    { id: "c", delivery: { status: "delivered" } },
  ],
};
const about = { batchId: "b1", host: "cloud.example", nowMs: 0 };

function confirm(status: number, body: unknown, headers = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const result = confirmByReceipt(accepted, { status, headers, text }, about);
  if (result.status !== "answered")
    throw new Error("a receipt changed what was answered into something else");
  return { ...result, statuses: result.deliveries.map(({ delivery }) => delivery.status) };
}

test("the checksum of what was accepted confirms all of it", () => {
  const result = confirm(200, { batch: "b1", checksum: receiptChecksum(["a", "c"]) });
  expect(result).toMatchObject({ statuses: ["delivered", "rejected", "delivered"], withoutReceipt: 0 });
});

test("the checksum is SHA-256 of the ids with line feeds between", () => {
  // The same as sha256sum gives.
  expect(receiptChecksum(["a", "c"])).toBe(
    "9e58d7137c654f526a7a7c9cbab79c2e859b4dfbb579d1d6dd3aa4113a8a909b",
  );
});

test("what was accepted and is not in the list goes again and is counted", () => {
  expect(confirm(200, { batch: "b1", stored: ["c", 7] })).toMatchObject({
    statuses: ["retryable", "rejected", "delivered"],
    withoutReceipt: 1,
  });
});

test.each([
  ["that is of nothing known", 404, ""],
  ["with another checksum", 200, { batch: "b1", checksum: "00" }],
  ["with an empty list", 200, { batch: "b1", stored: [] }],
])("a receipt %s confirms nothing", (_name, status, body) => {
  const result = confirm(status, body);
  expect(result).toMatchObject({ statuses: ["retryable", "rejected", "retryable"], withoutReceipt: 2 });
  expect(result.failure).toBeUndefined();
});

test.each([
  ["that asks to wait", 429, "", { needsPerson: false, isReached: true }],
  ["of a broken far side", 503, "", { needsPerson: false, isReached: false }],
  ["that needs other credentials", 401, "", { needsPerson: true }],
  ["that is refused", 400, "", { needsPerson: true }],
  ["of another batch", 200, { batch: "b2", stored: ["a", "c"] }, { needsPerson: false }],
  ["without a list", 200, { batch: "b1" }, { needsPerson: false }],
  ["that breaks off", 200, '{"batch":"b1","sto', { needsPerson: false }],
])("a receipt %s calls nobody a liar, and all is sent again", (_name, status, body, failure) => {
  const result = confirm(status, body);
  expect(result).toMatchObject({ statuses: ["retryable", "rejected", "retryable"], failure });
  expect(result.withoutReceipt).toBeUndefined();
});

test("a login page is no receipt", () => {
  const result = confirm(200, "<p>Log in", { "content-type": "text/html" });
  expect(result).toMatchObject({
    statuses: ["retryable", "rejected", "retryable"],
    failure: { isReached: false },
  });
});

test("the batch is added to what the url asks for already", () => {
  const url = receiptUrlOf("https://cloud.example/receipts?tenant=7", "b 1");
  expect(url.href).toBe("https://cloud.example/receipts?tenant=7&batch=b+1");
});
