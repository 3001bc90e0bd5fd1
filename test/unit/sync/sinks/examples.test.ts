import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { syncConfig } from "../../../../src/sync/config.ts";

const page = readFileSync(new URL("../../../../docs/sinks.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/```yaml\n(sync:\n[\s\S]*?)```/g)].map(([, yaml]) => yaml ?? "");

const { privateKey } = generateKeyPairSync("ed25519");
const signingKey = JSON.stringify(privateKey.export({ type: "pkcs8", format: "pem" }));

test("the page of sinks has examples", () => {
  expect(examples.length).toBeGreaterThanOrEqual(3);
});

test.each(examples)("an example is a configuration that is taken: %s", (yaml) => {
  // A secret may be given as a file, which the loader reads; the key beside a certificate stays a file.
  const withSecrets = yaml.replace(
    /(?<!certFile: \S+\s+)\b(\w*token|password|secret\w*|\w*key)File: [^\s,}]+/gi,
    (_, name: string) => `${name}: ${name === "key" ? signingKey : "ZXhhbXBsZSBleGFtcGxl"}`,
  );
  const { sync } = parse(withSecrets) as { sync: unknown };
  expect(syncConfig.safeParse(sync).error?.issues ?? []).toEqual([]);
});
