import type { QueuedRecord } from "../../../domain/envelope.ts";
import type { HttpOutcome } from "../../network/http-client.ts";
import { rateLimitWaitMs } from "../../network/rate-limit.ts";
import type { SendResult, Sink, SinkContext, SinkDefinition } from "../../sink.ts";
import { createHttpAccess } from "./access.ts";
import { interpretAnswer } from "./answer.ts";
import { encodeHttpBatch, type HttpBatch } from "./batch.ts";
import type { HttpSinkSettings } from "./config.ts";
import { acceptedIds, confirmByReceipt, receiptUrlOf, unconfirmed } from "./receipt.ts";

/**
 * Batches as JSON over HTTP, one request at a time ({@link createHttpAccess} has the limits).
 * `Idempotency-Key` and the ids of the records are the same whenever the same batch is sent again.
 */
export const httpSink: SinkDefinition<HttpSinkSettings> = {
  summary: "POST of JSON batches over HTTP or HTTPS",
  create: createHttpSink,
};

/** Room for 10,000 results of about 100 bytes. */
const answerBytesMax = 1_048_576;

/** By it the far side says, in the answer to any batch, that there are orders to be fetched. */
const ordersHeader = "edgewise-orders";

function createHttpSink(settings: HttpSinkSettings, context: SinkContext): Sink {
  const { clock, version } = context;
  const { timeoutMs } = settings;
  const url = new URL(settings.url);
  const access = createHttpAccess({ settings, version, clock, timeoutMs, answerBytesMax });

  const post = (batch: HttpBatch, signal: AbortSignal): Promise<HttpOutcome> =>
    access.request({ method: "POST", url, headers: batchHeaders(batch), body: batch.body }, signal);

  const send = async (records: readonly QueuedRecord[], signal: AbortSignal): Promise<SendResult> => {
    const batch = await encodeHttpBatch(records, { node: context.node, compression: settings.compression });
    const outcome = await post(batch, signal);
    const bytes = batch.body.length;
    if (outcome.status === "failed") return outcome;
    if (outcome.answer.headers[ordersHeader] !== undefined) context.onOrders?.();
    const { receipt } = settings;
    const result = interpretAnswer(outcome.answer, records, {
      bytes,
      nowMs: clock.now(),
      host: url.host,
      receipt,
    });
    if (result.status !== "answered") return result.status === "failed" ? { ...result, bytes } : result;
    const answered = { ...result, afterMs: rateLimitWaitMs(outcome.answer.headers) };
    return await withReceipt(answered, batch.id, signal);
  };

  const withReceipt = async (
    result: Extract<SendResult, { status: "answered" }>,
    batchId: string,
    signal: AbortSignal,
  ): Promise<SendResult> => {
    const { receiptUrl } = settings;
    if (receiptUrl === undefined || acceptedIds(result).length === 0) return result;
    const outcome = await access.request(
      { method: "GET", url: receiptUrlOf(receiptUrl, batchId), headers: {}, body: Buffer.alloc(0) },
      signal,
    );
    if (outcome.status === "failed") return unconfirmed(result, outcome.failure);
    return confirmByReceipt(result, outcome.answer, { batchId, host: url.host, nowMs: clock.now() });
  };

  return {
    send,
    warning: () => access.warning(),
    close() {
      access.close();
      return Promise.resolve();
    },
  };
}

function batchHeaders(batch: HttpBatch): Record<string, string> {
  return {
    "content-type": "application/json",
    "idempotency-key": batch.id,
    ...(batch.encoding ? { "content-encoding": batch.encoding } : {}),
  };
}
