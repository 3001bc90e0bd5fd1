import {
  type AnswerContext,
  interpretRefusal,
  loginPageFailure,
  plainWords,
} from "../../network/http-answer.ts";
import type { HttpAnswer } from "../../network/http-request.ts";
import type { SendResult, Settled } from "../../sink.ts";

/** One record and the line it became. */
export interface WrittenLine {
  id: string;
  line: string;
  /** Its time will not be put right any more. */
  isDated: boolean;
}

/**
 * What InfluxDB's answer says about each line. Where it names the bad ones, those are rejected and the others are in.
 * Where it only counts them the batch is refused, so that halves of it find them: what is written twice replaces
 * itself.
 */
export function interpretWrite(
  answer: HttpAnswer,
  lines: readonly WrittenLine[],
  context: AnswerContext,
): SendResult {
  if (answer.status >= 200 && answer.status < 300) {
    return loginPageFailure(answer, context.host) ?? answered(lines, new Map(), context.bytes);
  }
  if (answer.status !== 400 && answer.status !== 422) return interpretRefusal(answer, context);
  const { error, data } = readError(answer.text);
  if (areAllBeyondRetention(error, lines)) return beyondRetention(lines, context.bytes);
  const rejected = numberedLines(error, data, lines) ?? quotedLines(error, lines);
  return rejected ? answered(lines, rejected, context.bytes) : interpretRefusal(answer, context);
}

function answered(
  lines: readonly WrittenLine[],
  reasons: ReadonlyMap<string, string>,
  bytes: number,
): SendResult {
  const deliveries = lines.map(({ id }): Settled => {
    const reason = reasons.get(id);
    return { id, delivery: reason === undefined ? { status: "delivered" } : { status: "rejected", reason } };
  });
  return { status: "answered", deliveries, bytes };
}

/** Version 1: `{"error":…}`, version 2: `{"code","message"}`, version 3: `{"error","data"}`. */
function readError(text: string | undefined): { error: string; data: unknown } {
  try {
    const value = JSON.parse(text ?? "") as Record<string, unknown> | null;
    const error = value?.error ?? value?.message;
    return { error: typeof error === "string" ? error : "", data: value?.data };
  } catch {
    return { error: "", data: undefined };
  }
}

/**
 * Version 3 with `accept_partial=true`: `{"error":"partial write of line protocol occurred","data":[{"original_line",
 * "line_number","error_message"}]}`, lines counted from 1
 * (docs.influxdata.com/influxdb3/core/write-data/http-api/v3-write-lp).
 */
function numberedLines(
  error: string,
  data: unknown,
  lines: readonly WrittenLine[],
): Map<string, string> | undefined {
  if (!/partial write/i.test(error) || !Array.isArray(data) || data.length === 0) return undefined;
  const reasons = new Map<string, string>();
  for (const item of data as unknown[]) {
    const { line_number, error_message } = (item ?? {}) as Record<string, unknown>;
    const line = typeof line_number === "number" ? lines[line_number - 1] : undefined;
    if (!line) return undefined;
    reasons.set(line.id, plainWords(typeof error_message === "string" ? error_message : error));
  }
  return reasons;
}

/** Version 1 writes what it can read: `partial write: unable to parse '<line>': <why>\nunable to … dropped=0`. */
function quotedLines(error: string, lines: readonly WrittenLine[]): Map<string, string> | undefined {
  if (!error.startsWith("partial write: unable to parse '") || !error.endsWith(" dropped=0"))
    return undefined;
  const reasons = new Map<string, string>();
  for (const { id, line } of lines) {
    const quote = `unable to parse '${line}': `;
    const start = error.indexOf(quote);
    if (start < 0) continue;
    const [why] = error.slice(start + quote.length).split("\n");
    reasons.set(id, `InfluxDB cannot read its line: ${plainWords(why?.replace(/ dropped=0$/, "") ?? "")}`);
  }
  const problems = error.split("unable to parse '").length - 1;
  return reasons.size === problems ? reasons : undefined;
}

/** Versions 1 and 2: `partial write: points beyond retention policy dropped=<n>`, when these are all of the lines. */
function areAllBeyondRetention(error: string, lines: readonly WrittenLine[]): boolean {
  const dropped = /points beyond retention policy dropped=(\d+)/.exec(error)?.[1];
  return Number(dropped) === lines.length;
}

/**
 * They are gone for good: months of old records must not look like a server that refuses everything. Those that only
 * seem old, since this device does not know the time yet, wait until it does.
 */
function beyondRetention(lines: readonly WrittenLine[], bytes: number): SendResult {
  const deliveries = lines.map(({ id, isDated }): Settled => {
    if (isDated) {
      const reason = "it is older than the retention policy keeps";
      return { id, delivery: { status: "rejected", reason }, isCertain: true };
    }
    const reason =
      "it looks older than the retention policy keeps, and the clock of this device is not right yet";
    return { id, delivery: { status: "retryable", reason } };
  });
  return { status: "answered", deliveries, bytes };
}
