import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The repository's root: this file runs from `test/support` and from `build/test/support`. */
export const repositoryRoot = ["../..", "../../.."]
  .map((up) => resolve(fileURLToPath(new URL(".", import.meta.url)), up))
  .find((folder) => existsSync(join(folder, "package.json"))) as string;

export const mainProgram = join(repositoryRoot, "dist", "main.js");

/** One JSON log line of the daemon. */
export interface DaemonLogLine {
  level: string;
  event: string;
  msg: string;
  [field: string]: unknown;
}

export interface DaemonProcess {
  readonly child: ChildProcess;
  readonly directory: string;
  readonly configFile: string;
  readonly lines: DaemonLogLine[];
  /** Everything written to standard error. */
  stderr(): string;
  httpUrl(): string;
  /** Port of the embedded broker. */
  brokerPort(): number;
  /** Resolves with the first line of this event, past or future, from position `after` on. */
  waitForEvent(
    event: string,
    options?: { after?: number; timeoutMs?: number; where?: (line: DaemonLogLine) => boolean },
  ): Promise<DaemonLogLine>;
  /** Sends the signal and resolves with the exit code, or the signal's name when it died of one. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
}

export interface DaemonOptions {
  /** The configuration as an object (JSON is YAML). Ports default to free ones, data to a folder of its own. */
  config?: Record<string, unknown>;
  /** A folder from an earlier run, to start again on its data. */
  directory?: string;
  environment?: Record<string, string>;
  /** Do not wait for READY. */
  isExpectedToFail?: boolean;
  /** How long READY may take. */
  readyWithinMs?: number;
}

/** Runs the real daemon (`dist/main.js run`) as a process of its own. Build it first. */
export async function startDaemon(options: DaemonOptions = {}): Promise<DaemonProcess> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), "edgewise-test-"));
  const configFile = join(directory, "edgewise.yaml");
  writeFileSync(configFile, JSON.stringify(withDefaults(options.config ?? {}, directory)));
  const child = spawn(
    process.execPath,
    // The flags of the first line of main.ts.
    ["--max-semi-space-size=2", "--heap-growing-percent=30", mainProgram, "run", "--config", configFile],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...options.environment },
    },
  );
  const lines: DaemonLogLine[] = [];
  const listeners = new Set<() => void>();
  let stderr = "";
  createInterface({ input: child.stdout }).on("line", (text) => {
    try {
      lines.push(JSON.parse(text) as DaemonLogLine);
    } catch {
      lines.push({ level: "raw", event: "raw", msg: text });
    }
    for (const listener of [...listeners]) listener();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const exited = new Promise<number | string>((resolve) => {
    child.once("close", (code, signal) => {
      resolve(code ?? signal ?? "unknown");
      for (const listener of [...listeners]) listener();
    });
  });

  const find = (event: string, after: number, where: (line: DaemonLogLine) => boolean) =>
    lines.slice(after).find((line) => line.event === event && where(line));

  const daemon: DaemonProcess = {
    child,
    directory,
    configFile,
    lines,
    stderr: () => stderr,
    httpUrl: () => `http://127.0.0.1:${String(find("http.listening", 0, () => true)?.port)}`,
    brokerPort: () => Number(find("bus.brokerListening", 0, () => true)?.port),
    waitForEvent(event, { after = 0, timeoutMs = 30_000, where = () => true } = {}) {
      return new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          listeners.delete(check);
          clearTimeout(timer);
          settle();
        };
        const check = () => {
          const line = find(event, after, where);
          if (line) finish(() => resolve(line));
          else if (child.exitCode !== null || child.signalCode !== null) {
            finish(() => reject(new Error(`the daemon ended before ${event}:\n${tail(lines)}\n${stderr}`)));
          }
        };
        const timer = setTimeout(
          () =>
            finish(() => reject(new Error(`no ${event} within ${timeoutMs} ms:\n${tail(lines)}\n${stderr}`))),
          timeoutMs,
        );
        listeners.add(check);
        check();
      });
    },
    async stop(signal = "SIGTERM") {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return exited;
    },
    get: (path) => request(daemon.httpUrl(), path),
    post: (path, body) => request(daemon.httpUrl(), path, body),
  };
  const { readyWithinMs: timeoutMs = 30_000 } = options;
  if (!options.isExpectedToFail) await daemon.waitForEvent("daemon.ready", { timeoutMs });
  return daemon;
}

/** Kills what still runs and removes the folder. */
export async function removeDaemon(daemon: DaemonProcess): Promise<void> {
  await daemon.stop("SIGKILL");
  rmSync(daemon.directory, { recursive: true, force: true });
}

function withDefaults(config: Record<string, unknown>, directory: string): Record<string, unknown> {
  const table = (key: string) => (config[key] ?? {}) as Record<string, unknown>;
  const broker = table("bus").broker as Record<string, unknown> | undefined;
  return {
    ...config,
    daemon: { node: "test", dataDirectory: join(directory, "data"), ...table("daemon") },
    bus: { ...table("bus"), broker: { port: 0, ...broker } },
    http: { port: 0, ...table("http") },
  };
}

async function request<T>(base: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(path, base), {
    signal: AbortSignal.timeout(20_000),
    ...(body === undefined
      ? {}
      : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return (response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text) as T;
}

function tail(lines: readonly DaemonLogLine[]): string {
  return lines
    .slice(-15)
    .map((line) => JSON.stringify(line))
    .join("\n");
}
