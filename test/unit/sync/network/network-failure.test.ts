import { expect, test } from "vitest";
import { describeNetworkFailure } from "../../../../src/sync/network/network-failure.ts";

const failure = (code: string) =>
  describeNetworkFailure(Object.assign(new Error("raw"), { code }), "cloud:443");

test("a refused connection is said in words with its code", () => {
  expect(failure("ECONNREFUSED")).toMatchObject({
    reason: "cloud:443 refuses the connection (ECONNREFUSED)",
    needsPerson: false,
  });
});

test("a certificate that is not valid yet points at this device's own clock", () => {
  expect(failure("CERT_NOT_YET_VALID").reason).toContain("is the clock of this device wrong?");
});

test.each(["DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"])(
  "%s names the setting that helps and asks for a person",
  (code) => {
    expect(failure(code)).toMatchObject({ needsPerson: true, reason: expect.stringContaining("tls.caFile") });
  },
);

test("a name with two addresses tells what the first attempt met", () => {
  const inner = Object.assign(new Error("no"), { code: "EHOSTUNREACH" });
  expect(describeNetworkFailure(new AggregateError([inner]), "cloud").reason).toContain("no route");
});

test("an unknown code of OpenSSL is still named as TLS", () => {
  expect(failure("ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR").reason).toBe(
    "TLS with cloud:443 failed (ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR)",
  );
});

test.each([new Error("odd"), "text", undefined])(
  "anything else thrown (%s) still gives a sentence",
  (thrown) => {
    expect(describeNetworkFailure(thrown, "cloud").reason).toMatch(/^the connection to cloud failed: ./);
  },
);

test.each([
  "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
  "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
  "ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED",
  "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
])("%s is about our own certificate", (code) => {
  expect(failure(code)).toMatchObject({
    needsPerson: true,
    reason: expect.stringContaining("does not accept our client certificate"),
  });
});
