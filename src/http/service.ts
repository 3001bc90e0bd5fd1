import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { createReporter, type Observability } from "../core/events.ts";
import type { Deadline, Health, Service } from "../core/lifecycle.ts";
import { isLoopbackHost } from "./access.ts";
import type { HttpApi } from "./api.ts";
import type { HttpConfig } from "./config.ts";
import { AddressUnusableError, PortTakenError, TokenRequiredError } from "./errors.ts";
import { httpEvents } from "./events.ts";
import type { Route } from "./route.ts";
import { askRoute } from "./routes/ask.ts";
import { daemonRoutes } from "./routes/daemon.ts";
import { entityRoutes } from "./routes/entities.ts";
import { feedbackRoutes } from "./routes/feedback.ts";
import { healthRoutes } from "./routes/health.ts";
import { indexRoute } from "./routes/index.ts";
import { modelRoutes } from "./routes/models.ts";
import { orderRoutes } from "./routes/orders.ts";
import { queueRoutes } from "./routes/queue.ts";
import { recordRoutes } from "./routes/records.ts";
import { ruleRoutes } from "./routes/rules.ts";
import { seriesRoutes } from "./routes/series.ts";
import { summaryRoute } from "./routes/summary.ts";
import { voiceRoutes } from "./routes/voice.ts";

export interface HttpServiceOptions {
  config: HttpConfig;
  /** For the index. */
  version: string;
  observability: Observability;
  api: HttpApi;
}

export interface HttpService extends Service {
  /** Where it listens, e.g. `http://127.0.0.1:8477`; undefined when it does not. */
  url(): string | undefined;
  /** Applies `allowedHosts` and `requestsPerMinuteMax`. */
  reconfigure(config: HttpConfig): void;
}

/** Share of a shutdown's time that requests in the making may still use. */
const gracefulShare = 0.75;

export function createHttpService(options: HttpServiceOptions): HttpService {
  const { observability, api } = options;
  const { clock } = observability;
  const reporter = createReporter("http", httpEvents, observability);
  let config = options.config;
  let app: FastifyInstance | undefined;
  let url: string | undefined;

  return {
    name: "http",
    async start(signal) {
      if (!config.isEnabled) {
        reporter.report("disabled");
        return;
      }
      if (config.token === undefined && !isLoopbackHost(config.host))
        throw new TokenRequiredError(config.host);
      // Here, so that a daemon without HTTP does not load fastify.
      const { createServer } = await import("./server.ts");
      const routes = allRoutes(observability, options.version);
      const server = createServer({ config: () => config, routes, api, observability, reporter });
      signal.throwIfAborted();
      await listen(server, config);
      app = server;
      url = urlOf(server.server.address() as AddressInfo);
      reporter.report("listening", { url, port: (server.server.address() as AddressInfo).port });
    },
    async stop(deadline) {
      const server = app;
      app = undefined;
      url = undefined;
      if (server) await close(server, deadline);
    },
    health(): Health {
      if (!config.isEnabled) return { status: "ok", detail: "Switched off." };
      return url
        ? { status: "ok", detail: `Listens on ${url}.` }
        : { status: "failed", detail: "Does not listen." };
    },
    url: () => url,
    reconfigure(next) {
      const { allowedHosts, requestsPerMinuteMax } = next;
      config = { ...config, allowedHosts, requestsPerMinuteMax };
    },
  };

  /** Waits for requests in the making, then cuts what is left: a kept-alive connection must not hold a stop up. */
  async function close(server: FastifyInstance, deadline: Deadline): Promise<void> {
    const cut = () => server.server.closeAllConnections();
    const cancel = clock.after(deadline.remainingMs() * gracefulShare, cut);
    deadline.signal.addEventListener("abort", cut, { once: true });
    if (deadline.signal.aborted) cut();
    await server.close();
    cancel();
    deadline.signal.removeEventListener("abort", cut);
  }
}

function allRoutes(observability: Observability, version: string): Route[] {
  const routes = [
    ...healthRoutes(observability.metrics),
    ...daemonRoutes,
    askRoute(),
    ...recordRoutes,
    ...queueRoutes,
    summaryRoute,
    ...seriesRoutes,
    ...entityRoutes,
    ...modelRoutes,
    ...feedbackRoutes,
    ...ruleRoutes,
    ...orderRoutes,
    ...voiceRoutes,
  ];
  return [indexRoute(routes, version), ...routes];
}

async function listen(server: FastifyInstance, { host, port }: HttpConfig): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "EADDRINUSE") throw new PortTakenError(host, port, error);
    if (code?.startsWith("E")) throw new AddressUnusableError(host, port, error);
    throw error;
  }
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
