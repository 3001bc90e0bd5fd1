import { defineConfig } from "vitest/config";

const project = (name: string, options: { timeoutMs: number; isSerial?: boolean }) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: options.timeoutMs,
    hookTimeout: options.timeoutMs,
    ...(options.isSerial ? { fileParallelism: false } : {}),
  },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", { timeoutMs: 10_000 }),
      project("contract", { timeoutMs: 20_000 }),
      project("faults", { timeoutMs: 90_000, isSerial: true }),
      project("e2e", { timeoutMs: 90_000, isSerial: true }),
    ],
  },
});
