import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { keyIdOf } from "../../core/ed25519.ts";
import { errorMessage } from "../../core/errors.ts";
import { UsageError } from "../errors.ts";
import { createOutput } from "../output.ts";

export function registerOrdersKeygen(orders: Command): void {
  orders
    .command("keygen")
    .requiredOption("--out <file>", "new file for the private key (PEM, readable by you alone)")
    .option("--json", "one line of JSON")
    .description(
      "make a pair of keys: the private one signs orders, the public one goes into the configuration",
    )
    .action((options: { out: string; json?: boolean }) => {
      const { privateKey, publicKey } = generateKeyPairSync("ed25519");
      const id = keyIdOf(publicKey);
      const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
      try {
        // Never over a key that may be the only one devices trust.
        writeFileSync(options.out, privateKey.export({ type: "pkcs8", format: "pem" }), {
          mode: 0o600,
          flag: "wx",
        });
      } catch (error) {
        throw new UsageError(
          `${options.out} cannot be written (${errorMessage(error)}).`,
          "name a file that there is not, in a folder that there is",
        );
      }
      createOutput(options.json ?? false).result(keyText(options.out, id, key), {
        id,
        key,
        file: options.out,
      });
    });
}

function keyText(file: string, id: string, key: string): string {
  return [
    `The private key is in ${file}: keep it safe. Devices obey it with this in their configuration:`,
    "",
    "sync:",
    "  down:",
    "    trustedKeys:",
    `      - id: "${id}"`,
    `        key: ${key}`,
    "        kinds: [configuration, entities, sentences, model, command]",
  ].join("\n");
}
