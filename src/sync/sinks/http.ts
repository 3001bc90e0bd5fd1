import { Agent, type AgentOptions } from "node:http";
import { Agent as SecureAgent } from "node:https";
import type { Envelope } from "../../domain/envelope.ts";
import type { HttpSinkSettings } from "../config.ts";
import { eitherSignal } from "../either-signal.ts";
import type { SendResult, Sink, SinkContext, SinkDefinition } from "../sink.ts";
import { interpretAnswer } from "./http-answer.ts";
import { encodeHttpBatch } from "./http-batch.ts";
import { postOnce } from "./http-request.ts";
import { describeNetworkFailure } from "./network-failure.ts";
import { readTlsFiles } from "./tls-files.ts";

/**
 * Batches as JSON over HTTP.
 *
 * 1. One request at a time, over one kept-alive socket.
 * 2. A request ends within `timeoutMs`, answer included; the answer is read up to `answerBytesMax`.
 * 3. `Idempotency-Key` and the ids of the records are the same whenever the same batch is sent again.
 */
export const httpSink: SinkDefinition<HttpSinkSettings> = {
  summary: "POST of JSON batches over HTTP or HTTPS",
  create: createHttpSink,
};

/** Room for 10,000 results of about 100 bytes. */
const answerBytesMax = 1_048_576;

function createHttpSink(settings: HttpSinkSettings, context: SinkContext): Sink {
  const url = new URL(settings.url);
  let agent: Agent | undefined;

  const post = async (records: readonly Envelope[], signal: AbortSignal): Promise<SendResult> => {
    const tls = agent ? undefined : await readTlsFiles(settings.tls);
    if (tls && !tls.ok) return unusable(tls.reason);
    agent ??= createAgent(url, tls?.value ?? {});
    const batch = await encodeHttpBatch(records, { node: context.node, isGzipped: settings.isGzipped });
    const answer = await postOnce({
      url,
      agent,
      headers: requestHeaders(settings, context, batch),
      body: batch.body,
      answerBytesMax,
      signal,
    });
    return interpretAnswer(answer, records, {
      bytes: batch.body.length,
      nowMs: context.clock.now(),
      host: url.host,
    });
  };

  const close = () => {
    agent?.destroy();
    agent = undefined;
    return Promise.resolve();
  };

  return {
    async send(records, signal) {
      const timeout = new AbortController();
      const cancelTimeout = context.clock.after(settings.timeoutMs, () => timeout.abort());
      const either = eitherSignal([signal, timeout.signal]);
      try {
        return await post(records, either.signal);
      } catch (error) {
        // A socket that failed once is not trusted again, and neither is the certificate read for it.
        await close();
        if (signal.aborted) return stopped;
        return failedSend(error, {
          host: url.host,
          timeoutMs: timeout.signal.aborted ? settings.timeoutMs : undefined,
        });
      } finally {
        cancelTimeout();
        either.release();
      }
    },
    close,
  };
}

function createAgent(url: URL, tls: { ca?: string; cert?: string; key?: string }): Agent {
  const options: AgentOptions = { keepAlive: true, maxSockets: 1 };
  return url.protocol === "https:" ? new SecureAgent({ ...options, ...tls }) : new Agent(options);
}

function requestHeaders(
  settings: HttpSinkSettings,
  context: SinkContext,
  batch: { id: string; isGzipped: boolean },
): Record<string, string> {
  const own: Record<string, string> = {
    "content-type": "application/json",
    accept: "application/json",
    "accept-encoding": "identity",
    "idempotency-key": batch.id,
    "user-agent": `edgewise/${context.version}`,
  };
  if (batch.isGzipped) own["content-encoding"] = "gzip";
  if (settings.token) own.authorization = `Bearer ${settings.token}`;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings.headers)) headers[name.toLowerCase()] = value;
  return { ...headers, ...own };
}

const stopped: SendResult = {
  status: "failed",
  failure: { reason: "edgewise is stopping", isReached: true, needsPerson: false, mayBeTooLarge: false },
};

function unusable(reason: string): SendResult {
  return { status: "failed", failure: { reason, isReached: false, needsPerson: true, mayBeTooLarge: false } };
}

function failedSend(
  error: unknown,
  { host, timeoutMs }: { host: string; timeoutMs: number | undefined },
): SendResult {
  if (timeoutMs !== undefined) {
    const reason = `${host} did not take the batch within ${timeoutMs} ms`;
    return {
      status: "failed",
      failure: { reason, isReached: false, needsPerson: false, mayBeTooLarge: true },
    };
  }
  const { reason, needsPerson, isCut } = describeNetworkFailure(error, host);
  return { status: "failed", failure: { reason, isReached: false, needsPerson, mayBeTooLarge: isCut } };
}
