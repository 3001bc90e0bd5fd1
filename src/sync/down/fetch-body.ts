import { createHash } from "node:crypto";
import { failure, type Outcome, success } from "../../core/outcome.ts";

/** The far side could not give the body now; trying again may help. */
export type BodyFetch =
  | { status: "fetched"; body: Readonly<Record<string, unknown>> }
  | { status: "wrong"; reason: string }
  | { status: "unreachable"; reason: string };

export type GetBytes = (
  url: URL,
  options: { bytesMax: number; signal: AbortSignal },
) => Promise<
  /** `host` is the one that answered in the end. */
  | { status: "answered"; host: string; code: number; body: Buffer | undefined }
  | { status: "failed"; reason: string }
  /** It was not even asked, and will not be. */
  | { status: "forbidden"; reason: string }
>;

/** The body of an order that names a URL: what does not have the SHA-256 that was signed is refused, whoever sent it. */
export async function fetchBody(
  { bodyUrl, bodySha256 }: { bodyUrl: string; bodySha256: string },
  options: { get: GetBytes; bytesMax: number; signal: AbortSignal },
): Promise<BodyFetch> {
  const { get, bytesMax, signal } = options;
  const answer = await get(new URL(bodyUrl), { bytesMax, signal });
  if (answer.status === "failed") return { status: "unreachable", reason: answer.reason };
  if (answer.status === "forbidden") {
    return { status: "wrong", reason: `its body is not fetched: ${answer.reason}` };
  }
  if (answer.code !== 200) {
    const reason = `its body cannot be fetched: ${answer.host} answered ${answer.code}`;
    const isFinal = answer.code === 404 || answer.code === 410 || answer.code === 403 || answer.code === 401;
    return { status: isFinal ? "wrong" : "unreachable", reason };
  }
  if (answer.body === undefined)
    return { status: "wrong", reason: `its body is longer than ${bytesMax} bytes` };
  const digest = createHash("sha256").update(answer.body).digest("hex");
  if (digest !== bodySha256)
    return { status: "wrong", reason: "its body has another SHA-256 than was signed" };
  const body = parseBody(answer.body);
  return body.ok ? { status: "fetched", body: body.value } : { status: "wrong", reason: body.reason };
}

function parseBody(bytes: Buffer): Outcome<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return success(value as Record<string, unknown>);
    }
  } catch {
    return failure("its body is no JSON");
  }
  return failure("its body is no JSON object");
}
