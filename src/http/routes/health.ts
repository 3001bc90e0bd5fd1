import type { Metrics } from "../../core/metrics.ts";
import type { Route } from "../route.ts";

/** Liveness, readiness and metrics. The first two say no more than a word: they need no token. */
export function healthRoutes(metrics: Metrics): Route[] {
  return [
    {
      method: "GET",
      path: "/healthz",
      summary: "200 while every loop turns, else 503 with the stuck ones",
      isOpen: true,
      async handle(_input, { api }) {
        const stuck = api.loops().filter(({ isStuck }) => isStuck);
        if (stuck.length === 0) return { body: { status: "ok" } };
        return { status: 503, body: { status: "stuck", loops: stuck.map(({ loop }) => loop) } };
      },
    },
    {
      method: "GET",
      path: "/readyz",
      summary: "200 from the end of the start to the beginning of the stop, else 503",
      isOpen: true,
      async handle(_input, { api }) {
        return api.isReady() ? { body: { status: "ready" } } : { status: 503, body: { status: "notReady" } };
      },
    },
    {
      method: "GET",
      path: "/metrics",
      summary: "metrics in the Prometheus text format",
      isOpen: false,
      async handle() {
        return { text: await metrics.expose(), type: "text/plain; version=0.0.4; charset=utf-8" };
      },
    },
  ];
}
