import { createHash, createHmac, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { createRandomId } from "../../core/id.ts";
import type { HttpRequest } from "./http-client.ts";
import type { RequestSigner } from "./request-signer.ts";

export const signatureAlgorithms = ["ed25519", "hmac-sha256"] as const;
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** RFC 2104 section 3 advises against keys shorter than the hash; half of it is the least we take. */
const hmacKeyBytesMin = 16;

/** Why `key` cannot sign, or undefined when it can: PEM (PKCS #8) for ed25519, base64 for hmac-sha256. */
export function signatureKeyProblem(algorithm: SignatureAlgorithm, key: string): string | undefined {
  if (algorithm === "hmac-sha256") {
    const isBase64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(key);
    const bytes = Buffer.from(key, "base64").length;
    return isBase64 && bytes >= hmacKeyBytesMin
      ? undefined
      : `for hmac-sha256 the key is base64 of at least ${hmacKeyBytesMin} bytes`;
  }
  try {
    return createPrivateKey(key).asymmetricKeyType === "ed25519" ? undefined : notEd25519;
  } catch {
    return notEd25519;
  }
}

const notEd25519 =
  "for ed25519 the key is a private key in PEM; openssl genpkey -algorithm ed25519 makes one";

/**
 * HTTP Message Signatures (RFC 9421) over the method, authority, path, query, the headers named in
 * {@link coveredHeaders} and a Content-Digest (RFC 9530), so that neither the place, the batch nor its key for
 * repeats can be changed on the way. Covering scheme or full URL would break behind a proxy that ends TLS.
 */
export function createMessageSigner(options: {
  keyId: string;
  algorithm: SignatureAlgorithm;
  key: string;
  expiresAfterMs: number;
}): RequestSigner {
  const { algorithm, keyId, expiresAfterMs } = options;
  const key = algorithm === "ed25519" ? createPrivateKey(options.key) : Buffer.from(options.key, "base64");
  return (request, nowMs) => {
    const digest = `sha-256=:${createHash("sha256").update(request.body).digest("base64")}:`;
    const covered = coveredComponents({
      ...request,
      headers: { ...request.headers, "content-digest": digest },
    });
    const created = Math.floor(nowMs / 1_000);
    const parameters = [
      `(${covered.map(([name]) => `"${name}"`).join(" ")})`,
      `created=${created}`,
      `expires=${created + Math.ceil(expiresAfterMs / 1_000)}`,
      `nonce="${createRandomId()}"`,
      `keyid=${quoted(keyId)}`,
      `alg="${algorithm}"`,
    ].join(";");
    const base = [...covered, ["@signature-params", parameters] as const]
      .map(([name, value]) => `"${name}": ${value}`)
      .join("\n");
    return Promise.resolve({
      "content-digest": digest,
      "signature-input": `${label}=${parameters}`,
      signature: `${label}=:${signatureOf(base, key).toString("base64")}:`,
    });
  };
}

const label = "edgewise";
const coveredHeaders = [
  "content-type",
  "content-encoding",
  "content-digest",
  "idempotency-key",
  "authorization",
];

/** Names and values of what is signed, in the order of the signature base (RFC 9421 section 2.5). */
function coveredComponents({ method, url, headers }: HttpRequest): (readonly [string, string])[] {
  return [
    ["@method", method],
    // WHATWG URLs are lower case and without the default port, as section 2.2.3 wants it.
    ["@authority", url.host],
    ["@path", url.pathname],
    ...(url.search === "" ? [] : [["@query", url.search] as const]),
    ...coveredHeaders.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value.trim()] as const];
    }),
  ];
}

function signatureOf(base: string, key: KeyObject | Buffer): Buffer {
  return Buffer.isBuffer(key)
    ? createHmac("sha256", key).update(base).digest()
    : sign(null, Buffer.from(base), key);
}

/** A string of structured fields (RFC 9651 section 3.3.3); the configuration keeps it to visible ASCII. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
