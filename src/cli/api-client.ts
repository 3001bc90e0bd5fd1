import { errorMessage } from "../core/errors.ts";
import {
  DaemonSilentError,
  DaemonUnreachableError,
  NotEdgewiseError,
  RequestRefusedError,
} from "./errors.ts";

export interface ApiClient {
  readonly url: string;
  get<T>(path: string, options?: RequestOptions): Promise<T>;
  post<T>(path: string, body: unknown, options?: RequestOptions): Promise<T>;
  delete<T>(path: string, options?: RequestOptions): Promise<T>;
}

interface RequestOptions {
  query?: Readonly<Record<string, string | number | undefined>>;
  signal?: AbortSignal;
}

/**
 * Speaks to the HTTP interface of a running daemon. Each request ends within `timeoutMs`.
 * Throws {@link DaemonUnreachableError}, {@link DaemonSilentError}, {@link NotEdgewiseError} and
 * {@link RequestRefusedError}.
 */
export function createApiClient(options: {
  url: string;
  token: string | undefined;
  timeoutMs: number;
}): ApiClient {
  const request = async <T>(method: string, path: string, body: unknown, how: RequestOptions): Promise<T> => {
    const response = await send(options, { method, path, body, ...how });
    const answer = await readJson(response);
    if (answer === undefined) throw new NotEdgewiseError(options.url);
    if (response.ok) return answer as T;
    const { error } = answer as { error?: { code?: string; message?: string; hint?: string } };
    if (typeof error?.code !== "string") throw new NotEdgewiseError(options.url);
    throw new RequestRefusedError({
      status: response.status,
      code: error.code,
      message: error.message ?? `${path} answered ${response.status}`,
      hint:
        response.status === 401
          ? "give the value of http.token with --token or EDGEWISE_TOKEN"
          : (error.hint ?? "see the daemon's log"),
    });
  };
  return {
    url: options.url,
    get: (path, how = {}) => request("GET", path, undefined, how),
    post: (path, body, how = {}) => request("POST", path, body, how),
    delete: (path, how = {}) => request("DELETE", path, undefined, how),
  };
}

async function send(
  options: { url: string; token: string | undefined; timeoutMs: number },
  request: { method: string; path: string; body: unknown } & RequestOptions,
): Promise<Response> {
  const { method, path, body, query = {}, signal } = request;
  const headers: Record<string, string> = {};
  if (options.token) headers.authorization = `Bearer ${options.token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  const url = new URL(path, options.url);
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(key, String(value));
  }
  const timeout = AbortSignal.timeout(options.timeoutMs);
  try {
    return await fetch(url, {
      method,
      headers,
      // A token must not follow a redirect to somewhere else, and the daemon never sends one.
      redirect: "error",
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (timeout.aborted) throw new DaemonSilentError(options.url, options.timeoutMs, error);
    const cause = error instanceof Error && error.cause ? error.cause : error;
    throw new DaemonUnreachableError(
      `No edgewise daemon answers at ${options.url} (${describe(cause)}).`,
      "start it with `edgewise run` or `systemctl start edgewise`, or give its address with --url or EDGEWISE_URL",
      error,
    );
  }
}

/** Connecting to a name with several addresses fails with an AggregateError whose own message is empty. */
function describe(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(errorMessage).join("; ");
  return errorMessage(cause);
}

async function readJson(response: Response): Promise<unknown> {
  try {
    const value: unknown = await response.json();
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
