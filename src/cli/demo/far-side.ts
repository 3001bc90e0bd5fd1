import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/**
 * The demo's cloud: takes batches over HTTP, keeps each record once by its id, and can be away (nothing
 * listens on its port). In memory, on loopback.
 */
export interface FarSide {
  readonly url: string;
  readonly storedCount: number;
  /** Records that came again under an id it knew, and were dropped by it. */
  readonly repeatCount: number;
  comeBack(): Promise<void>;
  goAway(): Promise<void>;
}

export async function createFarSide(): Promise<FarSide> {
  const known = new Set<string>();
  let repeatCount = 0;
  let server: Server | undefined;
  let port = 0;

  const receive = (body: Buffer, isGzipped: boolean) => {
    const { records } = JSON.parse(String(isGzipped ? gunzipSync(body) : body)) as {
      records: { id: string }[];
    };
    for (const { id } of records) {
      if (known.has(id)) repeatCount += 1;
      known.add(id);
    }
  };

  const open = () =>
    new Promise<void>((resolve, reject) => {
      const opened = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          receive(Buffer.concat(chunks), request.headers["content-encoding"] === "gzip");
          response.writeHead(204).end();
        });
      });
      opened.once("error", reject);
      opened.listen(port, "127.0.0.1", () => {
        port = (opened.address() as AddressInfo).port;
        server = opened;
        resolve();
      });
    });

  const close = () =>
    new Promise<void>((resolve) => {
      const closing = server;
      server = undefined;
      if (!closing) {
        resolve();
        return;
      }
      closing.close(() => resolve());
      closing.closeAllConnections();
    });

  await open();
  await close();
  return {
    url: `http://127.0.0.1:${port}/records`,
    get storedCount() {
      return known.size;
    },
    get repeatCount() {
      return repeatCount;
    },
    comeBack: open,
    goAway: close,
  };
}
