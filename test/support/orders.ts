import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { keyIdOf } from "../../src/core/ed25519.ts";
import type { Order, OrderKind, UnsignedOrder } from "../../src/sync/down/order.ts";
import { signOrder } from "../../src/sync/down/signature.ts";

export interface OrdersKey {
  keyId: string;
  privateKey: KeyObject;
  /** As in the configuration. */
  trusted(kinds?: readonly OrderKind[]): { id: string; key: string; kinds: OrderKind[] };
}

export const allKinds: readonly OrderKind[] = ["configuration", "entities", "sentences", "model", "command"];

export function makeOrdersKey(): OrdersKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const keyId = keyIdOf(publicKey);
  const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  return { keyId, privateKey, trusted: (kinds = allKinds) => ({ id: keyId, key, kinds: [...kinds] }) };
}

/** An order to the node `test`, signed; `fields` in place of what is usual. */
export function makeOrder(
  key: OrdersKey,
  fields: Partial<UnsignedOrder> & Pick<UnsignedOrder, "id" | "kind">,
): Order {
  const order: UnsignedOrder = {
    schema: "edgewise.order.v1",
    target: { node: "test" },
    version: 1,
    issuedAt: "2026-01-05T12:00:00Z",
    ...(fields.bodyUrl === undefined ? { body: {} } : {}),
    ...(fields.kind === "command" ? { expiresAt: "2100-01-01T00:00:00Z" } : {}),
    ...fields,
  };
  return signOrder(order, key);
}

/** The body of a report as the far side gets it. */
export interface ReportBody {
  order?: string;
  claimed?: { id?: string };
  state: string;
  reason?: string;
  version?: number;
  details?: Record<string, unknown>;
}

/** A far side that takes batches, gives orders and serves files: `<url>/orders`, `<url>/files/<name>`. */
export interface OrdersFarSide {
  readonly url: string;
  orders: unknown[];
  /** Whether the answers to batches say that there are orders. */
  announces: boolean;
  /** Questions for orders are not answered. */
  isDeaf: boolean;
  /** It gives its orders once, and is deaf from then on. */
  isDeafOnceGiven: boolean;
  readonly files: Map<string, string>;
  readonly questions: { etag: string | undefined; status: number }[];
  /** Reports in the order they were stored, each once by its record id. */
  reports(): ReportBody[];
  statesOf(order: string): string[];
  repeatedIds(): number;
  close(): Promise<void>;
}

export async function startOrdersFarSide(): Promise<OrdersFarSide> {
  const stored = new Map<string, { stream: string; body: unknown }>();
  let repeated = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = new URL(request.url ?? "/", "http://far").pathname;
      if (request.method === "POST") {
        const bytes = Buffer.concat(chunks);
        const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
        const { records } = JSON.parse(text.toString()) as {
          records: { id: string; stream: string; body: unknown }[];
        };
        for (const { id, ...record } of records) {
          if (stored.has(id)) repeated += 1;
          else stored.set(id, record);
        }
        if (far.announces) response.setHeader("edgewise-orders", "available");
        response.writeHead(200, { "content-type": "application/json" }).end("{}");
        return;
      }
      const file = far.files.get(path.replace(/^.*\/files\//, ""));
      if (file !== undefined) {
        response.writeHead(200).end(file);
        return;
      }
      if (far.isDeaf || !path.endsWith("/orders")) {
        response.writeHead(far.isDeaf ? 503 : 404).end();
        return;
      }
      const text = JSON.stringify({ orders: far.orders });
      const etag = `"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"`;
      const asked = request.headers["if-none-match"];
      const status = asked === etag ? 304 : 200;
      if (far.isDeafOnceGiven && far.orders.length > 0) far.isDeaf = true;
      far.questions.push({ etag: asked, status });
      response.writeHead(status, { etag, "content-type": "application/json" });
      response.end(status === 304 ? undefined : text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const far: OrdersFarSide = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/records`,
    orders: [],
    announces: false,
    isDeaf: false,
    isDeafOnceGiven: false,
    files: new Map(),
    questions: [],
    reports: () =>
      [...stored.values()].filter(({ stream }) => stream === "orders").map(({ body }) => body as ReportBody),
    statesOf: (order) => far.reports().flatMap((report) => (report.order === order ? [report.state] : [])),
    repeatedIds: () => repeated,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return far;
}
