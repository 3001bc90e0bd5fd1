import type { Clock } from "../../../core/clock.ts";
import { createAwsSigner } from "../../network/aws-signature.ts";
import { createHttpClient, type HttpOutcome, type HttpRequest } from "../../network/http-client.ts";
import { createMessageSigner } from "../../network/message-signature.ts";
import { createOAuthToken } from "../../network/oauth-token.ts";
import type { RequestSigner } from "../../network/request-signer.ts";
import { createSigningClient } from "../../network/signing-client.ts";
import type { HttpSinkSettings } from "./config.ts";

/** Requests to the far side of an http sink, with its credentials; {@link createHttpClient} has the limits. */
export interface HttpAccess {
  /** Headers of the settings and credentials are added to those of the request. Never rejects. */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome>;
  warning(): string | undefined;
  close(): void;
}

export function createHttpAccess(options: {
  settings: HttpSinkSettings;
  version: string;
  clock: Clock;
  timeoutMs: number;
  answerBytesMax: number;
}): HttpAccess {
  const { settings, version, clock, timeoutMs, answerBytesMax } = options;
  const { tls } = settings;
  const client = createHttpClient({ url: new URL(settings.url), tls, timeoutMs, answerBytesMax, clock });
  const signing = createSigningClient({ client, signers: signersOf(settings), now: () => clock.now() });
  const oauth = settings.oauth && createOAuthToken({ settings: settings.oauth, tls, timeoutMs, clock });

  const once = async (request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome> => {
    const access = (await oauth?.get(signal)) ?? { ok: true, token: settings.token };
    if (!access.ok) return { status: "failed", failure: access.failure, bytes: 0 };
    const headers = { ...baseHeaders(settings, { version, token: access.token }), ...request.headers };
    return await signing.request({ ...request, headers }, signal);
  };

  return {
    async request(request, signal) {
      const outcome = await once(request, signal);
      if (!oauth || outcome.status !== "answered" || outcome.answer.status !== 401) return outcome;
      // The token may have been withdrawn before its time.
      oauth.forget();
      return await once(request, signal);
    },
    warning: () => client.warning(),
    close() {
      client.close();
      oauth?.close();
    },
  };
}

function signersOf({ signature, sigV4 }: HttpSinkSettings): RequestSigner[] {
  return [
    ...(sigV4 ? [createAwsSigner(sigV4)] : []),
    // Last, as it covers the Authorization header too.
    ...(signature ? [createMessageSigner(signature)] : []),
  ];
}

function baseHeaders(
  settings: HttpSinkSettings,
  { version, token }: { version: string; token: string | undefined },
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings.headers)) headers[name.toLowerCase()] = value;
  headers.accept = "application/json";
  headers["accept-encoding"] = "identity";
  headers["user-agent"] = `edgewise/${version}`;
  if (token) headers.authorization = `Bearer ${token}`;
  return headers;
}
