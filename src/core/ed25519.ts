import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { errorMessage } from "./errors.ts";
import { failure, type Outcome, success } from "./outcome.ts";

/** The first 16 hexadecimal digits of the SHA-256 of the public key (SPKI, DER). */
export function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(der).digest("hex").slice(0, 16);
}

/** An Ed25519 public key (RFC 8410) as PEM, or only the base64 between its lines, which fits on one line of YAML. */
export function parsePublicKey(text: string): Outcome<KeyObject> {
  // createPublicKey would take it and derive the public key: a secret has no place in a list of public keys.
  if (text.includes("PRIVATE KEY")) return failure("this is a private key");
  let key: KeyObject;
  try {
    const trimmed = text.trim();
    key = trimmed.startsWith("-----")
      ? createPublicKey(trimmed)
      : createPublicKey({ key: Buffer.from(trimmed, "base64"), format: "der", type: "spki" });
  } catch (error) {
    return failure(`this is no public key (${errorMessage(error)})`);
  }
  return key.asymmetricKeyType === "ed25519"
    ? success(key)
    : failure(`found a key of type ${String(key.asymmetricKeyType)}`);
}
