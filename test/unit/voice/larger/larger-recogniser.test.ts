import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createPlainServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { createReporter } from "../../../../src/core/events.ts";
import { largerConfig } from "../../../../src/voice/larger/config.ts";
import { largerEvents } from "../../../../src/voice/larger/events.ts";
import { createLargerRecogniser, largerProblem } from "../../../../src/voice/larger/larger-recogniser.ts";
import { readWav } from "../../../../src/voice/speak/read-wav.ts";
import { message } from "../../../../src/voice/wyoming/message.ts";
import { createTestObservability } from "../../../support/observability.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";
import { peerOf, type TestPeer } from "../../../support/wyoming.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function recogniser(settings: Record<string, unknown>, clock = createVirtualClock()) {
  const observability = createTestObservability(clock);
  const made = createLargerRecogniser({
    config: largerConfig.parse(settings),
    clock,
    random: () => 1,
    reporter: createReporter("voice", largerEvents, observability),
  });
  const reasons = () =>
    observability.records.filter(({ event }) => event === "voice.failed").map(({ fields }) => fields.why);
  const events = () => observability.records.map(({ event }) => event.replace("voice.", ""));
  return { ...made, clock, reasons, events };
}

const speech = Int16Array.from({ length: 5_000 }, (_, at) => at);

async function startWeb(
  answer: (request: { message: IncomingMessage; body: Buffer }, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => answer({ message: request, body: Buffer.concat(pieces) }, response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://localhost:${typeof address === "object" ? address?.port : 0}`;
}

async function startWyoming(serve: (peer: TestPeer) => Promise<void>): Promise<string> {
  const server = createPlainServer((socket) => void serve(peerOf(socket)).catch(() => {}));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => void server.close());
  const address = server.address();
  return `tcp://localhost:${typeof address === "object" ? address?.port : 0}`;
}

describe("a larger recogniser", () => {
  it("is asked by OpenAI's interface, with a WAV in a form", async () => {
    const asked: { path: string | undefined; key: string | undefined; body: Buffer }[] = [];
    const url = await startWeb(({ message: request, body }, response) => {
      asked.push({ path: request.url, key: request.headers.authorization, body });
      response.end(JSON.stringify({ text: " Turn on the lamp. " }));
    });
    const { ask } = recogniser({ recogniser: "openai", url, key: "k1", model: "small" });
    expect(await ask(speech)).toBe("Turn on the lamp.");
    expect(asked).toMatchObject([{ path: "/v1/audio/transcriptions", key: "Bearer k1" }]);
    const form = await new Response(new Uint8Array(asked[0]?.body ?? []), {
      headers: { "content-type": "multipart/form-data; boundary=----edgewise-5d1c7c0e8f6b4a2f9e3d" },
    }).formData();
    expect(form.get("model")).toBe("small");
    expect(form.get("language")).toBe("en");
    const file = form.get("file") as File;
    expect(file.name).toBe("utterance.wav");
    expect(readWav(Buffer.from(await file.arrayBuffer()))).toEqual({ samples: speech, rate: 16_000 });
  });

  it.each([
    [
      "refuses the key",
      (_: unknown, response: ServerResponse) => response.writeHead(401).end("no"),
      /401: no/,
    ],
    [
      "sends elsewhere",
      (_: unknown, response: ServerResponse) =>
        response.writeHead(302, { location: "http://8.8.8.8/" }).end(),
      /302/,
    ],
    ["answers no JSON", (_: unknown, response: ServerResponse) => response.end("<html>"), /no text/],
    ["answers JSON without text", (_: unknown, response: ServerResponse) => response.end("null"), /no text/],
    [
      "answers without end",
      (_: unknown, response: ServerResponse) => response.end("x".repeat(70_000)),
      /more than 65536/,
    ],
    ["hangs up", (_: unknown, response: ServerResponse) => response.destroy(), /cannot be reached/],
  ])("that %s is told of, and edgewise goes on without", async (_what, answer, reason) => {
    const { ask, reasons } = recogniser({ recogniser: "openai", url: await startWeb(answer) });
    expect(await ask(speech)).toBeUndefined();
    expect(reasons()).toEqual([expect.stringMatching(reason)]);
  });

  it("is asked by Wyoming", async () => {
    const received: { type: string; bytes: number }[] = [];
    const url = await startWyoming(async (peer) => {
      for (let next = await peer.next(); next.type !== "audio-stop"; next = await peer.next()) {
        received.push({ type: next.type, bytes: next.payload?.length ?? 0 });
      }
      peer.send(message("transcript-start"), message("transcript", { text: "Turn on the lamp" }));
    });
    const { ask } = recogniser({ recogniser: "wyoming", url });
    expect(await ask(speech)).toBe("Turn on the lamp");
    expect(received.map(({ type }) => type)).toEqual([
      "transcribe",
      "audio-start",
      "audio-chunk",
      "audio-chunk",
      "audio-chunk",
    ]);
    expect(received.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(10_000);
  });

  it("that hears nothing is no failure", async () => {
    const url = await startWyoming(async (peer) => peer.send(message("transcript", { text: " " })));
    const { ask, health } = recogniser({ recogniser: "wyoming", url });
    expect(await ask(speech)).toBeUndefined();
    expect(health().state).toBe("ok");
  });

  it("is waited for no longer than the time-out", async () => {
    const url = await startWeb(() => {});
    const { ask, reasons } = recogniser({ recogniser: "openai", url, timeoutMs: 100 }, systemClock as never);
    expect(await ask(speech)).toBeUndefined();
    expect(reasons()).toEqual([expect.stringMatching(/no answer within 100 ms/)]);
  });

  it.each([
    ["openai", "http://8.8.8.8:80"],
    ["openai", "https://[2001:4860:4860::8888]"],
    ["wyoming", "tcp://8.8.8.8:10300"],
  ])("of the kind %s is sent nothing at %s, which is no local network", async (kind, url) => {
    const { ask, reasons } = recogniser({ recogniser: kind, url });
    expect(await ask(speech)).toBeUndefined();
    expect(reasons()).toEqual([expect.stringMatching(/not in a local network/)]);
  });

  it("is left alone after failures in a row, longer each time, and comes back", async () => {
    let isUp = false;
    const url = await startWyoming(async (peer) =>
      isUp ? peer.send(message("transcript", { text: "yes" })) : peer.leave(),
    );
    const { ask, events, health, clock } = recogniser({ recogniser: "wyoming", url });
    for (let at = 0; at < 3; at += 1) await ask(speech);
    expect(health().state).toBe("pausing");
    expect(events().filter((event) => event === "givenUp")).toHaveLength(1);
    isUp = true;
    expect(await ask(speech)).toBeUndefined();
    await clock.advance(5_000);
    isUp = false;
    expect(await ask(speech)).toBeUndefined();
    await clock.advance(9_000);
    isUp = true;
    expect(await ask(speech)).toBeUndefined();
    await clock.advance(1_000);
    expect(await ask(speech)).toBe("yes");
    expect(events()).toContain("back");
    expect(health().state).toBe("ok");
  });

  it("is asked about two utterances at a time at most", async () => {
    const { promise, open } = gate();
    const url = await startWyoming(async (peer) => {
      await promise;
      peer.send(message("transcript", { text: "yes" }));
    });
    const { ask } = recogniser({ recogniser: "wyoming", url });
    const asked = [ask(speech), ask(speech), ask(speech)];
    expect(await asked[2]).toBeUndefined();
    open();
    expect(await Promise.all(asked)).toEqual(["yes", "yes", undefined]);
  });

  it("is none by default", async () => {
    const { ask, health, events } = recogniser({});
    expect(await ask(speech)).toBeUndefined();
    expect(health().state).toBe("off");
    expect(events()).toEqual([]);
  });

  it.each([
    [{}, undefined],
    [{ recogniser: "wyoming", url: "tcp://nas:10300" }, undefined],
    [{ recogniser: "openai", url: "http://nas:8000" }, undefined],
    [{ recogniser: "openai" }, /url/],
    [{ recogniser: "openai", url: "tcp://nas:1" }, /http/],
    [{ recogniser: "wyoming", url: "http://nas:1" }, /tcp/],
  ])("of the settings %j has the problem %s", (settings, problem) => {
    const found = largerProblem(largerConfig.parse(settings));
    if (problem) expect(found).toMatch(problem);
    else expect(found).toBeUndefined();
  });
});

function gate() {
  let open = () => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
