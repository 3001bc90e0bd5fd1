import type { EventTable } from "../core/events.ts";

export const httpEvents = {
  listening: { level: "info", message: "The HTTP interface listens." },
  disabled: { level: "info", message: "The HTTP interface is switched off." },
  requestFailed: {
    level: "error",
    message: "A request met an error that no one foresaw.",
    counter: "edgewise_http_request_failures_total",
    quietMs: 10_000,
  },
  requestTimedOut: {
    level: "warn",
    message: "A request was given up because its answer took too long.",
    counter: "edgewise_http_request_timeouts_total",
    quietMs: 60_000,
  },
  tokenRefused: {
    level: "warn",
    message: "A request came without the right token.",
    counter: "edgewise_http_tokens_refused_total",
    quietMs: 60_000,
  },
  originRefused: {
    level: "warn",
    message: "A request from a web page of another place was refused.",
    counter: "edgewise_http_origins_refused_total",
    quietMs: 60_000,
  },
  rateLimited: {
    level: "warn",
    message: "A client makes more requests than allowed; the surplus is refused.",
    counter: "edgewise_http_rate_limited_total",
    quietMs: 60_000,
  },
  overloaded: {
    level: "warn",
    message: "More commands came at a time than are worked on at a time; the surplus was refused.",
    counter: "edgewise_http_overloaded_total",
    quietMs: 60_000,
  },
} as const satisfies EventTable;

export const httpMetrics = {
  requests: {
    name: "edgewise_http_requests_total",
    help: "Requests by route and status",
    labels: ["route", "status"],
  },
  requestSeconds: {
    name: "edgewise_http_request_seconds",
    help: "Time from the head of a request to the end of its answer",
    labels: ["route"],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30],
  },
} as const;
