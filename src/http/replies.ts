import { EdgewiseError } from "../core/errors.ts";
import { RequestError } from "./errors.ts";

export interface ErrorReply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: { error: { code: string; message: string; hint?: string } };
  /** Nobody foresaw it: to be logged, and not shown. */
  isUnforeseen: boolean;
}

/** Anything thrown while a request was answered, as the client is told. */
export function errorReply(error: unknown): ErrorReply {
  if (error instanceof RequestError) return reply(error.status, error, error.headers);
  // A named failure of a part (a full disk, a lost broker): the request was right, the daemon cannot now.
  if (error instanceof EdgewiseError) return reply(503, error);
  const known = frameworkErrors[(error as { code?: string }).code ?? ""];
  if (known) return reply(known.status, known);
  const status = (error as { statusCode?: unknown }).statusCode;
  if (typeof status === "number" && status >= 400 && status < 500) {
    return reply(status, { code: "http.requestInvalid", message: "The request cannot be read." });
  }
  const internal = {
    code: "http.internal",
    message: "Something went wrong inside edgewise.",
    hint: "see its log",
  };
  return { ...reply(500, internal), isUnforeseen: true };
}

function reply(
  status: number,
  { code, message, hint }: { code: string; message: string; hint?: string | undefined },
  headers: Readonly<Record<string, string>> = {},
): ErrorReply {
  const error = hint === undefined ? { code, message } : { code, message, hint };
  return { status, headers, body: { error }, isUnforeseen: false };
}

/** What fastify throws about a request, in our words (fastify.dev/docs/latest/Reference/Errors). */
const frameworkErrors: Readonly<
  Record<string, { status: number; code: string; message: string; hint?: string }>
> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: "http.bodyTooLarge",
    message: "The body is longer than http.bodyBytesMax.",
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: "http.bodyNotJson",
    message: "The body has to be JSON.",
    hint: "send content-type: application/json",
  },
  FST_ERR_CTP_INVALID_JSON_BODY: {
    status: 400,
    code: "http.bodyInvalid",
    message: "The body is no valid JSON.",
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    status: 400,
    code: "http.bodyInvalid",
    message: "The body is empty.",
    hint: "send {} for nothing",
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: "http.bodyInvalid",
    message: "The body is not as long as its content-length.",
  },
  FST_ERR_BAD_URL: { status: 400, code: "http.pathInvalid", message: "The path cannot be decoded." },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, code: "http.pathInvalid", message: "The path is too long." },
};
