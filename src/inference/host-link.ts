import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { HostReply, HostRequest, HostSettings } from "./host/messages.ts";

/** A running inference host. */
export interface HostLink {
  readonly pid: number | undefined;
  post(request: HostRequest): void;
  /** Ends it at once; `onExit` follows. */
  kill(): void;
}

export interface HostLinkOptions {
  settings: HostSettings;
  onReply(reply: HostReply): void;
  /** The process is gone, once; what it was doing is lost. */
  onExit(reason: string): void;
}

export type MakeHostLink = (options: HostLinkOptions) => HostLink;

/** Bytes kept of the end of what it says on standard error: the words of a native library that aborts. */
const lastWordsBytesMax = 2_000;

/**
 * Tensors live outside V8's heap and what JavaScript there is only passes them on: a small nursery, no optimising
 * compiler and no helper threads leave a host with one 10 MB model at 110 MB resident (70 MB of them its own share)
 * instead of 128 MB.
 */
const nodeFlags = ["--max-semi-space-size=1", "--max-old-space-size=64", "--no-opt", "--single-threaded"];

/**
 * glibc gives large blocks back to the system when they are freed, instead of keeping what parsing a model took:
 * opening a 10 MB model grows the host by 10 MB instead of 25 MB, and closing it shrinks it again.
 */
const allocator = {
  MALLOC_ARENA_MAX: "1",
  MALLOC_MMAP_THRESHOLD_: "131072",
  MALLOC_TRIM_THRESHOLD_: "131072",
};

/**
 * Runs the host as a process of its own. `environment`: what it may see of the daemon's, without its secrets.
 * `entry` is another build of the host, for tests.
 */
export function createProcessLink({
  environment,
  entry = entryOfThisBuild(),
}: {
  environment: Readonly<Record<string, string | undefined>>;
  entry?: URL;
}): MakeHostLink {
  return ({ settings, onReply, onExit }) => {
    const child = fork(fileURLToPath(entry), [JSON.stringify(settings)], {
      serialization: "advanced",
      execArgv: nodeFlags,
      env: { ...hostEnvironment(environment), ...allocator },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let lastWords = "";
    let isOver = false;
    const end = (reason: string) => {
      if (isOver) return;
      isOver = true;
      const said = lastWords.trim();
      onExit(said ? `${reason}: ${said}` : reason);
    };
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      lastWords = (lastWords + text).slice(-lastWordsBytesMax);
    });
    child.on("message", (reply) => onReply(reply as HostReply));
    child.on("error", (error) => end(`it could not be started or reached: ${error.message}`));
    // "close" comes after "exit", when its last words have been read.
    child.on("close", (code, signal) =>
      end(signal ? `it was ended by ${signal}` : `it exited with code ${code}`),
    );
    return {
      pid: child.pid,
      post(request) {
        // A channel that is closing says so by "close" too.
        if (child.connected) child.send(request, () => {});
      },
      kill: () => void child.kill("SIGKILL"),
    };
  };
}

/** tsc rewrites the extension of imports, not of URLs. */
function entryOfThisBuild(): URL {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./host/main.${extension}`, import.meta.url);
}

/** Without edgewise's settings (some are secrets) and without systemd's socket: only the daemon says how it is. */
function hostEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^EDGEWISE_|^CREDENTIALS_DIRECTORY$|^NOTIFY_SOCKET$|^WATCHDOG_|^NODE_OPTIONS$/.test(name),
  );
  return Object.fromEntries(kept);
}
