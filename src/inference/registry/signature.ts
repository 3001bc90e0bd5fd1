import { type KeyObject, sign, verify } from "node:crypto";
import { canonicalJson } from "../../core/canonical-json.ts";
import { SignatureInvalidError, UnsignedModelError, UntrustedKeyError } from "./errors.ts";

/** A public key whose models this device takes. */
export interface TrustedKey {
  keyId: string;
  key: KeyObject;
}

export interface ManifestSignature {
  algorithm: "ed25519";
  keyId: string;
  value: string;
}

/** `verified`: by a trusted key. `unsigned`: accepted because the operator said so, or because it is bundled. */
export type Trust = { status: "verified"; keyId: string } | { status: "unsigned" };

/** Signs the manifest as it stands in the file, `signature` left out (RFC 8032, over {@link canonicalJson}). */
export function signManifest(manifest: object, privateKey: KeyObject, keyId: string): ManifestSignature {
  return {
    algorithm: "ed25519",
    keyId,
    value: sign(null, signedBytes(manifest), privateKey).toString("base64"),
  };
}

/**
 * Whether the model may be used: a signature that is there and by a trusted key must fit, whatever the policy. The
 * manifest is the parsed JSON of the file with nothing filled in: what was signed is what stands there.
 * Throws {@link SignatureInvalidError}, {@link UnsignedModelError} or {@link UntrustedKeyError}.
 */
export function checkSignature(
  manifest: { id: string; version: string; signature?: ManifestSignature | undefined },
  policy: { keys: readonly TrustedKey[]; isUnsignedAllowed: boolean },
): Trust {
  const model = `${manifest.id}@${manifest.version}`;
  const { signature } = manifest;
  if (signature === undefined) {
    if (policy.isUnsignedAllowed) return { status: "unsigned" };
    throw new UnsignedModelError(model);
  }
  const trusted = policy.keys.find(({ keyId }) => keyId === signature.keyId);
  if (!trusted) {
    if (policy.isUnsignedAllowed) return { status: "unsigned" };
    const known = policy.keys.map(({ keyId }) => keyId);
    throw new UntrustedKeyError(model, signature.keyId, known);
  }
  if (!verify(null, signedBytes(manifest), trusted.key, Buffer.from(signature.value, "base64"))) {
    throw new SignatureInvalidError(
      `The signature of ${model} does not fit its manifest: it was changed after the key ${signature.keyId} signed it.`,
    );
  }
  return { status: "verified", keyId: trusted.keyId };
}

function signedBytes(manifest: object): Buffer {
  return Buffer.from(canonicalJson({ ...manifest, signature: undefined }), "utf8");
}
