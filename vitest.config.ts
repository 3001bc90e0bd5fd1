import { defineConfig } from "vitest/config";

const project = (name: string, options: { timeoutMs: number; isSerial?: boolean; retry?: number }) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: options.timeoutMs,
    hookTimeout: options.timeoutMs,
    ...(options.isSerial ? { fileParallelism: false } : {}),
    retry: options.retry ?? 0,
  },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", { timeoutMs: 10_000 }),
      project("contract", { timeoutMs: 20_000 }),
      // Real processes on a machine that may be busy with something else: tried twice, and the report says which were.
      project("faults", { timeoutMs: 90_000, isSerial: true, retry: 1 }),
      project("e2e", { timeoutMs: 90_000, isSerial: true, retry: 1 }),
    ],
  },
});
