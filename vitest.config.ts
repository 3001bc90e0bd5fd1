import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const cores = availableParallelism();

const project = (
  name: string,
  options: { timeoutMs: number; isolate?: boolean; retry?: number; order: number; workersMax: number },
) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: options.timeoutMs,
    hookTimeout: options.timeoutMs,
    isolate: options.isolate ?? true,
    retry: options.retry ?? 0,
    // Projects of one order share their workers.
    maxWorkers: options.workersMax,
    sequence: { groupOrder: options.order },
  },
});

export default defineConfig({
  test: {
    expect: { poll: { timeout: 25_000, interval: 10 } },
    projects: [
      // Nothing in `src` keeps state in a module, so that all files of a worker may share what they import.
      project("unit", { timeoutMs: 30_000, isolate: false, order: 0, workersMax: cores }),
      project("contract", { timeoutMs: 60_000, order: 0, workersMax: cores }),
      // Real processes, which wait for most of their time, each with a folder and ports of its own. The machine may be
      // busy with something else: tried twice, and the report says which were.
      project("faults", { timeoutMs: 90_000, retry: 1, order: 1, workersMax: 2 }),
      project("e2e", { timeoutMs: 120_000, retry: 1, order: 1, workersMax: 2 }),
    ],
  },
});
