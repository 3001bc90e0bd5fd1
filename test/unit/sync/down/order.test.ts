import { describe, expect, it } from "vitest";
import { parseOrder } from "../../../../src/sync/down/order.ts";
import { mayOrder, signatureProblem } from "../../../../src/sync/down/signature.ts";
import { makeOrder, makeOrdersKey } from "../../../support/orders.ts";

const key = makeOrdersKey();
const good = makeOrder(key, {
  id: "c1",
  kind: "configuration",
  body: { mode: "replace", settings: { a: 1.5 } },
});

const read = (value: unknown) => {
  const parsed = parseOrder(typeof value === "string" ? value : JSON.stringify(value));
  return parsed.ok ? parsed.value : parsed.reason;
};
const documentOf = (value: unknown) => {
  const document = read(value);
  if (typeof document === "string") throw new Error(document);
  return document;
};

describe("an order", () => {
  it("is genuine however its JSON is written", () => {
    const { signature, ...rest } = good;
    const turned = Object.fromEntries(Object.entries({ signature, ...rest }).reverse());
    const pretty = documentOf(JSON.stringify(turned, undefined, 4));
    expect(signatureProblem(pretty, [key.trusted()])).toBeUndefined();
    expect(pretty.digest).toBe(documentOf(good).digest);
  });

  it.each([
    ["another id", { id: "c2" }],
    ["another target", { target: { node: "other" } }],
    ["another kind", { kind: "sentences" }],
    ["another version", { version: 2 }],
    ["another body", { body: { mode: "replace", settings: { a: 2 } } }],
    ["a later end", { expiresAt: "2100-01-01T00:00:00Z" }],
    ["another signature", { signature: { ...good.signature, value: "AAAA" } }],
    ["no base64", { signature: { ...good.signature, value: "%%" } }],
  ])("with %s is not", (_, change) => {
    expect(signatureProblem(documentOf({ ...good, ...change }), [key.trusted()])).toMatch(
      /^its signature (does not fit|is no base64)$/,
    );
  });

  it("by a key that is not trusted, or under the name of another, is not", () => {
    const other = makeOrdersKey();
    expect(signatureProblem(documentOf(good), [other.trusted()])).toContain("is not trusted");
    const impostor = { ...other.trusted(), id: key.keyId };
    expect(signatureProblem(documentOf(good), [impostor])).toBe("its signature does not fit");
  });

  it("may be given only by a key of its kind", () => {
    expect(mayOrder(good, [key.trusted(["command"])])).toBe(false);
    expect(mayOrder(good, [key.trusted(["command", "configuration"])])).toBe(true);
  });

  it.each([
    ["that is no JSON", "{", "no JSON"],
    ["that is a list", [], "no JSON object"],
    ["without a signature", { id: "x" }, "not signed"],
    ["nested too deep", `{"signature":1,"body":${"[".repeat(5_000)}${"]".repeat(5_000)}}`, "nested"],
    ["of an unknown kind", { ...good, kind: "reboot" }, "kind"],
    ["with something it should not have", { ...good, also: 1 }, "also"],
    ["for a node and a group", { ...good, target: { node: "a", group: "b" } }, "target"],
    ["with a version that is no whole number", { ...good, version: 1.5 }, "version"],
    [
      "with two bodies",
      { ...good, bodyUrl: "https://x/y", bodySha256: "0".repeat(64) },
      "either body or bodyUrl",
    ],
    ["without a body", { ...good, body: undefined }, "either body or bodyUrl"],
    [
      "with the URL of a file",
      { ...good, body: undefined, bodyUrl: "file:///etc/passwd", bodySha256: "0".repeat(64) },
      "bodyUrl",
    ],
    ["of a command that never expires", { ...good, kind: "command" }, "expiresAt"],
    ["with a time without a zone", { ...good, expiresAt: "2026-01-01T00:00:00" }, "expiresAt"],
  ])("%s is none", (_, value, reason) => {
    expect(read(value)).toContain(reason);
  });

  it("with a key __proto__ pollutes nothing", () => {
    const text = JSON.stringify(good).replace('"settings":{', '"settings":{"__proto__":{"isAdmin":true},');
    expect(signatureProblem(documentOf(text), [key.trusted()])).toBe("its signature does not fit");
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});
