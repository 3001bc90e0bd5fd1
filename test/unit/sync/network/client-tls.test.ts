import { copyFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClientTls } from "../../../../src/sync/network/client-tls.ts";
import {
  type CertificateFolder,
  createCertificateFolder,
  hasOpenssl,
} from "../../../support/certificates.ts";

const dayMs = 86_400_000;

describe.skipIf(!hasOpenssl)(`the files of tls${hasOpenssl ? "" : " (skipped: no openssl)"}`, () => {
  let folder: CertificateFolder;

  beforeAll(() => {
    folder = createCertificateFolder();
    for (const name of ["first", "second"]) folder.issue(name);
    folder.issue("locked", { passphrase: "open sesame" });
  });

  afterAll(() => folder.remove());

  /** The files of `name` under the names the sink knows. */
  const install = (name: string, what: ("pem" | "key")[] = ["pem", "key"]) => {
    for (const part of what) copyFileSync(folder.path(`${name}.${part}`), folder.path(`used.${part}`));
  };
  const settings = () => ({ certFile: folder.path("used.pem"), keyFile: folder.path("used.key") });

  test("unchanged files give the same material, a renewed certificate another", async () => {
    install("first");
    const tls = createClientTls(settings());
    const first = await tls.current();
    expect(first.ok && first.value.cert).toContain("BEGIN CERTIFICATE");
    const again = await tls.current();
    expect(again.ok && again.value).toBe(first.ok && first.value);
    install("second");
    expect(await tls.current()).not.toEqual(first);
  });

  test("a half renewed pair leaves the old one in force, and says so until it is whole", async () => {
    install("first");
    const tls = createClientTls(settings());
    const first = await tls.current();
    install("second", ["pem"]);
    expect(await tls.current()).toEqual(first);
    expect(tls.warning(Date.now())).toContain("does not belong to tls.certFile");
    install("second", ["key"]);
    expect(await tls.current()).not.toEqual(first);
    expect(tls.warning(Date.now())).toBeUndefined();
  });

  test("a certificate is warned about from 14 days before its end", async () => {
    install("first");
    const tls = createClientTls(settings());
    await tls.current();
    const endMs = Date.now() + 90 * dayMs;
    expect(tls.warning(endMs - 15 * dayMs)).toBeUndefined();
    expect(tls.warning(endMs - 13.5 * dayMs)).toContain("in 13 days; renew it");
    expect(tls.warning(endMs + dayMs)).toContain("expired on");
  });

  test("an encrypted key needs its passphrase", async () => {
    const files = { certFile: folder.path("locked.pem"), keyFile: folder.path("locked.key") };
    expect((await createClientTls({ ...files, keyPassphrase: "open sesame" }).current()).ok).toBe(true);
    for (const keyPassphrase of ["wrong", undefined]) {
      expect(await createClientTls({ ...files, keyPassphrase }).current()).toMatchObject({
        ok: false,
        reason: expect.stringContaining("tls.keyPassphrase"),
      });
    }
  });

  test("files that are missing, no PEM or of two pairs are said by name", async () => {
    const reasonOf = async (more: object) => {
      const outcome = await createClientTls({ ...settings(), ...more }).current();
      return outcome.ok ? "" : outcome.reason;
    };
    install("first");
    writeFileSync(folder.path("garbage.pem"), "no certificate");
    expect(await reasonOf({ certFile: folder.path("nowhere.pem") })).toContain("tls.certFile");
    expect(await reasonOf({ caFile: folder.path("nowhere.pem") })).toContain("tls.caFile");
    expect(await reasonOf({ certFile: folder.path("garbage.pem") })).toContain("no PEM");
    expect(await reasonOf({ keyFile: folder.path("second.key") })).toContain("does not belong");
  });
});
