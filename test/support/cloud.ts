import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** One record as the far side stored it. */
export interface StoredRecord {
  id: string;
  class: string;
  stream: string;
  body: unknown;
}

/**
 * A far side for tests: takes batches over HTTP, keeps each record once by its id, and can be away (port
 * closed), fail, or store without answering.
 */
export interface Cloud {
  readonly url: string;
  /** In the order in which they were first stored. */
  readonly stored: StoredRecord[];
  /** Records that came again under a known id: allowed by at-least-once, dropped by key. */
  repeats(): number;
  requests(): number;
  /** How the next requests are answered. */
  behave(behaviour: "ok" | "error500" | "storeThenReset"): void;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

export async function startCloud(): Promise<Cloud> {
  const stored: StoredRecord[] = [];
  const known = new Set<string>();
  let repeats = 0;
  let requests = 0;
  let behaviour: "ok" | "error500" | "storeThenReset" = "ok";
  let server: Server | undefined;
  let port = 0;

  const store = (records: readonly StoredRecord[]) => {
    for (const record of records) {
      if (known.has(record.id)) repeats += 1;
      else {
        known.add(record.id);
        stored.push(record);
      }
    }
  };

  const open = () =>
    new Promise<void>((resolve) => {
      const opened = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          requests += 1;
          if (behaviour === "error500") {
            response.writeHead(500).end();
            return;
          }
          const bytes = Buffer.concat(chunks);
          const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
          store((JSON.parse(text.toString()) as { records: StoredRecord[] }).records);
          if (behaviour === "storeThenReset") response.destroy();
          else response.writeHead(200, { "content-type": "application/json" }).end("{}");
        });
      });
      server = opened;
      opened.listen(port, "127.0.0.1", () => {
        port = (opened.address() as AddressInfo).port;
        resolve();
      });
    });

  await open();
  return {
    get url() {
      return `http://127.0.0.1:${port}/records`;
    },
    stored,
    repeats: () => repeats,
    requests: () => requests,
    behave(next) {
      behaviour = next;
    },
    goAway: () =>
      new Promise((resolve) => {
        server?.close(() => resolve());
        server?.closeAllConnections();
      }),
    comeBack: open,
  };
}

/** Resolves once `isTrue` holds; rejects with `what` after `timeoutMs`. For conditions outside this process. */
export async function eventually(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`never happened within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
