import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import type { Clock } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Observability, Reporter } from "../core/events.ts";
import { createId } from "../core/id.ts";
import type { HttpApi } from "./api.ts";
import type { HttpConfig } from "./config.ts";
import { RequestError } from "./errors.ts";
import { type httpEvents, httpMetrics } from "./events.ts";
import { createGuard } from "./guard.ts";
import { createRateLimit } from "./rate-limit.ts";
import { errorReply } from "./replies.ts";
import type { Route, RouteReply } from "./route.ts";

/**
 * The routes on fastify, with every request guarded, limited, timed and answered in JSON.
 *
 * 1. At most `connectionsMax` connections; a request body of at most `bodyBytesMax`.
 * 2. A request comes in within `requestTimeoutMs`, and its answer is made within as much again.
 * 3. `requestsPerMinuteMax` requests a minute for each client address.
 */
export function createServer(options: {
  config: () => HttpConfig;
  routes: readonly Route[];
  api: HttpApi;
  observability: Observability;
  reporter: Reporter<typeof httpEvents>;
}): FastifyInstance {
  const { routes, api, reporter } = options;
  const { clock, metrics } = options.observability;
  const config = options.config();
  const app = Fastify({
    logger: false,
    bodyLimit: config.bodyBytesMax,
    requestTimeout: config.requestTimeoutMs,
    keepAliveTimeout: 10_000,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 1_000 },
    // Requests are read by our own schemas. Unless told so, fastify loads its compilers of JSON schemas: 100 modules.
    schemaController: { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } },
    frameworkErrors: (error, _request, reply) => {
      void sendError(reply as FastifyReply, error, reporter);
    },
  });
  app.server.maxConnections = config.connectionsMax;
  app.removeContentTypeParser("text/plain");
  const rateLimit = createRateLimit({
    perMinute: () => options.config().requestsPerMinuteMax,
    monotonicMs: () => clock.monotonicMs(),
  });
  const guard = createGuard({ config: options.config, rateLimit, reporter });
  const openPaths = new Set(routes.filter(({ isOpen }) => isOpen).map(({ path }) => path));
  const requests = metrics.counter(httpMetrics.requests);
  const requestSeconds = metrics.histogram(httpMetrics.requestSeconds);

  app.addHook("onRequest", async ({ method, ip, headers, routeOptions }) => {
    guard({ method, address: ip, headers, isOpen: openPaths.has(routeOptions.url ?? "") });
  });
  app.addHook("onSend", async (_request, reply) => {
    void reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
  });
  app.addHook("onResponse", async ({ routeOptions }, reply) => {
    const route = routeOptions.url ?? "none";
    requests.increment(1, { route, status: String(reply.statusCode) });
    requestSeconds.observe(reply.elapsedTime / 1_000, { route });
  });
  app.setErrorHandler((error, _request, reply) => sendError(reply, error, reporter));
  app.setNotFoundHandler(({ method, url }, reply) => {
    const path = url.split("?")[0]?.slice(0, 200);
    const error = new RequestError(404, "http.notFound", `There is no ${method} ${path}.`, {
      hint: "GET / lists what there is",
    });
    return sendError(reply, error, reporter);
  });

  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      async handler({ query, body, params }, reply) {
        const answer = route.handle(
          { query, body, params: params as Record<string, string> },
          {
            api,
            nowMs: clock.now(),
            createId: () => createId(clock.now()),
            onOverloaded: () => reporter.report("overloaded"),
          },
        );
        const timeoutMs = config.requestTimeoutMs;
        return send(
          reply,
          await inTime(answer, {
            clock,
            timeoutMs,
            onTimeout: () => reporter.report("requestTimedOut", { route: route.path }),
          }),
        );
      },
    });
  }
  return app;
}

function refuseSchema(): never {
  throw new Error("routes have no JSON schemas of fastify's");
}

function send(reply: FastifyReply, answer: RouteReply): FastifyReply {
  if ("text" in answer) return reply.type(answer.type).send(answer.text);
  return reply.code("status" in answer ? answer.status : 200).send(answer.body);
}

function sendError(reply: FastifyReply, error: unknown, reporter: Reporter<typeof httpEvents>): FastifyReply {
  const { status, headers, body, isUnforeseen } = errorReply(error);
  if (isUnforeseen)
    reporter.report("requestFailed", { error: errorMessage(error), stack: (error as Error)?.stack });
  return reply.code(status).headers(headers).send(body);
}

/** What `answer` resolves with, or a 504 when that takes longer; the work itself goes on to its end. */
function inTime<T>(
  answer: Promise<T>,
  { clock, timeoutMs, onTimeout }: { clock: Clock; timeoutMs: number; onTimeout: () => void },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () => {
      onTimeout();
      reject(
        new RequestError(504, "http.answerTooLate", `No answer could be made within ${timeoutMs} ms.`, {
          hint: "the disk or the broker may be stuck; see /api/status",
        }),
      );
    });
    answer.then(resolve, reject).finally(cancel);
  });
}
