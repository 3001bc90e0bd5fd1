import { Agent, type AgentOptions } from "node:http";
import { Agent as SecureAgent } from "node:https";
import type { LookupFunction } from "node:net";
import type { Clock } from "../../core/clock.ts";
import type { SendFailure } from "../sink.ts";
import { createClientTls, type TlsMaterial, type TlsSettings } from "./client-tls.ts";
import { eitherSignal } from "./either-signal.ts";
import { type HttpAnswer, requestOnce } from "./http-request.ts";
import { describeNetworkFailure } from "./network-failure.ts";

export interface HttpRequest {
  method: "POST" | "PUT" | "GET" | "HEAD";
  /** Of the origin the client was made for. */
  url: URL;
  headers: Record<string, string>;
  body: Buffer;
}

export type HttpOutcome =
  | { status: "answered"; answer: HttpAnswer }
  /** `bytes` of the body may have gone out: all of it once there was a connection, else none. */
  | { status: "failed"; failure: SendFailure; bytes: number };

/**
 * Requests to one host over HTTP or HTTPS, as every sink of that kind needs them.
 *
 * 1. One request at a time, over one kept-alive socket; no redirect is followed.
 * 2. A request ends within `timeoutMs`, answer included; of the answer at most `answerBytesMax` are read.
 * 3. A renewed certificate is used from the next request on.
 * 4. `request` never rejects: what went wrong is said in words, without secrets.
 */
export interface HttpClient {
  readonly host: string;
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome>;
  /** What a person should know before it becomes a failure. */
  warning(): string | undefined;
  /** Frees the socket; the client may be used again. */
  close(): void;
}

export function createHttpClient(options: {
  /** Any URL of the host. */
  url: URL;
  tls: TlsSettings;
  timeoutMs: number;
  answerBytesMax: number;
  clock: Clock;
  /** In place of the system's, where not every address may be connected to. */
  lookup?: LookupFunction | undefined;
}): HttpClient {
  const { clock, timeoutMs, url, lookup } = options;
  const { host } = url;
  const tls = createClientTls(options.tls);
  let open: { agent: Agent; material: TlsMaterial } | undefined;

  const close = () => {
    open?.agent.destroy();
    open = undefined;
  };

  const agentFor = (material: TlsMaterial): Agent => {
    if (open && open.material !== material) close();
    open ??= { material, agent: createAgent(url, { ...material, ...(lookup ? { lookup } : {}) }) };
    return open.agent;
  };

  return {
    host,
    async request(request, signal) {
      const timeout = new AbortController();
      const cancelTimeout = clock.after(timeoutMs, () => timeout.abort());
      const either = eitherSignal([signal, timeout.signal]);
      let hasCertificate = false;
      let isConnected = false;
      try {
        const material = await tls.current();
        if (!material.ok) return unusable(material.reason);
        hasCertificate = material.value.cert !== undefined;
        const answer = await requestOnce({
          ...request,
          agent: agentFor(material.value),
          answerBytesMax: options.answerBytesMax,
          signal: either.signal,
          onConnected: () => {
            isConnected = true;
          },
        });
        return { status: "answered", answer };
      } catch (error) {
        // A socket that failed once is not trusted again.
        close();
        const bytes = isConnected ? request.body.length : 0;
        if (signal.aborted) return { status: "failed", failure: stopping, bytes };
        const failure = failedRequest(error, {
          host,
          timeoutMs: timeout.signal.aborted ? timeoutMs : undefined,
          isConnected,
          // Some servers hang up on a certificate that they do not take, without a word.
          cutHint: hasCertificate ? (tls.warning(clock.now()) ?? cutHint) : undefined,
        });
        return { status: "failed", failure, bytes };
      } finally {
        cancelTimeout();
        either.release();
      }
    },
    warning: () => tls.warning(clock.now()),
    close,
  };
}

function createAgent(url: URL, connection: TlsMaterial & { lookup?: LookupFunction }): Agent {
  const { lookup, ...material } = connection;
  const options: AgentOptions = { keepAlive: true, maxSockets: 1, ...(lookup ? { lookup } : {}) };
  return url.protocol === "https:" ? new SecureAgent({ ...options, ...material }) : new Agent(options);
}

const stopping: SendFailure = {
  reason: "edgewise is stopping",
  isReached: true,
  needsPerson: false,
  mayBeTooLarge: false,
};

function unusable(reason: string): HttpOutcome {
  const failure = { reason, isReached: false, needsPerson: true, mayBeTooLarge: false };
  return { status: "failed", failure, bytes: 0 };
}

const cutHint = "does it take our client certificate?";

function failedRequest(
  error: unknown,
  about: { host: string; timeoutMs: number | undefined; isConnected: boolean; cutHint: string | undefined },
): SendFailure {
  const { host, timeoutMs } = about;
  if (timeoutMs !== undefined) {
    const what = about.isConnected ? "did not take the batch" : "could not be connected to";
    const reason = `${host} ${what} within ${timeoutMs} ms`;
    return { reason, isReached: false, needsPerson: false, mayBeTooLarge: about.isConnected };
  }
  const { reason, needsPerson, isCut } = describeNetworkFailure(error, host);
  const hint = isCut && about.cutHint !== undefined ? `; ${about.cutHint}` : "";
  return { reason: `${reason}${hint}`, isReached: false, needsPerson, mayBeTooLarge: isCut };
}
