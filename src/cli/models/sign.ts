import { resolve } from "node:path";
import type { Command } from "commander";
import { publishModel } from "../../inference/registry/publish.ts";
import { readSigningKey } from "../../inference/registry/trusted-keys.ts";
import { sayCount } from "../../text/say-list.ts";
import { createOutput } from "../output.ts";
import { nameOf } from "./text.ts";

export function registerModelsSign(models: Command): void {
  models
    .command("sign")
    .argument("<folder>", "a model's folder with its manifest.json")
    .option(
      "--key <file>",
      "PEM file with the ed25519 private key; without it only sizes and checksums are written",
    )
    .option("--json", "one line of JSON")
    .description("write size and sha256 of every file into the manifest, and sign it, to publish the model")
    .addHelpText(
      "after",
      [
        "",
        "Make a key once and keep it safe:  openssl genpkey -algorithm ed25519 -out publisher.pem",
        "Devices trust its public half:     openssl pkey -in publisher.pem -pubout  (in inference.trustedKeys)",
      ].join("\n"),
    )
    .action(async (folder: string, options: { key?: string; json?: boolean }) => {
      const key = options.key === undefined ? undefined : await readSigningKey(options.key);
      const manifest = await publishModel(resolve(folder), key);
      const signed = key ? `signed with the key ${key.keyId}` : "not signed";
      const text = `${nameOf(manifest)}: ${sayCount(manifest.files.length, "file")} listed, ${signed}.`;
      createOutput(options.json ?? false).result(text, {
        id: manifest.id,
        version: manifest.version,
        keyId: key?.keyId,
        files: manifest.files,
      });
    });
}
