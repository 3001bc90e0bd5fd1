import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import { createVerifier, httpbis } from "http-message-signatures";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  createMessageSigner,
  type SignatureAlgorithm,
  signatureKeyProblem,
} from "../../../../src/sync/network/message-signature.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const pem = String(privateKey.export({ type: "pkcs8", format: "pem" }));
const shared = Buffer.alloc(32, 7).toString("base64");
const nowMs = Date.UTC(2026, 10, 26, 12);

// The verifier knows no other time than the machine's.
beforeAll(() => void vi.useFakeTimers({ now: nowMs, toFake: ["Date"] }));
afterAll(() => void vi.useRealTimers());

const request = {
  method: "POST" as const,
  url: new URL("https://Cloud.example:443/in/records?site=a%20b&x=1"),
  headers: {
    "content-type": "application/json",
    "content-encoding": "gzip",
    "idempotency-key": "batch-1",
    "user-agent": "edgewise/1",
  },
  body: Buffer.from("a batch"),
};

async function sign(algorithm: SignatureAlgorithm, keyId = "barn") {
  const key = algorithm === "ed25519" ? pem : shared;
  return await createMessageSigner({ keyId, algorithm, key, expiresAfterMs: 300_000 })(request, nowMs);
}

/** By the independent npm package http-message-signatures. */
async function isVerified(
  algorithm: SignatureAlgorithm,
  message: { method: string; url: URL; headers: Record<string, string> },
) {
  const key =
    algorithm === "ed25519" ? createPublicKey(publicKey.export({ type: "spki", format: "pem" })) : shared;
  const verifier = createVerifier(typeof key === "string" ? Buffer.from(key, "base64") : key, algorithm);
  const keyLookup = (parameters: { keyid?: string | null | undefined }) =>
    Promise.resolve({ id: String(parameters.keyid), algs: [algorithm], verify: verifier });
  return await httpbis
    .verifyMessage(
      {
        keyLookup,
        notAfter: new Date(nowMs),
        maxAge: 300,
        requiredParams: ["created", "expires", "nonce", "keyid"],
      },
      message,
    )
    .catch(() => false);
}

test.each(["ed25519", "hmac-sha256"] as const)("an independent verifier accepts %s", async (algorithm) => {
  const headers = { ...request.headers, ...(await sign(algorithm)) };
  expect(await isVerified(algorithm, { ...request, headers })).toBe(true);
});

test.each(["ed25519", "hmac-sha256"] as const)(
  "what is covered by %s cannot be changed",
  async (algorithm) => {
    const headers = { ...request.headers, ...(await sign(algorithm)) };
    const changed = [
      { ...request, headers, method: "PUT" },
      { ...request, headers, url: new URL("https://cloud.example/in/records?site=a%20b&x=2") },
      { ...request, headers, url: new URL("https://cloud.example/in/other?site=a%20b&x=1") },
      { ...request, headers, url: new URL("https://evil.example/in/records?site=a%20b&x=1") },
      { ...request, headers: { ...headers, "idempotency-key": "batch-2" } },
      { ...request, headers: { ...headers, "content-encoding": "identity" } },
      { ...request, headers: { ...headers, "content-digest": "sha-256=:AAAA:" } },
    ];
    for (const message of changed) expect(await isVerified(algorithm, message)).toBe(false);
  },
);

test("the digest is of the body as sent", async () => {
  const digest = createHash("sha256").update(request.body).digest("base64");
  expect((await sign("ed25519"))["content-digest"]).toBe(`sha-256=:${digest}:`);
});

test("a key id with quotes and backslashes stays one string", async () => {
  const headers = { ...request.headers, ...(await sign("ed25519", 'a"b\\c')) };
  expect(headers).toHaveProperty("signature-input", expect.stringContaining("keyid="));
  expect(Object.values(headers).join(" ")).toContain('keyid="a\\"b\\\\c"');
  expect(await isVerified("ed25519", { ...request, headers })).toBe(true);
});

test("two signatures of one batch differ, so that a repeat is told from a replay", async () => {
  const [first, second] = [await sign("ed25519"), await sign("ed25519")];
  expect(first?.signature).not.toBe(second?.signature);
});

test("keys that cannot sign are told apart from those that can", () => {
  const rsa = String(
    generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }),
  );
  expect(signatureKeyProblem("ed25519", pem)).toBeUndefined();
  expect(signatureKeyProblem("hmac-sha256", shared)).toBeUndefined();
  expect(signatureKeyProblem("ed25519", rsa)).toContain("openssl genpkey");
  expect(signatureKeyProblem("ed25519", "x")).toContain("PEM");
  expect(signatureKeyProblem("hmac-sha256", "c2hvcnQ=")).toContain("16 bytes");
  expect(signatureKeyProblem("hmac-sha256", "no base64 at all, but long enough")).toContain("base64");
});
