import { X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { errorMessage } from "../../core/errors.ts";
import { failure, type Outcome, success } from "../../core/outcome.ts";

/** Where the trust and the client certificate of a sink are; see `tlsSetting`. */
export interface TlsSettings {
  caFile?: string | undefined;
  certFile?: string | undefined;
  keyFile?: string | undefined;
  keyPassphrase?: string | undefined;
}

/** PEM texts as Node's tls takes them. */
export interface TlsMaterial {
  ca?: string;
  cert?: string;
  key?: string;
  passphrase?: string;
}

/**
 * The files of `tls` of one sink, which others renew while edgewise runs.
 *
 * 1. Before each use the files are looked at, and read again only when one changed.
 * 2. Files that cannot be used (half renewed: the new certificate beside the old key) leave the last usable ones
 *    in force, and `warning` says so.
 */
export interface ClientTls {
  /** What to connect with. The same object as long as nothing changed, so `!==` tells a renewal. */
  current(): Promise<Outcome<TlsMaterial>>;
  /** What a person should know before it becomes a failure; undefined when all is well. */
  warning(nowMs: number): string | undefined;
}

const parts = { ca: "caFile", cert: "certFile", key: "keyFile" } as const;
const warnBeforeMs = 14 * 86_400_000;

export function createClientTls(settings: TlsSettings): ClientTls {
  let used: { mark: string; material: TlsMaterial; expiresAt: number | undefined } | undefined;
  let renewalProblem: string | undefined;

  return {
    async current() {
      const mark = await markOf(settings);
      if (used?.mark === mark) {
        renewalProblem = undefined;
        return success(used.material);
      }
      const read = await readMaterial(settings);
      if (read.ok) {
        used = { mark, material: read.value, expiresAt: expiryOf(read.value.cert) };
        renewalProblem = undefined;
        return success(used.material);
      }
      if (!used) return read;
      renewalProblem = `${read.reason}; the certificate read before is still in use`;
      return success(used.material);
    },
    warning(nowMs) {
      if (renewalProblem) return renewalProblem;
      if (used?.expiresAt === undefined || used.expiresAt - nowMs > warnBeforeMs) return undefined;
      const day = new Date(used.expiresAt).toISOString().slice(0, 10);
      const leftMs = used.expiresAt - nowMs;
      return leftMs > 0
        ? `the client certificate in tls.certFile expires on ${day}, in ${Math.floor(leftMs / 86_400_000)} days; renew it`
        : `the client certificate in tls.certFile expired on ${day}, or the clock of this device is wrong; renew it`;
    },
  };
}

/** Changes whenever one of the files was written or replaced. */
async function markOf(settings: TlsSettings): Promise<string> {
  const marks = await Promise.all(
    Object.values(parts).map(async (name) => {
      const file = settings[name];
      if (file === undefined) return "";
      const found = await stat(file).catch(() => undefined);
      return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : "missing";
    }),
  );
  return marks.join(";");
}

async function readMaterial(settings: TlsSettings): Promise<Outcome<TlsMaterial>> {
  const material: TlsMaterial = {};
  for (const [part, name] of Object.entries(parts) as [
    keyof typeof parts,
    (typeof parts)[keyof typeof parts],
  ][]) {
    const file = settings[name];
    if (file === undefined) continue;
    try {
      material[part] = await readFile(file, "utf8");
    } catch (error) {
      return failure(`the file of tls.${name} cannot be read (${errorMessage(error)})`);
    }
  }
  if (settings.keyPassphrase !== undefined) material.passphrase = settings.keyPassphrase;
  try {
    createSecureContext(material);
  } catch (error) {
    return failure(`the files of tls.* cannot be used: ${explain(error, material)}`);
  }
  return success(material);
}

/** OpenSSL's words are for programmers; the three usual mistakes are said plainly. */
function explain(error: unknown, { key }: TlsMaterial): string {
  const code = (error as { code?: unknown }).code;
  if (code === "ERR_OSSL_X509_KEY_VALUES_MISMATCH")
    return "the key of tls.keyFile does not belong to tls.certFile";
  // What a wrong passphrase yields depends on the bytes that come out of it.
  if (key?.includes("ENCRYPTED"))
    return "the key of tls.keyFile is encrypted and tls.keyPassphrase does not open it";
  if (code === "ERR_OSSL_PEM_NO_START_LINE" || code === "ERR_OSSL_PEM_BAD_END_LINE")
    return "a file is no PEM";
  return errorMessage(error);
}

/** Of the first certificate of the file, which is our own (RFC 8446 section 4.4.2). */
function expiryOf(cert: string | undefined): number | undefined {
  if (cert === undefined) return undefined;
  const at = Date.parse(new X509Certificate(cert).validTo);
  return Number.isNaN(at) ? undefined : at;
}
