import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on a port of its own that can go away and come back on the same port. */
export interface HttpPlace {
  readonly origin: string;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

export async function createHttpPlace(
  take: (body: Buffer, request: IncomingMessage, response: ServerResponse) => void,
): Promise<HttpPlace> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => take(Buffer.concat(chunks), request, response));
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      server.listen(port, "127.0.0.1", resolve);
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    goAway: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    comeBack: () => listen(port),
  };
}
