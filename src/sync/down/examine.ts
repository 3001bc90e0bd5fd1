import type { DownConfig } from "./config.ts";
import type { Ledger } from "./ledger.ts";
import { type Order, parseOrder, sha256 } from "./order.ts";
import { mayOrder, signatureProblem, versionKey } from "./signature.ts";

/** What can be said of an order before anything is done about it. */
export type Examined =
  /** Nobody who is trusted has given it. `digest` is that of the bytes as they came. */
  | { status: "stranger"; digest: string; reason: string; order?: Order }
  | { status: "repeated"; digest: string; order: Order }
  | { status: "refused"; digest: string; order: Order; reason: string }
  | { status: "accepted"; digest: string; order: Order };

/** Without a ledger neither id nor version is judged: it is known already. */
export function examine(
  bytes: Buffer,
  about: { node: string; config: DownConfig; ledger?: Pick<Ledger, "find" | "versionOf"> },
): Examined {
  const { config, ledger, node } = about;
  if (bytes.length > config.orderBytesMax) {
    const reason = `it is longer than sync.down.orderBytesMax (${config.orderBytesMax} bytes)`;
    return { status: "stranger", digest: sha256(bytes), reason };
  }
  const parsed = parseOrder(bytes.toString("utf8"));
  if (!parsed.ok) return { status: "stranger", digest: sha256(bytes), reason: parsed.reason };
  const { order, digest } = parsed.value;
  const problem = signatureProblem(parsed.value, config.trustedKeys);
  if (problem !== undefined) return { status: "stranger", digest: sha256(bytes), reason: problem, order };
  const known = ledger?.find(order.id);
  if (known?.digest === digest) return { status: "repeated", digest, order };
  // It gets no entry of its own: the one of this id stays as it is.
  if (known) return { status: "stranger", digest, reason: `another order has the id ${order.id}`, order };
  const reason =
    targetProblem(order, node, config) ?? kindProblem(order, config) ?? versionProblem(order, config, ledger);
  return reason === undefined
    ? { status: "accepted", digest, order }
    : { status: "refused", digest, order, reason };
}

function targetProblem({ target }: Order, node: string, { groups }: DownConfig): string | undefined {
  if ("node" in target)
    return target.node === node ? undefined : `it is for the node ${target.node}, not for ${node}`;
  return groups.includes(target.group) ? undefined : `${node} does not belong to the group ${target.group}`;
}

function kindProblem(order: Order, { trustedKeys }: DownConfig): string | undefined {
  if (mayOrder(order, trustedKeys)) return undefined;
  return `the key "${order.signature.keyId}" may not give orders of kind ${order.kind}`;
}

function versionProblem(
  order: Order,
  { trustedKeys }: DownConfig,
  ledger: Pick<Ledger, "versionOf"> | undefined,
): string | undefined {
  const { kind, version } = order;
  const latest = ledger?.versionOf(versionKey(order, trustedKeys)) ?? 0;
  return version > latest
    ? undefined
    : `its version ${version} is not above ${latest}, the last one of kind ${kind} by its key`;
}
