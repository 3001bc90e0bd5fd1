import { createHash } from "node:crypto";
import { canonicalJson } from "../../core/canonical-json.ts";
import { failure, type Outcome, success } from "../../core/outcome.ts";
import { z } from "../../core/schema.ts";

export const orderKinds = ["configuration", "entities", "sentences", "model", "command"] as const;
export type OrderKind = (typeof orderKinds)[number];

/** `received` waits for its turn; the last four are final. */
export type OrderState = "received" | "applying" | "applied" | "refused" | "rolledBack" | "interrupted";

export const orderSchemaName = "edgewise.order.v1";

/** Deeper bodies are refused: no order needs it, and what walks them recursively must not run out of stack. */
const depthMax = 32;

const time = z.iso.datetime({ offset: true });
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/, "letters, digits and . _ : -, at most 64");

/** Everything but the signature, as it stands in the JSON. */
const fields = {
  schema: z.literal(orderSchemaName),
  /** Unique; an order that comes again under its id is not obeyed again. */
  id: name,
  /** The node, or a group of them. */
  target: z.union([
    z.strictObject({ node: z.string().min(1).max(63) }),
    z.strictObject({ group: z.string().min(1).max(63) }),
  ]),
  kind: z.enum(orderKinds),
  /** Counts up for each key and kind on each node: an order that is not newer than the last one taken is refused. */
  version: z.int().min(1),
  issuedAt: time,
  expiresAt: time.optional(),
  /** Either the body itself, or where it is and its SHA-256 in hexadecimal digits. */
  body: z.record(z.string(), z.unknown()).optional(),
  bodyUrl: z.url({ protocol: /^https?$/ }).optional(),
  bodySha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
};

const signature = z.strictObject({
  algorithm: z.literal("ed25519"),
  keyId: z.string().min(1).max(63),
  /** Base64 of the signature over RFC 8785 (JCS) of the order without `signature`. */
  value: z.string().min(1).max(200),
});

/** What is signed: an order without its signature. */
export const unsignedOrder = z.strictObject(fields).superRefine((order, context) => {
  const problem = bodyProblem(order) ?? expiryProblem(order);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

const signedOrder = z.strictObject({ ...fields, signature }).superRefine((order, context) => {
  const problem = bodyProblem(order) ?? expiryProblem(order);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

export type UnsignedOrder = z.infer<typeof unsignedOrder>;
export type Order = z.infer<typeof signedOrder>;

/** An order as text, with what was signed: the parsed JSON as it stands there, nothing filled in or left out. */
export interface OrderDocument {
  order: Order;
  signed: object;
  /** SHA-256 of what is signed, in canonical form: the same however its JSON is written and whoever signed it. */
  digest: string;
}

export function parseOrder(text: string): Outcome<OrderDocument> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failure("it is no JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return failure("it is no JSON object");
  if (isDeeper(value, depthMax)) return failure(`it is nested more than ${depthMax} deep`);
  if (!("signature" in value)) return failure("it is not signed");
  const parsed = signedOrder.safeParse(value);
  return parsed.success
    ? success({
        order: parsed.data,
        signed: value,
        digest: sha256(canonicalJson({ ...value, signature: undefined })),
      })
    : failure(sayIssues(parsed.error));
}

export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The first problems of a value that does not fit, as one line. */
export function sayIssues({ issues }: z.ZodError): string {
  const lines = issues
    .slice(0, 5)
    .map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message));
  return lines.join("; ");
}

function bodyProblem({ body, bodyUrl, bodySha256 }: Pick<UnsignedOrder, "body" | "bodyUrl" | "bodySha256">) {
  if ((bodyUrl === undefined) !== (bodySha256 === undefined)) return "bodyUrl and bodySha256 go together";
  if ((body === undefined) === (bodyUrl === undefined)) return "either body or bodyUrl is needed";
  return undefined;
}

/** A command that nobody waits for any more must not be carried out when the network is back. */
function expiryProblem({ kind, expiresAt }: Pick<UnsignedOrder, "kind" | "expiresAt">): string | undefined {
  return kind === "command" && expiresAt === undefined ? "a command needs expiresAt" : undefined;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
