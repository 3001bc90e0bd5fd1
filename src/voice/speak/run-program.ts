import { spawn } from "node:child_process";
import type { Clock } from "../../core/clock.ts";
import { SoundProgramError } from "./errors.ts";

/**
 * Runs a program, without a shell, with `input` on its standard input; gives what it writes to standard output.
 *
 * Limits: `timeoutMs`, `outputBytesMax`; at the end of either, or when `signal` aborts, it is killed, with all that it has
 * started (it may be a wrapper), and not waited for longer than a moment.
 * @throws SoundProgramError when it cannot be started, fails, or is beyond a limit
 */
export function runProgram(options: {
  commandLine: readonly string[];
  input: Buffer;
  timeoutMs: number;
  outputBytesMax: number;
  clock: Clock;
  signal: AbortSignal;
  /** Of the daemon; the program gets the little of it that sound needs, and no secrets. */
  environment: Readonly<Record<string, string | undefined>>;
}): Promise<Buffer> {
  const { clock, signal, timeoutMs, outputBytesMax } = options;
  const [program = "", ...args] = options.commandLine;
  if (signal.aborted) return Promise.reject(new SoundProgramError(program, "stopped"));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: soundEnvironment(options.environment),
      // A group of its own, so that all of it can be killed.
      detached: true,
    });
    const pieces: Buffer[] = [];
    let bytes = 0;
    let lastWords = "";
    let problem: string | undefined;
    let cancel = () => {};
    const stop = (why: string) => {
      if (problem !== undefined) return;
      problem = why;
      killGroup(child.pid);
      // What has left the group may hold these still, and what hangs in a driver does not even end.
      for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
      cancel();
      cancel = clock.after(killedMsMax, () => {
        child.unref();
        settle(new SoundProgramError(program, why));
      });
    };
    const abort = () => stop("stopped");
    cancel = clock.after(timeoutMs, () => stop(`took longer than ${timeoutMs} ms`));
    signal.addEventListener("abort", abort, { once: true });
    child.stdout.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > outputBytesMax) stop(`gave more than ${outputBytesMax} bytes`);
      else pieces.push(piece);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      lastWords = (lastWords + text).slice(-lastWordsMax);
    });
    // A program that does not read all of its input ends it with EPIPE; how it exits tells whether that was wrong.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input);
    const settle = (error?: SoundProgramError) => {
      cancel();
      signal.removeEventListener("abort", abort);
      if (error) reject(error);
      else resolve(Buffer.concat(pieces));
    };
    child.once("error", (cause: NodeJS.ErrnoException) => {
      const isMissing = cause.code === "ENOENT";
      settle(
        new SoundProgramError(program, isMissing ? "it is not installed" : cause.message, {
          isMissing,
          cause,
        }),
      );
    });
    child.once("close", (code, killedBy) => {
      problem ??= code === 0 ? undefined : `it ended with ${killedBy ?? `code ${code}`}: ${lastWords.trim()}`;
      settle(problem === undefined ? undefined : new SoundProgramError(program, problem));
    });
  });
}

const lastWordsMax = 500;
/** Between the kill and the end of what can be killed. */
const killedMsMax = 500;

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // It is over already.
  }
}

const kept =
  /^(?:PATH|HOME|USER|LANG|LC_\w+|XDG_RUNTIME_DIR|PULSE_\w+|PIPEWIRE_\w+|ALSA_\w+|AUDIODEV|TMPDIR)$/;

function soundEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => kept.test(name)));
}
