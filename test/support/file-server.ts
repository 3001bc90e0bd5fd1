import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface FileServer {
  /** With a / at the end. */
  url: string;
  files: Map<string, Buffer>;
  requests: { path: string; range: string | undefined; ifRange: string | undefined }[];
  /** How the server behaves; a test changes it at will. */
  behaviour: {
    hasRanges: boolean;
    hasETags: boolean;
    /** Breaks the connection after so many bytes of a body. */
    diesAfter: number | undefined;
    /** Answers in place of a file. */
    answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  };
}

/** A web server with a folder of files in memory, on loopback, that a test can make misbehave. */
export async function startFileServer(files: Readonly<Record<string, string | Buffer>>): Promise<FileServer> {
  const served: FileServer = {
    url: "",
    files: new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])),
    requests: [],
    behaviour: { hasRanges: true, hasETags: true, diesAfter: undefined, answer: undefined },
  };
  const server = createServer((request, response) => serve(served, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return served;
}

function serve(
  { files, requests, behaviour }: FileServer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname.slice(1));
  const { range, "if-range": ifRange } = request.headers;
  requests.push({ path, range, ifRange: ifRange?.toString() });
  if (behaviour.answer?.(request, response)) return;
  const content = files.get(path);
  if (!content) {
    response.writeHead(404).end();
    return;
  }
  const etag = `"${createHash("sha256").update(content).digest("hex").slice(0, 16)}"`;
  if (behaviour.hasETags) response.setHeader("etag", etag);
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
  const isRest = behaviour.hasRanges && start > 0 && (ifRange === undefined || ifRange === etag);
  if (isRest && start >= content.length) {
    response.writeHead(416).end();
    return;
  }
  const body = isRest ? content.subarray(start) : content;
  response.setHeader("content-length", body.length);
  if (isRest) response.setHeader("content-range", `bytes ${start}-${content.length - 1}/${content.length}`);
  response.writeHead(isRest ? 206 : 200);
  if (behaviour.diesAfter === undefined || behaviour.diesAfter >= body.length) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, behaviour.diesAfter), () => request.socket.destroy());
}
