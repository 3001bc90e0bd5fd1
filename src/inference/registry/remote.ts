import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { errorMessage } from "../../core/errors.ts";
import type { Reach } from "../../core/reach.ts";
import { LocationRefusedError, RemoteRefusedError, RemoteUnreachableError } from "./errors.ts";
import { type HttpAnswer, httpGet } from "./http-get.ts";
import { manifestFile } from "./manifest.ts";

/**
 * Where a model is pulled from: https:// and file:// URLs; http:// only on this machine, because anyone on the way
 * could otherwise say that there is no newer version, or hand out an old one.
 */
export interface Remote {
  /** Names the place in messages. */
  readonly url: string;
  /**
   * The bytes of `path` from `offset` on. `validator` is what an earlier answer said of its version (its ETag): when
   * the file has changed since, it comes from its beginning.
   * Throws {@link RemoteRefusedError} (trying again does not help) or {@link RemoteUnreachableError} (it may).
   */
  open(
    path: string,
    how: { offset: number; validator: string | undefined; signal: AbortSignal },
  ): Promise<RemoteFile>;
}

export interface RemoteFile {
  /** Position of the first byte: as asked, or 0 when the far side begins again. */
  offset: number;
  validator: string | undefined;
  /** Throws {@link RemoteUnreachableError} when it breaks off. */
  chunks: AsyncIterable<Uint8Array>;
}

const redirectsMax = 5;

/**
 * The folder that `text` means: a URL of a manifest.json, or of its folder with a / at the end. With a `reach` somebody
 * afar has named it: then it is no file, and no host that `reach` does not allow.
 */
export function createRemote(text: string, reach?: Reach): Remote {
  const url = folderUrl(text);
  if (url.protocol !== "file:") return createHttpRemote(url, reach);
  if (reach) throw new LocationRefusedError(text, "files of this device are taken only from its operator");
  return createFileRemote(url);
}

function folderUrl(text: string): URL {
  if (!URL.canParse(text)) throw new LocationRefusedError(text, "it is no URL");
  const url = new URL(text);
  requireAllowed(url, text);
  if (url.username !== "" || url.password !== "") {
    throw new LocationRefusedError(url.host, "a user name or password must not stand in the URL");
  }
  const isManifest = url.pathname.endsWith(`/${manifestFile}`);
  if (!isManifest && !url.pathname.endsWith("/")) {
    throw new LocationRefusedError(text, `it ends neither in / nor in /${manifestFile}`);
  }
  if (isManifest) url.pathname = url.pathname.slice(0, -manifestFile.length);
  url.hash = "";
  return url;
}

function requireAllowed(url: URL, shown: string): void {
  if (url.protocol === "https:") return;
  if (url.protocol === "file:") {
    if (url.host !== "")
      throw new LocationRefusedError(shown, "a file URL has three slashes, as in file:///srv/models/");
    return;
  }
  if (url.protocol !== "http:") throw new LocationRefusedError(shown, `${url.protocol}// is not supported`);
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const isLoopback = name === "localhost" || name === "::1" || /^127(?:\.\d{1,3}){3}$/.test(name);
  if (!isLoopback)
    throw new LocationRefusedError(shown, "plain http:// is taken only from this machine itself");
}

/** The query of the folder's URL, such as a download token, goes along with every file. */
function fileUrl(folder: URL, path: string): URL {
  const url = new URL(folder);
  url.pathname += path.split("/").map(encodeURIComponent).join("/");
  return url;
}

function createFileRemote(folder: URL): Remote {
  return {
    url: folder.href,
    async open(path, { offset, signal }) {
      const file = fileURLToPath(fileUrl(folder, path));
      const found = await stat(file).catch((error: unknown) => {
        throw new RemoteRefusedError(`${file} cannot be read: ${errorMessage(error)}.`);
      });
      if (!found.isFile()) throw new RemoteRefusedError(`${file} is no plain file.`);
      const start = offset <= found.size ? offset : 0;
      const chunks = createReadStream(file, { start, signal, highWaterMark: 256 * 1024 });
      return { offset: start, validator: undefined, chunks };
    },
  };
}

function createHttpRemote(folder: URL, reach: Reach | undefined): Remote {
  // A token in the query is nobody's business.
  const shown = `${folder.origin}${folder.pathname}`;
  return {
    url: shown,
    async open(path, { offset, validator, signal }) {
      const headers: Record<string, string> = { "accept-encoding": "identity", "user-agent": "edgewise" };
      if (offset > 0) {
        headers.range = `bytes=${offset}-`;
        if (validator !== undefined) headers["if-range"] = validator;
      }
      const answer = await follow(fileUrl(folder, path), headers, { signal, reach });
      if (answer.status === 416 && offset > 0) {
        answer.discard();
        return this.open(path, { offset: 0, validator: undefined, signal });
      }
      requireUsable(answer, `${shown}${path}`);
      const { etag } = answer.headers;
      return {
        offset: answer.status === 206 ? rangeStart(answer, `${shown}${path}`, offset) : 0,
        // A weak ETag promises the same meaning, not the same bytes (RFC 9110, 13.1.5).
        validator: etag === undefined || etag.startsWith("W/") || etag.length > 500 ? undefined : etag,
        chunks: answer.chunks,
      };
    },
  };
}

/** Redirects are followed by hand: each place has to be an allowed one, and https never leads to less. */
async function follow(
  start: URL,
  headers: Record<string, string>,
  { signal, reach }: { signal: AbortSignal; reach: Reach | undefined },
): Promise<HttpAnswer> {
  let url = start;
  for (let hop = 0; hop <= redirectsMax; hop += 1) {
    const problem = reach?.problem(url);
    if (problem !== undefined) throw new LocationRefusedError(url.origin, problem);
    const answer = await httpGet(url, headers, { signal, lookup: reach?.lookup(url) });
    const { location } = answer.headers;
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
    answer.discard();
    if (!URL.canParse(location, url.href)) throw new RemoteRefusedError(`${url.host} redirects to no URL.`);
    const next = new URL(location, url);
    const isLess = next.protocol !== "https:" && (url.protocol === "https:" || next.protocol !== "http:");
    if (isLess) {
      throw new RemoteRefusedError(`${url.host} redirects from ${url.protocol}// to ${next.protocol}//.`);
    }
    requireAllowed(next, next.origin);
    url = next;
  }
  throw new RemoteRefusedError(`${start.host} redirects more than ${redirectsMax} times.`);
}

function requireUsable({ status, headers, discard }: HttpAnswer, where: string): void {
  const encoding = headers["content-encoding"] ?? "identity";
  if ((status === 200 || status === 206) && encoding === "identity") return;
  discard();
  if (status === 200 || status === 206) {
    throw new RemoteRefusedError(`${where} comes encoded as ${encoding}, which was not asked for.`);
  }
  if (status === 408 || status === 429 || status >= 500) {
    throw new RemoteUnreachableError(new URL(where).host, new Error(`it answered ${status}`));
  }
  const says = status === 404 || status === 410 ? "does not exist" : `was refused (${status})`;
  throw new RemoteRefusedError(`${where} ${says}.`);
}

function rangeStart({ headers, discard }: HttpAnswer, where: string, asked: number): number {
  const start = Number(/^bytes (\d+)-/.exec(headers["content-range"] ?? "")?.[1] ?? Number.NaN);
  if (start === asked) return start;
  discard();
  throw new RemoteRefusedError(`${where} answered with another range than the one asked for.`);
}
