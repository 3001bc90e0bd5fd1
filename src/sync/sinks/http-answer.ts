import type { Delivery, Envelope } from "../../domain/envelope.ts";
import type { SendFailure, SendResult, Settled } from "../sink.ts";
import type { HttpAnswer } from "./http-request.ts";
import { retryAfterMs } from "./retry-after.ts";

/** The longest part of the far side's words that is kept in a reason. */
const quoteLengthMax = 200;

/**
 * What an HTTP answer says about a batch. Only 400, 413 and 422 speak about the records; whatever else is not
 * a success speaks about the way there, and the records wait.
 */
export function interpretAnswer(
  answer: HttpAnswer,
  records: readonly Envelope[],
  options: { bytes: number; nowMs: number; host: string },
): SendResult {
  const { status } = answer;
  const { bytes, host } = options;
  if (status >= 200 && status < 300) return interpretSuccess(answer, records, options);
  const quote = quoteOf(answer);
  switch (status) {
    case 400:
    case 422:
      return { status: "refused", reason: `${host} answered ${status}${quote}`, bytes };
    case 413:
      return { status: "tooLarge", reason: `${host} answered 413, too large${quote}`, bytes };
    case 401:
    case 403:
    case 407:
      return failed(`${host} does not accept the credentials (${status}); set the token`, {
        needsPerson: true,
      });
    case 408:
    case 409:
    case 425:
    case 429:
      return failed(`${host} asks to wait (${status})`, { afterMs: waitMs(answer, options.nowMs) });
  }
  if (status >= 300 && status < 400) {
    return failed(
      `${host} redirects elsewhere (${status}); set the url to where it points, or log in to the network`,
      {
        needsPerson: true,
        isReached: false,
      },
    );
  }
  if (status >= 400 && status < 500) {
    return failed(`${host} answered ${status}${quote}; is the url right?`, { needsPerson: true });
  }
  return failed(`${host} answered ${status}${quote}`, {
    isReached: false,
    afterMs: waitMs(answer, options.nowMs),
    mayBeTooLarge: status === 504,
  });
}

function interpretSuccess(
  answer: HttpAnswer,
  records: readonly Envelope[],
  { bytes, host }: { bytes: number; host: string },
): SendResult {
  const type = answer.headers["content-type"] ?? "";
  // A hotel's or a phone's login page answers every POST with 200 and HTML: nothing was stored.
  if (/^text\/html\b/i.test(type)) {
    return failed(
      `a web page answers in place of ${host}; is the network behind a login, or the url wrong?`,
      {
        needsPerson: true,
        isReached: false,
      },
    );
  }
  const deliveredAll = records.map(({ id }): Settled => ({ id, delivery: { status: "delivered" } }));
  const isJson = /\bjson\b/i.test(type);
  if (answer.text === undefined) {
    return isJson
      ? failed(`the answer of ${host} is too long to read`, { needsPerson: true })
      : { status: "answered", deliveries: deliveredAll, bytes };
  }
  const text = answer.text.trim();
  if (!text.startsWith("{")) return { status: "answered", deliveries: deliveredAll, bytes };
  const parsed = parseObject(text);
  if (!parsed) return failed(`the answer of ${host} cannot be read`, {});
  if (!Array.isArray(parsed.results)) return { status: "answered", deliveries: deliveredAll, bytes };
  return { status: "answered", deliveries: readResults(parsed.results, records), bytes };
}

/**
 * `{"results":[{"id","status","reason"?,"afterMs"?}]}` with status `delivered`, `duplicate`, `rejected` or
 * `retryable`. A record that is not listed, or listed with another word, is not confirmed and goes again.
 */
function readResults(results: readonly unknown[], records: readonly Envelope[]): Settled[] {
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
  const why = typeof reason === "string" && reason !== "" ? plain(reason) : "no reason given";
  if (status === "delivered" || status === "duplicate") return { status: "delivered" };
  if (status === "rejected") return { status: "rejected", reason: why };
  const wait = typeof afterMs === "number" && afterMs >= 0 ? { afterMs } : {};
  if (status === "retryable") return { status: "retryable", reason: why, ...wait };
  return { status: "retryable", reason: `the answer gave it the unknown status ${plain(String(status))}` };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function failed(
  reason: string,
  about: {
    needsPerson?: boolean;
    isReached?: boolean;
    afterMs?: number | undefined;
    mayBeTooLarge?: boolean;
  },
): { status: "failed"; failure: SendFailure } {
  return {
    status: "failed",
    failure: {
      reason,
      isReached: about.isReached ?? true,
      needsPerson: about.needsPerson ?? false,
      mayBeTooLarge: about.mayBeTooLarge ?? false,
      afterMs: about.afterMs,
    },
  };
}

function waitMs(answer: HttpAnswer, nowMs: number): number | undefined {
  return retryAfterMs(answer.headers["retry-after"], { dateHeader: answer.headers.date, nowMs });
}

function quoteOf({ headers, text }: HttpAnswer): string {
  if (!text || /^text\/html\b/i.test(headers["content-type"] ?? "")) return "";
  return `: ${plain(text)}`;
}

/** The far side's words on one short line without control characters: they end up in logs and tables. */
function plain(text: string): string {
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
  return line.length > quoteLengthMax ? `${line.slice(0, quoteLengthMax)}…` : line;
}
