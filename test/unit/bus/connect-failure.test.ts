import { describe, expect, it } from "vitest";
import { explainConnectFailure } from "../../../src/bus/connect-failure.ts";
import { TlsFileError } from "../../../src/bus/errors.ts";

const coded = (message: string, code: string | number) => Object.assign(new Error(message), { code });

describe("explainConnectFailure", () => {
  it.each([
    [coded("Connection refused: Bad username or password", 4), "credentialsRefused", "credentials"],
    [coded("Connection refused: Not authorized", 135), "credentialsRefused", "credentials"],
    [new Error("Unexpected server response: 401"), "credentialsRefused", "credentials"],
    [coded("connect ECONNREFUSED 127.0.0.1:1", "ECONNREFUSED"), "brokerUnreachable", "unreachable"],
    [coded("getaddrinfo ENOTFOUND broker", "ENOTFOUND"), "brokerUnreachable", "unreachable"],
    [new Error("connack timeout"), "brokerUnreachable", "timeout"],
    [coded("self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"), "tlsFailed", "tls"],
    [coded("altname", "ERR_TLS_CERT_ALTNAME_INVALID"), "tlsFailed", "tls"],
    [coded("wrong version number", "EPROTO"), "tlsFailed", "tls"],
    [coded("no start line", "ERR_OSSL_PEM_NO_START_LINE"), "tlsFailed", "tls"],
    [new TlsFileError("caFile", "/none", new Error("ENOENT")), "tlsFailed", "tls"],
    [coded("Connection refused: Unacceptable protocol version", 1), "connectionRefused", "version"],
    [coded("Connection refused: Identifier rejected", 2), "connectionRefused", "clientId"],
    [coded("Connection refused: Server busy", 137), "connectionRefused", "busy"],
    [undefined, "connectionRefused", "closed"],
    [new Error("something new"), "connectionRefused", "other"],
    ["not even an error", "connectionRefused", "other"],
    [null, "connectionRefused", "other"],
  ])("puts %s into words", (error, event, why) => {
    const failure = explainConnectFailure(error);
    expect(failure).toMatchObject({ event, why });
    expect(failure.reason).not.toBe("");
    expect(failure.hint).toMatch(/\S.*[.?]$/);
  });

  it("tells to look at the clock when a certificate is not valid yet", () => {
    expect(explainConnectFailure(coded("certificate is not yet valid", "CERT_NOT_YET_VALID")).hint).toMatch(
      /date/,
    );
  });

  it("names each address tried when a name has several", () => {
    const error = Object.assign(
      new AggregateError([new Error("::1 refused"), new Error("127.0.0.1 refused")]),
      {
        code: "ECONNREFUSED",
      },
    );
    expect(explainConnectFailure(error)).toMatchObject({
      why: "unreachable",
      reason: "::1 refused; 127.0.0.1 refused",
    });
  });
});
