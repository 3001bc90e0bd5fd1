import { readFile } from "node:fs/promises";
import { errorMessage } from "../../core/errors.ts";
import { failure, type Outcome, success } from "../../core/outcome.ts";

/** PEM texts as Node's tls takes them. */
export interface TlsMaterial {
  ca?: string;
  cert?: string;
  key?: string;
}

/** Reads the files anew on each connection, so that a renewed certificate needs no restart. */
export async function readTlsFiles(files: {
  caFile?: string | undefined;
  certFile?: string | undefined;
  keyFile?: string | undefined;
}): Promise<Outcome<TlsMaterial>> {
  const material: TlsMaterial = {};
  const wanted = [
    ["ca", files.caFile],
    ["cert", files.certFile],
    ["key", files.keyFile],
  ] as const;
  for (const [name, file] of wanted) {
    if (file === undefined) continue;
    try {
      material[name] = await readFile(file, "utf8");
    } catch (error) {
      return failure(`the file of tls.${name}File cannot be read (${errorMessage(error)})`);
    }
  }
  return success(material);
}
