import { EdgewiseError, errorMessage } from "../core/errors.ts";

/** The running daemon cannot be reached or refused the request. */
export class DaemonUnreachableError extends EdgewiseError {
  constructor(message: string, hint: string, cause?: unknown) {
    super("cli.daemonUnreachable", message, { hint, cause });
  }
}

export interface ApiClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
}

/** Speaks to the HTTP interface of a running daemon. Each request ends within `timeoutMs`. */
export function createApiClient(options: {
  url: string;
  token: string | undefined;
  timeoutMs: number;
}): ApiClient {
  const request = async <T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T> => {
    const response = await send(options, method, path, body);
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer as T;
    const error = (answer as { error?: { message?: string; hint?: string } } | undefined)?.error;
    throw new DaemonUnreachableError(
      error?.message ?? `${options.url}${path} answered ${response.status}`,
      error?.hint ??
        (response.status === 401 ? "set EDGEWISE_TOKEN to the value of http.token" : "see the daemon's log"),
    );
  };
  return {
    get: (path) => request("GET", path),
    post: (path, body) => request("POST", path, body),
  };
}

async function send(
  options: { url: string; token: string | undefined; timeoutMs: number },
  method: string,
  path: string,
  body: unknown,
): Promise<Response> {
  const headers: Record<string, string> = {};
  if (options.token) headers.authorization = `Bearer ${options.token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    return await fetch(new URL(path, options.url), {
      method,
      headers,
      signal: AbortSignal.timeout(options.timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    throw new DaemonUnreachableError(
      `No edgewise daemon answers at ${options.url} (${errorMessage(cause)}).`,
      "start it with `npm start` or `systemctl start edgewise`, or give its address with --url or EDGEWISE_URL",
      error,
    );
  }
}
