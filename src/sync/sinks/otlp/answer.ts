import { PbfReader } from "pbf";
import {
  type AnswerContext,
  failedAnswer,
  interpretRefusal,
  loginPageFailure,
  plainWords,
} from "../../network/http-answer.ts";
import type { HttpAnswer } from "../../network/http-request.ts";
import type { SendFailure } from "../../sink.ts";

export type ExportOutcome =
  | { status: "taken" }
  /** At least one of them is bad, it is not said which. */
  | { status: "refused"; reason: string }
  | { status: "tooLarge"; reason: string }
  | { status: "failed"; failure: SendFailure };

/**
 * What a receiver says of one request (opentelemetry.io/docs/specs/otlp/#otlphttp-response). A partial success
 * counts what was rejected without saying which; it is found by halving, at the price of repeats.
 */
export function interpretExport(answer: HttpAnswer, context: AnswerContext): ExportOutcome {
  if (answer.status < 200 || answer.status >= 300) {
    const result = interpretRefusal(answer, context);
    // 404 and the like are about the url; "answered" is only said of a success.
    return result.status === "answered" ? { status: "taken" } : result;
  }
  const loginPage = loginPageFailure(answer, context.host);
  if (loginPage?.status === "failed") return loginPage;
  const partial = readPartialSuccess(answer);
  if (partial === "unreadable") return failedAnswer(`the answer of ${context.host} cannot be read`, {});
  if (partial.rejected === 0) return { status: "taken" };
  const words = partial.message === "" ? "" : `: ${plainWords(partial.message)}`;
  return { status: "refused", reason: `${context.host} rejected ${partial.rejected} of them${words}` };
}

interface PartialSuccess {
  rejected: number;
  message: string;
}

function readPartialSuccess({ headers, text, body: bytes }: HttpAnswer): PartialSuccess | "unreadable" {
  // First: the first byte of a partial success in protobuf is a line feed.
  if (/\bprotobuf\b/i.test(headers["content-type"] ?? "")) return readProtobuf(bytes ?? Buffer.alloc(0));
  const body = text?.trim() ?? "";
  if (body === "") return { rejected: 0, message: "" };
  try {
    const { partialSuccess } = JSON.parse(body) as { partialSuccess?: Record<string, unknown> };
    const rejected = partialSuccess?.rejectedLogRecords ?? partialSuccess?.rejectedDataPoints ?? 0;
    return { rejected: Number(rejected) || 0, message: String(partialSuccess?.errorMessage ?? "") };
  } catch {
    // Some receivers say "OK": a partial success comes as what was sent, or as JSON.
    const isJson = body.startsWith("{") || /\bjson\b/i.test(headers["content-type"] ?? "");
    return isJson ? "unreadable" : { rejected: 0, message: "" };
  }
}

/** `partial_success` is field 1; in it the count is field 1 and the message field 2, for logs and metrics alike. */
function readProtobuf(bytes: Buffer): PartialSuccess | "unreadable" {
  const partial: PartialSuccess = { rejected: 0, message: "" };
  try {
    new PbfReader(bytes).readFields((field, _, outer) => {
      if (field !== 1) return;
      outer.readMessage((inner, __, pbf) => {
        if (inner === 1) partial.rejected = pbf.readVarint(true);
        else if (inner === 2) partial.message = pbf.readString();
      }, undefined);
    }, undefined);
    return partial;
  } catch {
    return "unreadable";
  }
}
