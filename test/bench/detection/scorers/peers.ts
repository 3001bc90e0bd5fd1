import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { repositoryRoot } from "../../../support/daemon.ts";
import { ScoreCache } from "./score-cache.ts";
import { oneOutput, type Scorer } from "./scorer.ts";

const script = join(repositoryRoot, "test", "bench", "detection", "peers.py");
/** One thread each, as on a small board, and so that the times can be compared. */
const oneThread = { OMP_NUM_THREADS: "1", NUMBA_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

export interface Peers {
  readonly scorers: readonly Scorer[];
  end(): Promise<void>;
}

/**
 * The detectors of `peers.py` in the Python of EDGEWISE_BENCH_PYTHON (default `python3`), their scores kept in the
 * folder EDGEWISE_BENCH_SCORES (default `build/detection-scores`). None, after a line on standard error, where that
 * Python has not what they need.
 */
export function startPeers(): Peers {
  const { EDGEWISE_BENCH_PYTHON: python = "python3" } = process.env;
  const { EDGEWISE_BENCH_SCORES: folder = join(repositoryRoot, "build", "detection-scores") } = process.env;
  const environment = { ...process.env, ...oneThread };
  const listed = spawnSync(python, [script, "--list"], { encoding: "utf8", env: environment });
  if (listed.status !== 0) {
    const reason = listed.error?.message ?? listed.stderr.trim().split("\n").at(-1);
    process.stderr.write(
      `No detectors of others: ${python} cannot run them (${reason}); ` +
        "`pip install numpy scikit-learn river stumpy krcf` and name that interpreter in EDGEWISE_BENCH_PYTHON\n",
    );
    return { scorers: [], end: async () => {} };
  }
  const cache = new ScoreCache(folder);
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"], env: environment });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const scorers = listed.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { name: string; settings: string })
    .map(
      (peer): Scorer => ({
        ...peer,
        async score(corpus, series) {
          const output = await cache.scoresPath(peer, corpus, series);
          const known = await cache.read(output);
          if (known) return oneOutput(known);
          const request = {
            peer: peer.name,
            rows: series.at.length,
            columns: series.columns.length,
            probationRows: series.probationRows,
            input: await cache.writeValues(corpus, series),
            output,
          };
          child.stdin.write(`${JSON.stringify(request)}\n`);
          const { value, done } = await lines.next();
          if (done) throw new Error(`${script} ended without an answer; what it said is above`);
          const { seconds } = JSON.parse(value) as { seconds: number };
          process.stderr.write(`${peer.name}, ${corpus} ${series.name}: ${seconds.toFixed(1)} s\n`);
          const scores = await cache.read(output);
          return scores && oneOutput(scores);
        },
      }),
    );
  return {
    scorers,
    async end() {
      const closed = once(child, "close");
      child.stdin.end();
      await closed;
    },
  };
}
