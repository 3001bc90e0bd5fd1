import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { SoundFileError } from "./errors.ts";

/** A file that another program turns into WAV. */
export interface ConvertedFile {
  readonly program: string;
  /** The WAV as it comes. Throws {@link SoundFileError} at the end if the program failed. */
  bytes(): AsyncIterable<Buffer>;
  stop(): void;
}

/** Programs that read nearly everything, in the order in which they are tried, and how they write WAV to standard output. */
const converters: readonly { program: string; args(file: string): string[] }[] = [
  {
    program: "ffmpeg",
    // The prefix keeps a name with a colon from being taken for a protocol.
    args: (file) => [
      ...["-nostdin", "-v", "error", "-i", `file:${file}`],
      ...["-map", "0:a:0", "-c:a", "pcm_s16le", "-f", "wav", "-"],
    ],
  },
  { program: "sox", args: (file) => ["-V1", file, "-t", "wav", "-e", "signed-integer", "-b", "16", "-"] },
];

/** Bytes of a program's complaint that are kept for the message. */
const complaintBytesMax = 500;

/** Starts the first of the programs that is installed. `what` says what the file is, for the message if none is. */
export async function convertToWav(
  file: string,
  what: string,
  { signal, path }: { signal?: AbortSignal; path?: string },
): Promise<ConvertedFile> {
  for (const { program, args } of converters) {
    const child = spawn(program, args(resolve(file)), {
      stdio: ["ignore", "pipe", "pipe"],
      ...(signal ? { signal } : {}),
      ...(path === undefined ? {} : { env: { PATH: path } }),
    });
    if (await didStart(child)) return convertedFile(file, program, child);
  }
  throw new SoundFileError(
    file,
    `it is ${what}, which is read through ffmpeg or sox, and neither is installed`,
    {
      hint: "install one (`apt install ffmpeg` or `apt install sox libsox-fmt-all`), or convert the file to WAV",
    },
  );
}

/** False: there is no such program. */
async function didStart(child: ChildProcess): Promise<boolean> {
  try {
    await once(child, "spawn");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

function convertedFile(file: string, program: string, child: ChildProcess): ConvertedFile {
  let complaint = "";
  child.stderr?.on("data", (text: Buffer) => {
    if (complaint.length < complaintBytesMax) complaint += text.toString("utf8");
  });
  const ended = new Promise<string | undefined>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => resolve(code === 0 ? undefined : `ended with ${code ?? signal}`));
  });
  return {
    program,
    async *bytes() {
      if (child.stdout) yield* child.stdout as AsyncIterable<Buffer>;
      const failure = await ended;
      if (failure === undefined) return;
      const [line = ""] = complaint.trim().split("\n");
      throw new SoundFileError(file, `${program} cannot read it: ${line || failure}`, {
        hint: "check that it is a file of sound",
      });
    },
    stop() {
      child.kill("SIGKILL");
    },
  };
}
