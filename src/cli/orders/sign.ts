import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { errorMessage } from "../../core/errors.ts";
import { readSigningKey } from "../../inference/registry/trusted-keys.ts";
import { OrderInvalidError } from "../../sync/down/errors.ts";
import { orderSchemaName, sayIssues, unsignedOrder } from "../../sync/down/order.ts";
import { signOrder } from "../../sync/down/signature.ts";
import { parseLength } from "../moments.ts";

interface SignOptions {
  key: string;
  keyId?: string;
  expiresIn?: string;
}

export function registerOrdersSign(orders: Command): void {
  orders
    .command("sign")
    .argument("<file>", "the order as JSON; - reads standard input")
    .requiredOption("--key <file>", "PEM file with the ed25519 private key")
    .option("--key-id <id>", "what the devices call the key (default: its fingerprint, as keygen says it)")
    .option(
      "--expires-in <length>",
      "when it expires, from now on, e.g. 10m, 2h or 7d, in place of expiresAt",
    )
    .description("sign an order, and print it as one line of JSON")
    .action(async (file: string, options: SignOptions) => {
      const { privateKey, keyId } = await readSigningKey(options.key);
      const order = readOrder(file, timesOf(options));
      const signed = signOrder(order, { privateKey, keyId: options.keyId ?? keyId });
      process.stdout.write(`${JSON.stringify(signed)}\n`);
    });
}

function timesOf({ expiresIn }: SignOptions): { issuedAt: string; expiresAt?: string } {
  const nowMs = Date.now();
  const issuedAt = new Date(nowMs).toISOString();
  if (expiresIn === undefined) return { issuedAt };
  return { issuedAt, expiresAt: new Date(nowMs + parseLength(expiresIn)).toISOString() };
}

/** The order as a person wrote it; the schema's name and `issuedAt` may be left out. An old signature goes. */
function readOrder(file: string, times: { issuedAt: string; expiresAt?: string }) {
  const where = file === "-" ? "What was read" : file;
  const value = readJson(file, where);
  const { signature: _old, ...rest } = {
    schema: orderSchemaName,
    ...times,
    ...value,
    ...(times.expiresAt === undefined ? {} : { expiresAt: times.expiresAt }),
  } as Record<string, unknown>;
  const parsed = unsignedOrder.safeParse(rest);
  if (!parsed.success) throw new OrderInvalidError(where, sayIssues(parsed.error));
  return parsed.data;
}

function readJson(file: string, where: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file === "-" ? 0 : file, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    throw new OrderInvalidError(where, errorMessage(error));
  }
  throw new OrderInvalidError(where, "it is no JSON object");
}
