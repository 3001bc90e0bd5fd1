import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether the openssl program is there; tests that need certificates are skipped without it, visibly. */
export const hasOpenssl = spawnSync("openssl", ["version"]).error === undefined;

/** A folder with an authority and what it issues, made by openssl; `<name>.pem` and `<name>.key`. */
export interface CertificateFolder {
  path(file: string): string;
  /** A certificate for localhost and 127.0.0.1, good from now for `days`; before 1 it has expired already. */
  issue(name: string, options?: { days?: number; authority?: string; passphrase?: string }): void;
  remove(): void;
}

export function createCertificateFolder(): CertificateFolder {
  const folder = mkdtempSync(join(tmpdir(), "edgewise-certificates-"));
  const path = (file: string) => join(folder, file);
  /** Only the first text is split into words. */
  const openssl = (words: string, ...more: string[]) =>
    execFileSync("openssl", [...words.split(" "), ...more], { cwd: folder, stdio: "pipe" });
  writeFileSync(path("names.ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  for (const name of ["ca", "other-ca"]) {
    openssl(`req -x509 ${newKey} -nodes -days 100 -keyout ${name}.key -out ${name}.pem -subj /CN=${name}`);
  }
  writeFileSync(path("index.txt"), "");
  return {
    path,
    issue(name, { days = 90, authority = "ca", passphrase } = {}) {
      const protection = passphrase === undefined ? ["-nodes"] : ["-passout", `pass:${passphrase}`];
      openssl(`req ${newKey} -keyout ${name}.key -out ${name}.csr -subj /CN=${name}`, ...protection);
      writeFileSync(path("ca.cnf"), issuing);
      const from = opensslTime(Math.min(0, days - 1));
      const dates = `-startdate ${from} -enddate ${opensslTime(days)}`;
      openssl(
        `ca -batch -notext -config ca.cnf -in ${name}.csr -out ${name}.pem -extfile names.ext ` +
          `-cert ${authority}.pem -keyfile ${authority}.key ${dates}`,
      );
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const newKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1";

/** `openssl ca` alone takes the dates of a certificate, so that one can be made that has expired. */
const issuing = `[ca]
default_ca = one
[one]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
`;

function opensslTime(daysFromNow: number): string {
  const at = new Date(Date.now() + daysFromNow * 86_400_000);
  return `${at.toISOString().replace(/[-:T]|\.\d+/g, "")}`;
}
