import type { Clock } from "../../core/clock.ts";
import type { SendFailure } from "../sink.ts";
import type { TlsSettings } from "./client-tls.ts";
import { failedAnswer, plainWords } from "./http-answer.ts";
import { createHttpClient } from "./http-client.ts";

export interface OAuthSettings {
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope?: string | undefined;
  audience?: string | undefined;
}

/** Access tokens by client credentials (RFC 6749 section 4.4), kept until shortly before they expire. */
export interface OAuthToken {
  get(signal: AbortSignal): Promise<{ ok: true; token: string } | { ok: false; failure: SendFailure }>;
  /** The far side did not take it: the next `get` asks for a new one. */
  forget(): void;
  close(): void;
}

/** A token is renewed this long before its end, or half way of a shorter life. */
const renewBeforeMs = 60_000;
/** For an answer without `expires_in` (section 5.1 only recommends it). */
const lifeWhenUnsaidMs = 300_000;
const answerBytesMax = 65_536;

export function createOAuthToken(options: {
  settings: OAuthSettings;
  tls: TlsSettings;
  timeoutMs: number;
  clock: Clock;
}): OAuthToken {
  const { settings, clock } = options;
  const url = new URL(settings.tokenUrl);
  const client = createHttpClient({ ...options, url, answerBytesMax });
  // Counted on the monotonic clock: a wall clock that is set must not keep an expired token alive.
  let kept: { token: string; untilMonotonicMs: number } | undefined;

  return {
    async get(signal) {
      if (kept && clock.monotonicMs() < kept.untilMonotonicMs) return { ok: true, token: kept.token };
      const outcome = await client.request({ method: "POST", url, ...tokenRequest(settings) }, signal);
      if (outcome.status === "failed") return { ok: false, failure: outcome.failure };
      const { status, text } = outcome.answer;
      const answer = readAnswer(text);
      if (status === 200 && answer.token !== undefined) {
        const lifeMs = answer.expiresInMs ?? lifeWhenUnsaidMs;
        const untilMonotonicMs = clock.monotonicMs() + Math.max(lifeMs - renewBeforeMs, lifeMs / 2);
        kept = { token: answer.token, untilMonotonicMs };
        return { ok: true, token: answer.token };
      }
      return { ok: false, failure: refusedToken(status, answer.problem, url.host) };
    },
    forget() {
      kept = undefined;
    },
    close: () => client.close(),
  };
}

function tokenRequest({ clientId, clientSecret, scope, audience }: OAuthSettings) {
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (scope !== undefined) form.set("scope", scope);
  if (audience !== undefined) form.set("audience", audience);
  // Each part is form-encoded before it is joined (section 2.3.1).
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(":");
  return {
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      authorization: `Basic ${Buffer.from(pair).toString("base64")}`,
    },
    body: Buffer.from(form.toString()),
  };
}

/** The token must fit a header; of a refusal only the code is taken, never the body it may echo a secret in. */
function readAnswer(text: string | undefined): { token?: string; expiresInMs?: number; problem?: string } {
  let answer: unknown;
  try {
    answer = JSON.parse(text ?? "");
  } catch {
    return {};
  }
  if (typeof answer !== "object" || answer === null) return {};
  const { access_token: token, expires_in: seconds, error } = answer as Record<string, unknown>;
  return {
    ...(typeof token === "string" && /^[\x21-\x7e]+$/.test(token) ? { token } : {}),
    ...(Number(seconds) > 0 ? { expiresInMs: Number(seconds) * 1_000 } : {}),
    ...(typeof error === "string" ? { problem: plainWords(error) } : {}),
  };
}

function refusedToken(status: number, problem: string | undefined, host: string): SendFailure {
  const why = problem === undefined ? "" : `, ${problem}`;
  // 429 and the servers' own errors pass; what is left is about what we asked with (section 5.2).
  const isPassing = status === 429 || status >= 500;
  const advice = isPassing ? "" : "; set oauth.clientId, oauth.clientSecret and oauth.tokenUrl right";
  return failedAnswer(`${host} gave no access token (${status}${why})${advice}`, { needsPerson: !isPassing })
    .failure;
}
