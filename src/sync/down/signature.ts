import { type KeyObject, sign, verify } from "node:crypto";
import { canonicalJson } from "../../core/canonical-json.ts";
import { parsePublicKey } from "../../core/ed25519.ts";
import type { DownConfig } from "./config.ts";
import { type Order, type OrderDocument, sha256, type UnsignedOrder } from "./order.ts";

/** Signs an order with Ed25519 (RFC 8032) over its canonical form (RFC 8785). */
export function signOrder(order: UnsignedOrder, key: { privateKey: KeyObject; keyId: string }): Order {
  const value = sign(null, signedBytes(order), key.privateKey).toString("base64");
  return { ...order, signature: { algorithm: "ed25519", keyId: key.keyId, value } };
}

/** Why the order is not known to come from somebody who may give it; undefined when it is. */
export function signatureProblem(
  { order, signed }: OrderDocument,
  trustedKeys: DownConfig["trustedKeys"],
): string | undefined {
  const { keyId, value } = order.signature;
  const trusted = trustedKeys.find(({ id }) => id === keyId);
  const key = trusted && parsePublicKey(trusted.key);
  if (!key?.ok) return `its key "${keyId}" is not trusted`;
  const bytes = Buffer.from(value, "base64");
  // Node forgives blanks and the like, by which one order could be written in many ways.
  if (bytes.toString("base64") !== value) return "its signature is no base64";
  return verify(null, signedBytes(signed), key.value, bytes) ? undefined : "its signature does not fit";
}

/** Whether the key of an order may give orders of its kind. */
export function mayOrder({ kind, signature }: Order, trustedKeys: DownConfig["trustedKeys"]): boolean {
  return trustedKeys.some(({ id, kinds }) => id === signature.keyId && kinds.includes(kind));
}

/**
 * What versions are counted by: the kind, and the key itself, since its name is not signed and may change. So whoever has
 * one key cannot use up the versions of another.
 */
export function versionKey({ kind, signature }: Order, trustedKeys: DownConfig["trustedKeys"]): string {
  const key = parsePublicKey(trustedKeys.find(({ id }) => id === signature.keyId)?.key ?? "");
  const bytes = key.ok ? key.value.export({ type: "spki", format: "der" }) : "";
  return `${kind}/${sha256(bytes).slice(0, 32)}`;
}

function signedBytes(order: object): Buffer {
  return Buffer.from(canonicalJson({ ...order, signature: undefined }), "utf8");
}
