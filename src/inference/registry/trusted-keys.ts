import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { keyIdOf, parsePublicKey } from "../../core/ed25519.ts";
import { errorMessage } from "../../core/errors.ts";
import { KeyInvalidError } from "./errors.ts";
import type { TrustedKey } from "./signature.ts";

const keyFilesMax = 64;
const publicHint = "expected a PEM ed25519 public key (openssl pkey -in KEY -pubout)";

/** The keys shipped with the program (`*.pub` in `directory`, PEM) and those of the configuration. */
export async function readTrustedKeys(options: {
  directory: string;
  configured: readonly string[];
}): Promise<TrustedKey[]> {
  const files = await listKeyFiles(options.directory);
  const shipped = await Promise.all(
    files.map(async (file) => trustedKey(await readFile(file, "utf8"), file)),
  );
  const configured = options.configured.map((text, index) =>
    trustedKey(text, `inference.trustedKeys[${index}]`),
  );
  return [...shipped, ...configured];
}

async function listKeyFiles(directory: string): Promise<string[]> {
  try {
    const names = (await readdir(directory)).filter((file) => file.endsWith(".pub")).sort();
    return names.slice(0, keyFilesMax).map((file) => join(directory, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new KeyInvalidError(
      directory,
      `the folder of trusted keys cannot be read (${errorMessage(error)})`,
      "check who owns it",
    );
  }
}

/** A PEM, or only the base64 between its lines, which fits on one line of YAML. Throws {@link KeyInvalidError}. */
export function trustedKey(text: string, where: string): TrustedKey {
  const key = parsePublicKey(text);
  if (!key.ok) throw new KeyInvalidError(where, key.reason, publicHint);
  return { keyId: keyIdOf(key.value), key: key.value };
}

/** The key that a publisher signs with, from a PEM file. Throws {@link KeyInvalidError}. */
export async function readSigningKey(file: string): Promise<{ privateKey: KeyObject; keyId: string }> {
  const hint =
    "expected a PEM ed25519 private key without a passphrase (openssl genpkey -algorithm ed25519 -out KEY)";
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(await readFile(file, "utf8"));
  } catch (error) {
    throw new KeyInvalidError(file, `the key cannot be read (${errorMessage(error)})`, hint);
  }
  if (privateKey.asymmetricKeyType !== "ed25519") {
    throw new KeyInvalidError(file, `found a key of type ${String(privateKey.asymmetricKeyType)}`, hint);
  }
  return { privateKey, keyId: keyIdOf(createPublicKey(privateKey)) };
}
