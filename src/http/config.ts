import { section, setting, z } from "../core/schema.ts";

const live = { reload: "live" } as const;

export const httpConfig = section(
  {
    isEnabled: setting(z.boolean().default(true), "Serve health, metrics and the API over HTTP"),
    host: setting(
      z.string().min(1).default("127.0.0.1"),
      "Address to listen on; any but a loopback address needs a token",
    ),
    port: setting(z.int().min(0).max(65_535).default(8_477), "Port to listen on; 0 takes any free one"),
    token: setting(
      z
        .string()
        .regex(/^[\x21-\x7e]{16,512}$/, "16 to 512 visible ASCII characters without spaces")
        .optional(),
      "Token that requests for /api and /metrics must bring as `Authorization: Bearer …`",
      { secret: true },
    ),
    allowedHosts: setting(
      z.array(z.string().min(1).max(253)).max(32).default([]),
      "Further names this device may be called by in the Host header, such as that of a reverse proxy on it",
      live,
    ),
    bodyBytesMax: setting(z.int().min(256).max(16_777_216).default(65_536), "Longest request body in bytes"),
    requestsPerMinuteMax: setting(
      z.int().min(1).max(1_000_000).default(1_200),
      "Requests one client address may make in a minute",
      live,
    ),
    requestTimeoutMs: setting(
      z.int().min(100).max(600_000).default(30_000),
      "Longest time for a request to come in, and for its answer to be made, in milliseconds",
    ),
    connectionsMax: setting(z.int().min(1).max(10_000).default(128), "Most connections open at a time"),
  },
  "Health, metrics and the API over HTTP",
);

export type HttpConfig = z.infer<typeof httpConfig>;
