import type { SendFailure, SendResult } from "../sink.ts";
import type { HttpAnswer } from "./http-request.ts";
import { retryAfterMs } from "./retry-after.ts";

/** The longest part of the far side's words that is kept in a reason. */
const quoteLengthMax = 200;

export interface AnswerContext {
  /** What was sent, in bytes. */
  bytes: number;
  nowMs: number;
  host: string;
}

/**
 * What an HTTP answer that is no success says about a batch. Only 400, 413 and 422 speak about the records;
 * whatever else speaks about the way there, and the records wait.
 */
export function interpretRefusal(answer: HttpAnswer, context: AnswerContext): SendResult {
  const result = refusalOf(answer, context);
  return result.status === "failed" ? { ...result, bytes: context.bytes } : result;
}

function refusalOf(answer: HttpAnswer, { bytes, nowMs, host }: AnswerContext): SendResult {
  const { status } = answer;
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
      return failedAnswer(`${host} does not accept the credentials (${status}${quote}); set them right`, {
        needsPerson: true,
      });
    case 408:
    case 409:
    case 425:
    case 429:
      return failedAnswer(`${host} asks to wait (${status})`, { afterMs: waitMs(answer, nowMs) });
  }
  if (status >= 300 && status < 400) {
    return failedAnswer(
      `${host} redirects elsewhere (${status}); set the url to where it points, or log in to the network`,
      { needsPerson: true, isReached: false },
    );
  }
  if (status >= 400 && status < 500) {
    return failedAnswer(`${host} answered ${status}${quote}; is the url right?`, { needsPerson: true });
  }
  return failedAnswer(`${host} answered ${status}${quote}`, {
    isReached: false,
    afterMs: waitMs(answer, nowMs),
    mayBeTooLarge: status === 504,
  });
}

/** A hotel's or a phone's login page answers every POST with 200 and HTML: nothing was stored. */
export function loginPageFailure(answer: HttpAnswer, host: string): SendResult | undefined {
  if (!/^text\/html\b/i.test(answer.headers["content-type"] ?? "")) return undefined;
  return failedAnswer(
    `a web page answers in place of ${host}; is the network behind a login, or the url wrong?`,
    { needsPerson: true, isReached: false },
  );
}

export function failedAnswer(
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

/** The far side's words on one short line without control characters: they end up in logs and tables. */
export function plainWords(text: string): string {
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
  return line.length > quoteLengthMax ? `${line.slice(0, quoteLengthMax)}…` : line;
}

function waitMs(answer: HttpAnswer, nowMs: number): number | undefined {
  return retryAfterMs(answer.headers["retry-after"], { dateHeader: answer.headers.date, nowMs });
}

function quoteOf({ headers, text }: HttpAnswer): string {
  if (!text || /^text\/html\b/i.test(headers["content-type"] ?? "")) return "";
  return `: ${plainWords(text)}`;
}
