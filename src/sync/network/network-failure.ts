import { errorMessage } from "../../core/errors.ts";

export interface NetworkFailure {
  /** What went wrong, in words; without addresses beyond the host, without secrets. */
  reason: string;
  needsPerson: boolean;
  /** The connection was cut while we were sending: some servers do that to a body that is too large. */
  isCut: boolean;
}

/** Error codes of Node's net, dns and tls, as a person would say them. `{host}` is filled in. */
const knownFailures: Readonly<Record<string, { says: string; needsPerson?: boolean; isCut?: boolean }>> = {
  ECONNREFUSED: { says: "{host} refuses the connection" },
  ENOTFOUND: { says: "the name {host} cannot be resolved" },
  EAI_AGAIN: { says: "the name {host} cannot be resolved now (no DNS answer)" },
  EHOSTUNREACH: { says: "{host} cannot be reached (no route)" },
  ENETUNREACH: { says: "there is no network towards {host}" },
  ENETDOWN: { says: "the network is down" },
  ETIMEDOUT: { says: "{host} does not answer" },
  ECONNRESET: { says: "{host} broke off the connection", isCut: true },
  EPIPE: { says: "{host} broke off the connection while the batch was sent", isCut: true },
  EPROTO: { says: "{host} does not speak TLS on this port; http:// instead of https://?", needsPerson: true },
  // After a power cut a board without a clock battery lives in the past, and then no certificate is valid.
  CERT_NOT_YET_VALID: {
    says: "the certificate of {host} is not valid yet; is the clock of this device wrong?",
    needsPerson: true,
  },
  CERT_HAS_EXPIRED: {
    says: "the certificate of {host} has expired, or the clock of this device is wrong",
    needsPerson: true,
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    says: "the certificate of {host} is self-signed; name its file in tls.caFile",
    needsPerson: true,
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    says: "the certificate of {host} comes from an authority that is not trusted; name its file in tls.caFile",
    needsPerson: true,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    says: "the certificate of {host} cannot be verified; name the file of its authority in tls.caFile",
    needsPerson: true,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    says: "the certificate of {host} comes from an unknown authority; name its file in tls.caFile",
    needsPerson: true,
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    says: "the certificate of {host} was made for another name",
    needsPerson: true,
  },
};

/** Alerts with which a server refuses the certificate of a client (RFC 8446 section 6.2). */
const clientCertificateAlert =
  /alert[_ ](bad[_ ]certificate|unsupported[_ ]certificate|certificate|unknown[_ ]ca|access[_ ]denied)/i;

export function describeNetworkFailure(error: unknown, host: string): NetworkFailure {
  const code = errorCode(error);
  // Under TLS 1.2 the alert stands only in the message, behind the code EPROTO.
  if (code?.startsWith("ERR_SSL") || code === "EPROTO") {
    const words = `${code} ${errorMessage(error)}`;
    if (clientCertificateAlert.test(words)) {
      return {
        reason: `${host} does not accept our client certificate; renew it or set tls.certFile and tls.keyFile (${code})`,
        needsPerson: true,
        isCut: false,
      };
    }
  }
  const known = code === undefined ? undefined : knownFailures[code];
  if (known) {
    return {
      reason: `${known.says.replace("{host}", host)} (${code})`,
      needsPerson: known.needsPerson ?? false,
      isCut: known.isCut ?? false,
    };
  }
  // OpenSSL's own codes: a wrong version number, an alert.
  if (code?.startsWith("ERR_SSL")) {
    return { reason: `TLS with ${host} failed (${code})`, needsPerson: true, isCut: false };
  }
  const detail = errorMessage(error) || code || "no reason given";
  return { reason: `the connection to ${host} failed: ${detail}`, needsPerson: false, isCut: false };
}

/** A name with several addresses fails with an `AggregateError`: the first inner error tells. */
function errorCode(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}
