import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { repositoryRoot } from "../../support/daemon.ts";

/** What `recognise.py` makes of one sentence. */
export interface HassilResult {
  /** Null: no template fits. */
  readonly intent: string | null;
  readonly slots: {
    readonly name?: string;
    readonly area?: string;
    readonly domain?: string;
    readonly device_class?: string;
  };
}

export interface HassilSetup {
  readonly things: readonly {
    name: string;
    aliases: readonly string[];
    domain: string;
    area: string | undefined;
  }[];
  readonly areas: readonly string[];
  readonly sentences: readonly { text: string; area: string | undefined }[];
}

export interface HassilMatcher {
  /** Milliseconds to parse the English intents. */
  readonly loadMs: number;
  readonly versions: Readonly<Record<string, string>>;
  /** What it makes of each sentence, in their order. */
  readonly best: readonly HassilResult[];
  /** One round over all sentences: milliseconds of each, in their order. */
  round(): Promise<readonly number[]>;
  end(): Promise<void>;
}

/**
 * Starts Home Assistant's matcher in the Python of EDGEWISE_BENCH_PYTHON (default `python3`). Undefined, after a line
 * on standard error, where that has no `hassil` and `home-assistant-intents`.
 */
export async function startHassil(setup: HassilSetup): Promise<HassilMatcher | undefined> {
  const { EDGEWISE_BENCH_PYTHON: python = "python3" } = process.env;
  // The daemon inherits the environment, and refuses an EDGEWISE_ variable that is none of its settings.
  delete process.env.EDGEWISE_BENCH_PYTHON;
  const probe = spawnSync(python, ["-c", "import hassil, home_assistant_intents"], { encoding: "utf8" });
  if (probe.status !== 0) {
    const reason = probe.error?.message ?? probe.stderr.trim().split("\n").at(-1);
    process.stderr.write(
      `No figures of hassil: ${python} cannot run it (${reason}); ` +
        "`pip install hassil home-assistant-intents` and name that interpreter in EDGEWISE_BENCH_PYTHON\n",
    );
    return undefined;
  }
  const script = join(repositoryRoot, "test", "bench", "hassil", "recognise.py");
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (line: string): Promise<unknown> => {
    child.stdin.write(`${line}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended without an answer; what it said is above`);
    return JSON.parse(value);
  };
  const { loadMs, versions, best } = (await ask(JSON.stringify(setup))) as Pick<
    HassilMatcher,
    "loadMs" | "versions" | "best"
  >;
  return {
    loadMs,
    versions,
    best,
    round: async () => (await ask("round")) as readonly number[],
    async end() {
      const closed = once(child, "close");
      child.stdin.end();
      await closed;
    },
  };
}
