import { createHash } from "node:crypto";
import { interpretRefusal, loginPageFailure, plainWords } from "../../network/http-answer.ts";
import type { HttpAnswer } from "../../network/http-request.ts";
import type { SendFailure, SendResult, Settled } from "../../sink.ts";

/**
 * A receipt: what the far side knows of a batch that it said it took. A success status is a promise of a program that may
 * answer before it stores, or of a proxy in front of it; the receipt is asked for from where the records are kept.
 *
 *     GET <receiptUrl>?batch=<batch id>
 *     200 {"batch": "<batch id>", "checksum": "<hex>"}      all that was accepted is there, or
 *     200 {"batch": "<batch id>", "stored": ["<id>", …]}    these are
 *     404                                                   nothing is known of it
 *
 * The checksum is SHA-256 over the accepted ids in the order of the batch, joined by line feeds. A record that was
 * accepted and is in no receipt goes again, under the same id; whatever else is answered, all of them do.
 */
type Answered = Extract<SendResult, { status: "answered" }>;

export function receiptUrlOf(receiptUrl: string, batchId: string): URL {
  const url = new URL(receiptUrl);
  url.searchParams.set("batch", batchId);
  return url;
}

export function receiptChecksum(ids: readonly string[]): string {
  return createHash("sha256").update(ids.join("\n")).digest("hex");
}

/** The ids that the far side accepted, in the order of the batch. */
export function acceptedIds(result: Answered): string[] {
  return result.deliveries.filter(({ delivery }) => delivery.status === "delivered").map(({ id }) => id);
}

/** `result` with only those records delivered that the receipt has. */
export function confirmByReceipt(
  result: Answered,
  receipt: HttpAnswer,
  { batchId, host, nowMs }: { batchId: string; host: string; nowMs: number },
): SendResult {
  const accepted = acceptedIds(result);
  if (receipt.status === 404) return without(result, new Set(accepted), `${host} knows nothing of the batch`);
  if (receipt.status < 200 || receipt.status >= 300) {
    const refusal = interpretRefusal(receipt, { bytes: 0, host, nowMs });
    return unconfirmed(result, refusalFailure(refusal, host));
  }
  const page = loginPageFailure(receipt, host);
  if (page?.status === "failed") return unconfirmed(result, page.failure);
  const stored = readReceipt(receipt.text, { batchId, accepted });
  if (!stored.ok) return unconfirmed(result, unreadable(`the receipt of ${host} ${stored.problem}`));
  const missing = new Set(accepted.filter((id) => !stored.ids.has(id)));
  return without(result, missing, `accepted by ${host}, and not in its receipt`);
}

/** No receipt could be asked for: nothing is known to have arrived. */
export function unconfirmed(result: Answered, failure: SendFailure): SendResult {
  return { ...retryable(result, new Set(acceptedIds(result)), failure.reason), failure };
}

function without(result: Answered, missing: ReadonlySet<string>, reason: string): SendResult {
  return { ...retryable(result, missing, reason), withoutReceipt: missing.size };
}

function retryable(result: Answered, ids: ReadonlySet<string>, reason: string): Answered {
  const deliveries = result.deliveries.map(
    (settled): Settled =>
      ids.has(settled.id) ? { id: settled.id, delivery: { status: "retryable", reason } } : settled,
  );
  return { ...result, deliveries };
}

type Stored = { ok: true; ids: ReadonlySet<string> } | { ok: false; problem: string };

function readReceipt(
  text: string | undefined,
  { batchId, accepted }: { batchId: string; accepted: readonly string[] },
): Stored {
  if (text === undefined) return { ok: false, problem: "is too long to read" };
  const value = parse(text);
  if (typeof value !== "object" || value === null) return { ok: false, problem: "is no JSON object" };
  const { batch, checksum, stored } = value as Record<string, unknown>;
  if (batch !== batchId) return { ok: false, problem: `is of another batch (${plainWords(String(batch))})` };
  if (checksum === receiptChecksum(accepted)) return { ok: true, ids: new Set(accepted) };
  if (Array.isArray(stored)) return { ok: true, ids: new Set(stored.filter((id) => typeof id === "string")) };
  // Something is missing, and it does not say what.
  if (typeof checksum === "string") return { ok: true, ids: new Set() };
  return { ok: false, problem: "has neither a checksum nor a list of what is stored" };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whatever is wrong with a receipt says nothing about the records. */
function refusalFailure(refusal: SendResult, host: string): SendFailure {
  if (refusal.status === "failed") {
    return { ...refusal.failure, reason: `no receipt: ${refusal.failure.reason}` };
  }
  const reason = refusal.status === "answered" ? "it was refused" : refusal.reason;
  return { ...unreadable(`no receipt of ${host}: ${reason}; is receiptUrl right?`), needsPerson: true };
}

function unreadable(reason: string): SendFailure {
  return { reason, isReached: true, needsPerson: false, mayBeTooLarge: false };
}
