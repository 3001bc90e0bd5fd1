import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface BenchChild {
  readonly child: ChildProcess;
  /** Resolves with the words of the next line that begins with `word`. */
  waitFor(word: string): Promise<string[]>;
}

/** Starts a script of this folder as a process of its own. */
export function startScript(script: string, args: readonly (string | number)[]): BenchChild {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [file, ...args.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const seen: string[][] = [];
  const waiters: { word: string; resolve: (words: string[]) => void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const words = line.split(" ");
    const waiter = waiters.findIndex(({ word }) => word === words[0]);
    if (waiter >= 0) waiters.splice(waiter, 1)[0]?.resolve(words);
    else seen.push(words);
  });
  return {
    child,
    waitFor(word) {
      const index = seen.findIndex((words) => words[0] === word);
      const found = index >= 0 ? seen.splice(index, 1)[0] : undefined;
      return found ? Promise.resolve(found) : new Promise((resolve) => waiters.push({ word, resolve }));
    },
  };
}
