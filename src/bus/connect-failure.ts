import { errorMessage } from "../core/errors.ts";

/** Why a connection could not be made, and what to do about it. */
export interface ConnectFailure {
  event: "brokerUnreachable" | "credentialsRefused" | "tlsFailed" | "connectionRefused";
  /** From a small fixed set: a label of the failures metric. */
  why:
    | "unreachable"
    | "credentials"
    | "tls"
    | "version"
    | "clientId"
    | "busy"
    | "timeout"
    | "closed"
    | "other";
  /** What happened, in the words of the network or the broker. */
  reason: string;
  hint: string;
}

/** Puts an error of the MQTT client, the socket or TLS into words. `undefined`: closed without a word. */
export function explainConnectFailure(error: unknown): ConnectFailure {
  if (error === undefined) return failures.closed;
  const code = (error as { code?: unknown } | null)?.code;
  const reason = describe(error);
  const known = typeof code === "number" ? brokerRefusals[code] : undefined;
  if (known) return { ...failures[known], reason };
  if (typeof code === "string") {
    const clock = clockCodes.has(code) ? failures.tlsClock : undefined;
    if (clock) return { ...clock, reason };
    if (networkCodes.has(code)) return { ...failures.unreachable, reason };
    if (/TLS|SSL|PEM|CERT|SIGNATURE|^EPROTO$|^bus\.tlsFileUnreadable$/.test(code))
      return { ...failures.tls, reason };
  }
  if (/connack timeout/i.test(reason)) return { ...failures.timeout, reason };
  if (/unexpected server response: 40[13]/i.test(reason)) return { ...failures.credentials, reason };
  if (/TLS not authorized/i.test(reason)) return { ...failures.tls, reason };
  return { ...failures.other, reason };
}

const failures = {
  unreachable: {
    event: "brokerUnreachable",
    why: "unreachable",
    reason: "",
    hint: "Check that the broker runs, the host and port of bus.url, and the network.",
  },
  timeout: {
    event: "brokerUnreachable",
    why: "timeout",
    reason: "",
    hint: "Something accepts connections there but does not answer as an MQTT broker; check the port of bus.url.",
  },
  credentials: {
    event: "credentialsRefused",
    why: "credentials",
    reason: "",
    hint: "Check bus.user and bus.password (or the client certificate) against the broker's users.",
  },
  tls: {
    event: "tlsFailed",
    why: "tls",
    reason: "",
    hint: "Check bus.tls.caFile, the host name in the server certificate, and that the port really speaks TLS.",
  },
  tlsClock: {
    event: "tlsFailed",
    why: "tls",
    reason: "",
    hint: "Check the date of this machine first, then the dates of the certificate.",
  },
  version: {
    event: "connectionRefused",
    why: "version",
    reason: "",
    hint: "The broker does not speak this MQTT version: set bus.mqttVersion to the other one.",
  },
  clientId: {
    event: "connectionRefused",
    why: "clientId",
    reason: "",
    hint: "The broker does not accept the client id: set bus.clientId.",
  },
  busy: {
    event: "connectionRefused",
    why: "busy",
    reason: "",
    hint: "The broker is busy, full or shutting down.",
  },
  closed: {
    event: "connectionRefused",
    why: "closed",
    reason: "the broker closed the connection without a word",
    hint: "Is the port a TLS port (mqtts://)? Is the broker full? Does it speak this bus.mqttVersion?",
  },
  other: {
    event: "connectionRefused",
    why: "other",
    reason: "",
    hint: "Look into the broker's log for the reason.",
  },
} as const satisfies Record<string, ConnectFailure>;

/** CONNACK codes of MQTT 3.1.1 (section 3.2.2.3) and 5 (section 3.2.2.2). */
const brokerRefusals: Readonly<Record<number, keyof typeof failures>> = {
  1: "version",
  2: "clientId",
  3: "busy",
  4: "credentials",
  5: "credentials",
  132: "version",
  133: "clientId",
  134: "credentials",
  135: "credentials",
  136: "busy",
  137: "busy",
  138: "credentials",
  140: "credentials",
  151: "busy",
  159: "busy",
};

const clockCodes = new Set(["CERT_NOT_YET_VALID", "CERT_HAS_EXPIRED"]);

const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "EHOSTDOWN",
  "ETIMEDOUT",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EADDRNOTAVAIL",
]);

function describe(error: unknown): string {
  // Connecting to a name with several addresses fails with an AggregateError whose own message is empty.
  if (error instanceof AggregateError) return error.errors.map(errorMessage).join("; ");
  return errorMessage(error) || String((error as { code?: unknown } | null)?.code ?? "unknown error");
}
