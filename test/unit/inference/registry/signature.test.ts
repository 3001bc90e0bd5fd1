import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../../src/core/canonical-json.ts";
import { parseManifest } from "../../../../src/inference/registry/manifest.ts";
import { checkSignature } from "../../../../src/inference/registry/signature.ts";
import { readSigningKey, readTrustedKeys } from "../../../../src/inference/registry/trusted-keys.ts";
import { makeFolder, makeKey, makeManifest, signed } from "../../../support/model-folder.ts";

const strict = { isUnsignedAllowed: false };

describe("signature", () => {
  it("accepts what a trusted key signed, in whatever order its keys and spaces stand", () => {
    const key = makeKey();
    const manifest = signed(makeManifest(), key);
    const reordered = Object.fromEntries(Object.entries(manifest).reverse());
    const text = JSON.stringify(reordered, undefined, 7);
    expect(checkSignature(parseManifest(text).signed, { keys: [key], ...strict })).toEqual({
      status: "verified",
      keyId: key.keyId,
    });
  });

  it("refuses a manifest of which anything was changed after it was signed, even where unsigned ones are taken", () => {
    const key = makeKey();
    const manifest = { ...signed(makeManifest(), key), description: "Another model" };
    for (const isUnsignedAllowed of [false, true]) {
      expect(() => checkSignature(manifest, { keys: [key], isUnsignedAllowed })).toThrow(
        expect.objectContaining({ code: "model.signatureInvalid" }),
      );
    }
  });

  it("refuses what adds a field with a default, because the signature is over the file as it stands", () => {
    const key = makeKey();
    const { data: _data, ...least } = makeManifest();
    const manifest = { ...signed(least as never, key), data: [] };
    expect(() =>
      checkSignature(parseManifest(JSON.stringify(manifest)).signed, { keys: [key], ...strict }),
    ).toThrow(expect.objectContaining({ code: "model.signatureInvalid" }));
  });

  it("says what to do about an unsigned model and about a key that is not trusted", () => {
    const [trusted, other] = [makeKey(), makeKey()];
    expect(() => checkSignature(makeManifest(), { keys: [trusted], ...strict })).toThrow(
      expect.objectContaining({
        code: "model.unsigned",
        message: "The model tiny@1.0.0 is not signed.",
        hint: expect.stringContaining("inference.allowUnsigned"),
      }),
    );
    expect(() => checkSignature(signed(makeManifest(), other), { keys: [trusted], ...strict })).toThrow(
      expect.objectContaining({
        code: "model.keyUntrusted",
        message: expect.stringContaining(
          `${other.keyId}, which is not trusted here. Trusted keys: ${trusted.keyId}`,
        ),
      }),
    );
  });

  it("takes an unsigned model, and one by a stranger, when the operator says so", () => {
    const policy = { keys: [], isUnsignedAllowed: true };
    expect(checkSignature(makeManifest(), policy)).toEqual({ status: "unsigned" });
    expect(checkSignature(signed(makeManifest(), makeKey()), policy)).toEqual({ status: "unsigned" });
  });

  it("writes JSON in one form whatever the order of its keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(JSON.parse(text)))).toBe(text);
      }),
    );
  });
});

describe("trusted keys", () => {
  it("are read from PEM files and from the configuration, as PEM or as one line of base64", async () => {
    const folder = makeFolder();
    const [shipped, pem, line] = [makeKey(), makeKey(), makeKey()];
    writeFileSync(join(folder, "publisher.pub"), shipped.pem);
    writeFileSync(join(folder, "README.md"), "no key");
    const base64 = line.key.export({ type: "spki", format: "der" }).toString("base64");
    const keys = await readTrustedKeys({ directory: folder, configured: [pem.pem, base64] });
    expect(keys.map(({ keyId }) => keyId)).toEqual([shipped.keyId, pem.keyId, line.keyId]);
  });

  it("are none where there is no folder", async () => {
    expect(await readTrustedKeys({ directory: join(makeFolder(), "keys"), configured: [] })).toEqual([]);
  });

  it.each([
    ["rubbish", "x".repeat(60), "this is no public key"],
    [
      "a private key",
      makeKey().privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      "a private key",
    ],
    [
      "a key of another kind",
      generateKeyPairSync("ec", { namedCurve: "P-256" })
        .publicKey.export({ type: "spki", format: "pem" })
        .toString(),
      "found a key of type ec",
    ],
  ])("refuse %s, naming the setting", async (_title, text, reason) => {
    await expect(readTrustedKeys({ directory: "/nowhere", configured: [text] })).rejects.toThrow(
      expect.objectContaining({
        code: "model.keyInvalid",
        message: expect.stringMatching(new RegExp(`^inference\\.trustedKeys\\[0\\]: .*${reason}`)),
      }),
    );
  });

  it("to sign with are read from a PEM file", async () => {
    const key = makeKey();
    const file = join(makeFolder(), "key.pem");
    writeFileSync(file, key.privateKey.export({ type: "pkcs8", format: "pem" }));
    expect((await readSigningKey(file)).keyId).toBe(key.keyId);
    writeFileSync(file, key.pem);
    await expect(readSigningKey(file)).rejects.toThrow(expect.objectContaining({ code: "model.keyInvalid" }));
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
