import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { writeWav } from "../audio/wav-writer.ts";
import { sampleRate } from "../ports.ts";
import type { LargerConfig } from "./config.ts";
import { LargerRecogniserError } from "./errors.ts";
import { localAddress } from "./local-address.ts";
import { encodeForm } from "./multipart.ts";

/** An answer is a sentence in JSON. */
const answerBytesMax = 65_536;
/** 128 random bits in hexadecimal would do; what is fixed and in no WAV of ours, nor in the settings, does too. */
const boundary = "----edgewise-5d1c7c0e8f6b4a2f9e3d";

/**
 * Asks a server with OpenAI's interface (platform.openai.com/docs/api-reference/audio/createTranscription), which
 * whisper.cpp, faster-whisper-server, vLLM and others have too. Redirections are not followed: they could lead anywhere.
 * @throws LargerRecogniserError
 */
export async function transcribeByOpenAi(options: {
  samples: Int16Array;
  url: string;
  config: LargerConfig;
  signal: AbortSignal;
}): Promise<string> {
  const { samples, url, config, signal } = options;
  const target = endpointOf(url);
  const address = await localAddress({ url, host: target.hostname, networks: config.networks });
  const { contentType, body } = encodeForm({
    boundary,
    fields: {
      model: config.model,
      language: config.language.slice(0, 2),
      response_format: "json",
      temperature: "0",
    },
    file: { field: "file", name: "utterance.wav", type: "audio/wav", bytes: writeWav(samples, sampleRate) },
  });
  const answer = await post({ url, target, address, contentType, body, key: config.key, signal });
  return textOfAnswer(url, answer);
}

function endpointOf(url: string): URL {
  const target = new URL(url);
  const path = target.pathname.replace(/\/+$/, "");
  const isWhole = path.endsWith("/audio/transcriptions");
  if (!isWhole) target.pathname = `${path.endsWith("/v1") ? path : `${path}/v1`}/audio/transcriptions`;
  return target;
}

function post(options: {
  url: string;
  target: URL;
  address: string;
  contentType: string;
  body: Buffer;
  key: string | undefined;
  signal: AbortSignal;
}): Promise<{ status: number; body: string }> {
  const { url, target, address, contentType, body, key, signal } = options;
  const isSecure = target.protocol === "https:";
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
      reject(new LargerRecogniserError(url, `it cannot be reached (${code})`, { cause }));
    };
    const request = (isSecure ? requestHttps : requestHttp)({
      // The address that was checked; the name is still what certificate and server are asked for.
      host: address,
      ...(isSecure && { servername: target.hostname }),
      port: target.port || (isSecure ? 443 : 80),
      path: target.pathname,
      method: "POST",
      agent: false,
      headers: {
        host: target.host,
        "content-type": contentType,
        "content-length": body.length,
        accept: "application/json",
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      signal,
    });
    request.on("error", fail);
    request.once("response", (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on("data", (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > answerBytesMax) {
          request.destroy();
          reject(new LargerRecogniserError(url, `it answered more than ${answerBytesMax} bytes`));
        } else pieces.push(piece);
      });
      response.on("error", fail);
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString("utf8") }),
      );
    });
    request.end(body);
  });
}

function textOfAnswer(url: string, { status, body }: { status: number; body: string }): string {
  if (status !== 200) {
    const hint = status === 401 || status === 403 ? { hint: "Check voice.larger.key." } : {};
    throw new LargerRecogniserError(url, `it answered ${status}: ${body.slice(0, 200).trim()}`, hint);
  }
  let text: unknown;
  try {
    text = (JSON.parse(body) as { text?: unknown } | null)?.text;
  } catch {
    text = undefined;
  }
  if (typeof text !== "string") throw new LargerRecogniserError(url, "its answer has no text");
  return text;
}
