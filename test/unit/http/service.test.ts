import { request } from "node:http";
import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { EdgewiseError } from "../../../src/core/errors.ts";
import type { Deadline } from "../../../src/core/lifecycle.ts";
import type { Utterance } from "../../../src/domain/utterance.ts";
import type { HttpApi, IncidentQuery } from "../../../src/http/api.ts";
import { httpConfig } from "../../../src/http/config.ts";
import { createHttpService } from "../../../src/http/service.ts";
import { createEmptyHttpApi } from "../../support/http-api.ts";
import { createTestObservability } from "../../support/observability.ts";

const token = "a-token-of-16-characters";

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the tests read answers as a client without types does
  json: any;
}

function deadline(ms: number): Deadline {
  const endMs = performance.now() + ms;
  return { remainingMs: () => Math.max(0, endMs - performance.now()), signal: AbortSignal.timeout(ms) };
}

function createService(config: object = {}, api: Partial<HttpApi> = {}) {
  const observability = createTestObservability(systemClock);
  const service = createHttpService({
    config: httpConfig.parse({ port: 0, ...config }),
    version: "1.2.3",
    observability,
    api: createEmptyHttpApi(api),
  });
  onTestFinished(() => service.stop(deadline(1_000)));
  return { service, observability };
}

async function start(config: object = {}, api: Partial<HttpApi> = {}) {
  const { service, observability } = createService(config, api);
  await service.start(new AbortController().signal);
  const url = service.url() ?? "";
  /** Not fetch: it forbids setting Host and Origin, which are what some tests are about. */
  const call = (
    path: string,
    options: { method?: string; body?: string | object; headers?: Record<string, string> } = {},
  ) =>
    new Promise<Answer>((resolve, reject) => {
      const { method = options.body === undefined ? "GET" : "POST", body } = options;
      const headers = {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      };
      const outgoing = request(new URL(path, url), { method, headers, agent: false }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => {
          const isJson = response.headers["content-type"]?.startsWith("application/json");
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: isJson ? JSON.parse(text) : undefined,
          });
        });
      });
      outgoing.on("error", reject);
      outgoing.end(typeof body === "object" ? JSON.stringify(body) : body);
    });
  return { service, observability, call, url };
}

test("GET / lists every route in plain text", async () => {
  const { call } = await start();
  const { status, text, headers } = await call("/");
  expect(status).toBe(200);
  expect(headers["content-type"]).toContain("text/plain");
  for (const path of ["/healthz", "/metrics", "/api/ask", "/api/series/history"])
    expect(text).toContain(path);
});

test("/healthz is 200 while the loops turn, and 503 naming the stuck one", async () => {
  const loops = [{ loop: "bus", ageMs: 1, ageMaxMs: 10, isStuck: false }];
  const { call } = await start({}, { loops: () => loops });
  expect(await call("/healthz")).toMatchObject({ status: 200, json: { status: "ok" } });
  loops.push({ loop: "store", ageMs: 99, ageMaxMs: 10, isStuck: true });
  expect(await call("/healthz")).toMatchObject({ status: 503, json: { status: "stuck", loops: ["store"] } });
});

test("/readyz tells whether the daemon is ready", async () => {
  let isReady = false;
  const { call } = await start({}, { isReady: () => isReady });
  expect((await call("/readyz")).status).toBe(503);
  isReady = true;
  expect((await call("/readyz")).status).toBe(200);
});

test("/metrics is Prometheus text and counts the requests themselves by route", async () => {
  const { call } = await start();
  await call("/api/incidents/unknown-1");
  await call("/api/incidents/unknown-2");
  await call("/no/such/page");
  const { text, headers } = await call("/metrics");
  expect(headers["content-type"]).toContain("version=0.0.4");
  expect(text).toContain('edgewise_http_requests_total{route="/api/incidents/:id",status="404"} 2');
  expect(text).toContain('edgewise_http_requests_total{route="none",status="404"} 1');
});

test("/api/ask passes on what was said and answers with the answer", async () => {
  const asked: Utterance[] = [];
  const { call } = await start(
    {},
    {
      ask: async (utterance) => {
        asked.push(utterance);
        return { ...(await createEmptyHttpApi().ask(utterance)), outcome: "done", reply: "The pump is on." };
      },
    },
  );
  const { status, json } = await call("/api/ask", {
    body: { text: " turn on the pump ", area: "barn", dryRun: true },
  });
  expect(status).toBe(200);
  expect(json).toMatchObject({ outcome: "done", reply: "The pump is on." });
  expect(asked[0]).toMatchObject({ text: "turn on the pump", area: "barn", source: "http", dryRun: true });
  expect(asked[0]?.id).toMatch(/^[0-9A-Z]{26}$/);
});

test.each([
  ["no text", {}, "text"],
  ["an empty text", { text: "  " }, "text"],
  ["a text of 2,000 characters", { text: "x".repeat(2_000) }, "text"],
  ["a number for a text", { text: 5 }, "text"],
  ["an unknown field", { text: "x", loud: true }, "loud"],
  ["a source that would not fit a topic", { text: "x", source: "a/#" }, "source"],
  ["the source of signed orders", { text: "x", source: "cloud" }, "signed orders"],
  ["a list", [1], "body"],
])("/api/ask refuses %s and says what is wrong", async (_, body, word) => {
  const { call } = await start();
  const { status, json } = await call("/api/ask", { body });
  expect(status).toBe(400);
  expect(json.error).toMatchObject({ code: "http.bodyInvalid", message: expect.stringContaining(word) });
});

test.each([
  ["broken JSON", '{"text":', 400, "http.bodyInvalid"],
  ["nothing", "", 400, "http.bodyInvalid"],
  ["a polluting key", '{"text":"x","__proto__":{"isAdmin":true}}', 400, "http.bodyInvalid"],
  ["more than the limit", JSON.stringify({ text: "x".repeat(70_000) }), 413, "http.bodyTooLarge"],
])("a body of %s is refused with a JSON error", async (_, body, status, code) => {
  const { call } = await start();
  const answer = await call("/api/ask", { method: "POST", body });
  expect(answer).toMatchObject({ status, json: { error: { code } } });
});

test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"])(
  "a POST of %s is refused, as a foreign page could send it unasked",
  async (type) => {
    const { call } = await start();
    const answer = await call("/api/ask", { body: '{"text":"x"}', headers: { "content-type": type } });
    expect(answer).toMatchObject({ status: 415, json: { error: { code: "http.bodyNotJson" } } });
  },
);

test("a POST without a body and type is refused before anything is done", async () => {
  let reloads = 0;
  const { call } = await start(
    {},
    {
      reload: async () => {
        reloads += 1;
        return { isApplied: true, applied: [], needsRestart: [], problems: [] };
      },
    },
  );
  expect((await call("/api/reload", { method: "POST" })).status).toBe(415);
  expect(reloads).toBe(0);
  expect((await call("/api/reload", { body: {} })).status).toBe(200);
  expect(reloads).toBe(1);
});

test("a reload that is not applied is a conflict with its problems", async () => {
  const result = {
    isApplied: false,
    applied: [],
    needsRestart: ["http.port"],
    problems: ["edgewise.yaml: bus.url"],
  };
  const { call } = await start({}, { reload: async () => result });
  expect(await call("/api/reload", { body: {} })).toMatchObject({ status: 409, json: result });
});

test("/api/incidents passes the query on in milliseconds and shows times in ISO", async () => {
  const queries: IncidentQuery[] = [];
  const incident = { id: "i1", openedAt: 0, updatedAt: 0, closedAt: undefined, evidence: [] } as never;
  const { call } = await start(
    {},
    {
      incidents: async (query) => {
        queries.push(query);
        return [incident];
      },
    },
  );
  const { json } = await call(
    "/api/incidents?status=open&from=2026-01-05T12:00:00Z&to=1767700800000&limit=5",
  );
  expect(queries).toEqual([{ status: "open", from: 1_767_614_400_000, to: 1_767_700_800_000, countMax: 5 }]);
  expect(json.incidents[0]).toMatchObject({ openedAt: "1970-01-01T00:00:00.000Z", closedAt: null });
});

test.each([
  "status=broken",
  "limit=0",
  "limit=x",
  "limit=501",
  "from=yesterday",
  "limt=5",
  "status=open&status=closed",
])("/api/incidents?%s is refused with what is allowed", async (query) => {
  const { call } = await start();
  expect(await call(`/api/incidents?${query}`)).toMatchObject({
    status: 400,
    json: { error: { code: "http.queryInvalid", hint: "allowed: status, from, to, limit" } },
  });
});

test("an unknown incident is a 404 that quotes the id safely", async () => {
  const { call } = await start();
  const { status, json } = await call("/api/incidents/%22%3Cscript%3E");
  expect(status).toBe(404);
  expect(json.error.message).toBe('There is no incident "\\"<script>".');
});

test("/api/series/history asks for the last day by default and refuses a range that is too long", async () => {
  const queries: object[] = [];
  const { call } = await start(
    {},
    {
      history: async (query) => {
        queries.push(query);
        return query.id === "known" ? [{ start: 0 } as never] : undefined;
      },
    },
  );
  const { json } = await call("/api/series/history?id=known&to=86400000&width=minute");
  expect(queries).toEqual([{ id: "known", width: "minute", from: 0, to: 86_400_000 }]);
  expect(json.rollups).toEqual([{ start: "1970-01-01T00:00:00.000Z" }]);
  expect(
    (await call("/api/series/history?id=known&from=0&to=86400000000&width=minute")).json.error.code,
  ).toBe("http.rangeTooLong");
  expect((await call("/api/series/history?id=known&from=5&to=5")).status).toBe(400);
  expect((await call("/api/series/history?id=other")).status).toBe(404);
  expect((await call("/api/series/history")).json.error.message).toContain("id");
});

test("/api/queue shows a dead letter whose body is no JSON as the text it is", async () => {
  const record = { id: "r", class: "log", stream: "s", at: 0, clock: "synced", body: "{broken" } as const;
  const { call } = await start(
    {},
    {
      queue: async () => ({
        ...(await createEmptyHttpApi().queue({ countMax: 0 })),
        records: [{ ...record, body: '{"a":1}' }],
        deadLetters: [{ number: 1, sink: "cloud", rejectedAt: 0, record, reason: "no JSON" }],
      }),
    },
  );
  expect((await call("/api/queue")).json).toMatchObject({
    records: [{ body: { a: 1 } }],
    deadLetters: [{ record: { body: "{broken" }, reason: "no JSON" }],
  });
});

describe("the queue's desk", () => {
  const record = {
    id: "r1",
    class: "log",
    stream: "s",
    at: 1_000,
    clock: "synced",
    isHistorical: true,
    body: '{"a":1}',
  } as const;

  test("gives the queue page by page, only of what is asked for", async () => {
    const queries: unknown[] = [];
    const { call } = await start(
      {},
      {
        queueRecords: async (query) => {
          queries.push(query);
          return { records: [record], next: 17 };
        },
      },
    );
    const { json } = await call(
      "/api/queue/records?from=5&limit=2&class=log,sample&sink=cloud&before=1970-01-02T00:00:00Z",
    );
    expect(json).toEqual({
      records: [{ ...record, at: "1970-01-01T00:00:01.000Z", body: { a: 1 } }],
      next: 17,
    });
    expect(queries).toEqual([
      {
        classes: ["log", "sample"],
        sink: "cloud",
        before: 86_400_000,
        from: 5,
        countMax: 2,
        bytesMax: 4_194_304,
      },
    ]);
    expect((await call("/api/queue/records?class=logs")).status).toBe(400);
    expect((await call("/api/queue/records?from=x")).status).toBe(400);
  });

  test("queues records of elsewhere, and none of a request in which one is no record", async () => {
    const imported: unknown[] = [];
    const { call } = await start(
      {},
      {
        importRecords: async (records, source) => {
          imported.push(...records, ...(source ? [source] : []));
          return { queued: 1, repeated: 0, unwanted: 0 };
        },
      },
    );
    const given = { ...record, at: "1970-01-01T00:00:01.000Z", body: { a: 1 } };
    expect((await call("/api/queue/records", { body: { records: [given] } })).json).toEqual({
      queued: 1,
      repeated: 0,
      unwanted: 0,
    });
    const { isHistorical: _, ...envelope } = record;
    expect(imported).toEqual([envelope]);
    const source = { digest: "a".repeat(64), first: 3 };
    expect((await call("/api/queue/records", { body: { records: [given], source } })).status).toBe(200);
    expect(imported.pop()).toEqual(source);
    imported.pop();
    const wrong = { digest: "../x", first: -1 };
    expect((await call("/api/queue/records", { body: { records: [given], source: wrong } })).status).toBe(
      400,
    );
    const { status, json } = await call("/api/queue/records", {
      body: { records: [given, { ...given, class: "gossip" }] },
    });
    expect(status).toBe(400);
    expect(json.error.message).toContain("records.1.class");
    expect(imported).toHaveLength(1);
  });

  test("gives up everything only when that is said", async () => {
    const filters: unknown[] = [];
    const { call } = await start(
      {},
      {
        purgeQueue: async (filter) => {
          filters.push(filter);
          return 3;
        },
      },
    );
    expect((await call("/api/queue/purge", { body: {} })).status).toBe(400);
    expect(filters).toEqual([]);
    expect((await call("/api/queue/purge", { body: { isEverything: true } })).json).toEqual({ purged: 3 });
    await call("/api/queue/purge", { body: { classes: ["sample"], before: "1970-01-01T00:00:01Z" } });
    expect(filters).toEqual([{}, { classes: ["sample"], before: 1_000 }]);
  });

  test("requeues and forgets refused records by number", async () => {
    const asked: unknown[] = [];
    const { call } = await start(
      {},
      {
        requeue: async (numbers) => {
          asked.push(numbers);
          return 2;
        },
        discard: async (numbers) => {
          asked.push(numbers);
          return 1;
        },
      },
    );
    expect((await call("/api/queue/requeue", { body: {} })).json).toEqual({ requeued: 2 });
    expect((await call("/api/queue/discard", { body: { numbers: [4] } })).json).toEqual({ discarded: 1 });
    expect(asked).toEqual([undefined, [4]]);
    expect((await call("/api/queue/discard", { body: { numbers: [0] } })).status).toBe(400);
  });

  test("drains a sink that there is, and says which there is not", async () => {
    const { call } = await start({}, { drainNow: (sink) => (sink === "nowhere" ? [] : ["cloud"]) });
    expect(await call("/api/queue/drain", { body: {} })).toMatchObject({
      status: 202,
      json: { sinks: ["cloud"] },
    });
    expect(await call("/api/queue/drain", { body: { sink: "nowhere" } })).toMatchObject({
      status: 404,
      json: { error: { code: "http.sinkUnknown" } },
    });
  });
});

test("an entity that is not valid is refused with the reason", async () => {
  const { call } = await start();
  expect(await call("/api/entities", { body: { id: "x" } })).toMatchObject({
    status: 400,
    json: { error: { code: "http.entityInvalid", message: "The entity is not valid: no name." } },
  });
});

test("a named failure of a part is a 503 with its hint, and logs no error of ours", async () => {
  const { call, observability } = await start(
    {},
    {
      incidents: () =>
        Promise.reject(new EdgewiseError("store.full", "The disk is full.", { hint: "free some space" })),
    },
  );
  expect(await call("/api/incidents")).toMatchObject({
    status: 503,
    json: { error: { code: "store.full", message: "The disk is full.", hint: "free some space" } },
  });
  expect(observability.records.some(({ event }) => event === "http.requestFailed")).toBe(false);
});

test("a bug is a 500 that shows nothing of itself, and is logged", async () => {
  const { call, observability } = await start(
    {},
    {
      configSummary: () => {
        throw new TypeError("secret detail");
      },
    },
  );
  const { status, text } = await call("/api/config");
  expect(status).toBe(500);
  expect(text).not.toContain("secret detail");
  expect(observability.records).toContainEqual(
    expect.objectContaining({ event: "http.requestFailed", level: "error" }),
  );
});

test("an answer that never comes is given up", async () => {
  const { call } = await start({ requestTimeoutMs: 100 }, { incidents: () => new Promise(() => {}) });
  expect(await call("/api/incidents")).toMatchObject({
    status: 504,
    json: { error: { code: "http.answerTooLate" } },
  });
});

test("the ninth command at a time is told to come back, and a free place is used again", async () => {
  const waiting: (() => void)[] = [];
  const { call } = await start(
    {},
    {
      ask: (utterance) =>
        new Promise((resolve) => {
          waiting.push(() => resolve(createEmptyHttpApi().ask(utterance)));
        }),
    },
  );
  const ask = () => call("/api/ask", { body: { text: "x" } });
  const first = Array.from({ length: 9 }, ask);
  const surplus = await Promise.race(first);
  expect(surplus).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
  for (const finish of waiting.splice(0)) finish();
  expect((await Promise.all(first)).filter(({ status }) => status === 200)).toHaveLength(8);
  const again = ask();
  await expect.poll(() => waiting.length).toBe(1);
  waiting[0]?.();
  expect((await again).status).toBe(200);
});

test("an unknown path is a JSON 404 that says where the list is", async () => {
  const { call } = await start();
  expect(await call("/api/incdents?x=1")).toMatchObject({
    status: 404,
    json: {
      error: {
        code: "http.notFound",
        message: "There is no GET /api/incdents.",
        hint: "GET / lists what there is",
      },
    },
  });
  expect((await call("/%zz")).json.error.code).toBe("http.pathInvalid");
});

test("a name that was rebound to this device is refused, a configured one passes after a reload", async () => {
  const { call, service } = await start();
  const rebound = () => call("/api/status", { headers: { host: "evil.example:8477" } });
  expect(await rebound()).toMatchObject({ status: 403, json: { error: { code: "http.hostRefused" } } });
  service.reconfigure(httpConfig.parse({ allowedHosts: ["evil.example"] }));
  expect((await rebound()).status).toBe(200);
});

test("a web page of another origin can neither read nor command", async () => {
  const { call } = await start();
  const headers = { origin: "https://evil.example" };
  expect((await call("/api/status", { headers })).status).toBe(403);
  expect((await call("/api/ask", { headers, body: { text: "open the gate" } })).status).toBe(403);
});

test("with a token everything but health needs it", async () => {
  const { call, observability } = await start({ token });
  for (const path of ["/api/status", "/metrics", "/api/no-such-thing"]) {
    const answer = await call(path);
    expect(answer).toMatchObject({ status: 401, json: { error: { code: "http.tokenRequired" } } });
    expect(answer.headers["www-authenticate"]).toContain("Bearer");
  }
  expect((await call("/api/status", { headers: { authorization: `Bearer ${token}x` } })).status).toBe(401);
  expect((await call("/api/status", { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  expect((await call("/healthz")).status).toBe(200);
  expect(JSON.stringify(observability.records)).not.toContain(token);
});

test("a client that asks too often is told when to come back, but health still answers", async () => {
  const { call } = await start({ requestsPerMinuteMax: 2 });
  await call("/api/status");
  await call("/api/status");
  expect(await call("/api/status")).toMatchObject({ status: 429, headers: { "retry-after": "30" } });
  expect((await call("/healthz")).status).toBe(200);
});

test.each(["0.0.0.0", "::", "192.0.2.1"])(
  "listening on %s without a token is refused with what to do",
  async (host) => {
    const { service } = createService({ host });
    await expect(service.start(new AbortController().signal)).rejects.toMatchObject({
      code: "http.tokenRequired",
      hint: expect.stringContaining("http.token"),
    });
    expect(service.url()).toBeUndefined();
  },
);

test("on all addresses with a token any name is answered to", async () => {
  const { call } = await start({ host: "0.0.0.0", token });
  const headers = { host: "barn.example", authorization: `Bearer ${token}` };
  expect((await call("/api/status", { headers })).status).toBe(200);
});

test("a taken port and a foreign address are said in words", async () => {
  const { url } = await start();
  const port = Number(new URL(url).port);
  await expect(createService({ port }).service.start(new AbortController().signal)).rejects.toMatchObject({
    code: "http.portTaken",
    message: `Port ${port} on 127.0.0.1 is taken by another program.`,
  });
  const elsewhere = createService({ host: "192.0.2.1", token });
  await expect(elsewhere.service.start(new AbortController().signal)).rejects.toMatchObject({
    code: "http.addressUnusable",
  });
});

test("switched off it listens nowhere and is healthy", async () => {
  const { service } = createService({ isEnabled: false, host: "0.0.0.0" });
  await service.start(new AbortController().signal);
  expect(service.url()).toBeUndefined();
  expect(service.health().status).toBe("ok");
});

test("a stop closes kept-alive connections and ends in time", async () => {
  const { service, url } = await start();
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await new Promise((resolve) => {
    socket.write("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
    socket.once("data", resolve);
  });
  const closed = new Promise((resolve) => {
    socket.once("close", resolve);
  });
  const stopDeadline = deadline(5_000);
  await service.stop(stopDeadline);
  await closed;
  expect(stopDeadline.remainingMs()).toBeGreaterThan(3_000);
});

test("a stop waits for an answer in the making but not for ever", async () => {
  let finish: (() => void) | undefined;
  const { service, call } = await start(
    {},
    {
      incidents: () =>
        new Promise((resolve) => {
          finish = () => resolve([]);
        }),
    },
  );
  const answered = call("/api/incidents");
  await expect.poll(() => finish).toBeDefined();
  const stopped = service.stop(deadline(5_000));
  finish?.();
  expect((await answered).status).toBe(200);
  await stopped;

  let isAsked = false;
  const second = await start(
    {},
    {
      incidents: () => {
        isAsked = true;
        return new Promise(() => {});
      },
    },
  );
  const cut = second.call("/api/incidents").catch((error: unknown) => error);
  await expect.poll(() => isAsked).toBe(true);
  const stopDeadline = deadline(400);
  await second.service.stop(stopDeadline);
  expect(await cut).toBeInstanceOf(Error);
  expect(stopDeadline.remainingMs()).toBeGreaterThan(0);
});

test("a stop before and after everything does nothing", async () => {
  const { service } = createService();
  await service.stop(deadline(100));
  await service.start(new AbortController().signal);
  await service.stop(deadline(1_000));
  await service.stop(deadline(100));
  expect(service.health().status).toBe("failed");
});
