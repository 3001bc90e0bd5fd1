import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { EdgewiseError } from "../../core/errors.ts";

/** The real daemon as a child process, as `edgewise run` starts it. */
export interface DaemonProcess {
  readonly brokerUrl: string;
  readonly httpUrl: string;
  /** Milliseconds from the start of the process to READY. */
  readonly startMs: number;
  /** Ends it in good order; resolves with its exit code. */
  stop(): Promise<number>;
}

/** The daemon of the demo ended before it was ready. */
export class DemoDaemonFailedError extends EdgewiseError {
  constructor(output: string) {
    super("demo.daemonFailed", `The daemon did not start:\n${output.trim()}`, {
      hint: "run `edgewise doctor` to see what is missing on this machine",
    });
  }
}

const linesKept = 20;
/** As in the first line of main.ts. */
const daemonFlags = ["--max-semi-space-size=2", "--heap-growing-percent=30"];

export async function startDaemonProcess(configFile: string, mainFile: string): Promise<DaemonProcess> {
  const child = spawn(process.execPath, [...daemonFlags, mainFile, "run", "--config", configFile], {
    stdio: ["ignore", "pipe", "pipe"],
    env: withoutSettings(process.env),
  });
  const ready = await readyLine(child);
  return {
    brokerUrl: ready.broker,
    httpUrl: ready.http,
    startMs: ready.startMs,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) {
          resolve(child.exitCode);
          return;
        }
        child.once("exit", (code) => resolve(code ?? 1));
        child.kill("SIGTERM");
      }),
  };
}

interface ReadyLine {
  broker: string;
  http: string;
  startMs: number;
}

function readyLine(child: ChildProcess): Promise<ReadyLine> {
  return new Promise((resolve, reject) => {
    const last: string[] = [];
    const keep = (line: string) => {
      last.push(line);
      if (last.length > linesKept) last.shift();
    };
    if (child.stderr) createInterface({ input: child.stderr }).on("line", keep);
    if (child.stdout) {
      createInterface({ input: child.stdout }).on("line", (line) => {
        keep(line);
        if (line.includes('"daemon.ready"')) resolve(JSON.parse(line) as ReadyLine);
      });
    }
    child.once("exit", () => reject(new DemoDaemonFailedError(last.join("\n"))));
  });
}

/** Settings of the user's own daemon must not reach the demo's. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("EDGEWISE_")));
}
