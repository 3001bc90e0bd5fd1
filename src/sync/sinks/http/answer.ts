import type { Delivery, QueuedRecord } from "../../../domain/envelope.ts";
import {
  type AnswerContext,
  failedAnswer,
  interpretRefusal,
  loginPageFailure,
  plainWords,
} from "../../network/http-answer.ts";
import type { HttpAnswer } from "../../network/http-request.ts";
import type { SendResult, Settled } from "../../sink.ts";

/** What an HTTP answer says about a batch; see also {@link interpretRefusal}. */
export function interpretAnswer(
  answer: HttpAnswer,
  records: readonly QueuedRecord[],
  options: AnswerContext & { receipt: "status" | "listed" },
): SendResult {
  const isSuccess = answer.status >= 200 && answer.status < 300;
  return isSuccess ? interpretSuccess(answer, records, options) : interpretRefusal(answer, options);
}

function interpretSuccess(
  answer: HttpAnswer,
  records: readonly QueuedRecord[],
  { bytes, host, receipt }: { bytes: number; host: string; receipt: "status" | "listed" },
): SendResult {
  const loginPage = loginPageFailure(answer, host);
  if (loginPage) return loginPage;
  const unlisted = receipt === "listed" ? takenUnlisted(records, bytes, host) : takenWhole(records, bytes);
  const isJson = /\bjson\b/i.test(answer.headers["content-type"] ?? "");
  if (answer.text === undefined) {
    return isJson
      ? failedAnswer(`the answer of ${host} is too long to read`, { needsPerson: true })
      : unlisted;
  }
  const text = answer.text.trim();
  if (!text.startsWith("{")) return unlisted;
  const parsed = parseObject(text);
  if (!parsed) return failedAnswer(`the answer of ${host} cannot be read`, {});
  if (!Array.isArray(parsed.results)) return unlisted;
  return { status: "answered", deliveries: readResults(parsed.results, records), bytes };
}

function takenWhole(records: readonly QueuedRecord[], bytes: number): SendResult {
  const deliveries = records.map(({ id }): Settled => ({ id, delivery: { status: "delivered" } }));
  return { status: "answered", deliveries, bytes };
}

/** A success that lists no records, where only those that are listed count. */
function takenUnlisted(records: readonly QueuedRecord[], bytes: number, host: string): SendResult {
  const reason = `${host} answered with success and listed no records, and receipt is set to "listed"`;
  const deliveries = records.map(({ id }): Settled => ({ id, delivery: { status: "retryable", reason } }));
  const failure = { reason, isReached: true, needsPerson: true, mayBeTooLarge: false };
  return { status: "answered", deliveries, bytes, failure, withoutReceipt: records.length };
}

/**
 * `{"results":[{"id","status","reason"?,"afterMs"?}]}` with status `delivered`, `duplicate`, `rejected` or
 * `retryable`. A record that is not listed, or listed with another word, is not confirmed and goes again.
 */
function readResults(results: readonly unknown[], records: readonly QueuedRecord[]): Settled[] {
  const byId = new Map<string, Delivery>();
  for (const item of results) {
    if (typeof item !== "object" || item === null) continue;
    const { id, status, reason, afterMs } = item as Record<string, unknown>;
    if (typeof id === "string") byId.set(id, readDelivery(status, reason, afterMs));
  }
  return records.map(({ id }) => ({
    id,
    delivery: byId.get(id) ?? { status: "retryable", reason: "the answer did not mention this record" },
  }));
}

function readDelivery(status: unknown, reason: unknown, afterMs: unknown): Delivery {
  const why = typeof reason === "string" && reason !== "" ? plainWords(reason) : "no reason given";
  if (status === "delivered" || status === "duplicate") return { status: "delivered" };
  if (status === "rejected") return { status: "rejected", reason: why };
  const wait = typeof afterMs === "number" && afterMs >= 0 ? { afterMs } : {};
  if (status === "retryable") return { status: "retryable", reason: why, ...wait };
  return {
    status: "retryable",
    reason: `the answer gave it the unknown status ${plainWords(String(status))}`,
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
