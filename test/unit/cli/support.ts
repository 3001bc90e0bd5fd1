import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { runCli } from "../../../src/cli/cli.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { silentLog } from "../../../src/core/log.ts";
import { createMetrics } from "../../../src/core/metrics.ts";
import type { Evidence, Incident } from "../../../src/domain/incident.ts";
import type { HttpApi } from "../../../src/http/api.ts";
import { httpConfig } from "../../../src/http/config.ts";
import { createHttpService } from "../../../src/http/service.ts";
import { createEmptyHttpApi } from "../../support/http-api.ts";

export interface CliRun {
  code: number;
  out: string;
  err: string;
  /** Standard output as the one JSON value that it has to be. */
  json(): unknown;
}

/** Runs one command line in this process, as `main.ts` does, without any address from the environment. */
export async function cli(...args: string[]): Promise<CliRun> {
  vi.stubEnv("EDGEWISE_URL", undefined);
  vi.stubEnv("EDGEWISE_TOKEN", undefined);
  vi.stubEnv("EDGEWISE_CONFIG", undefined);
  let out = "";
  let err = "";
  const stdout = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const exitCode = process.exitCode;
  process.exitCode = 0;
  try {
    const code = await runCli(args);
    return { code, out, err, json: () => JSON.parse(out) as unknown };
  } finally {
    process.exitCode = exitCode;
    stdout.mockRestore();
    stderr.mockRestore();
    vi.unstubAllEnvs();
  }
}

export interface FakeDaemon {
  url: string;
  stop(): Promise<void>;
}

/** The daemon's real HTTP interface over an API that a test makes up. */
export async function startFakeDaemon(
  api: Partial<HttpApi> = {},
  config: Record<string, unknown> = {},
): Promise<FakeDaemon> {
  const service = createHttpService({
    config: httpConfig.parse({ port: 0, ...config }),
    version: "0.0.0",
    observability: { clock: systemClock, log: silentLog, metrics: createMetrics() },
    api: createEmptyHttpApi(api),
  });
  await service.start(new AbortController().signal);
  return {
    url: service.url() ?? "",
    stop: () => service.stop({ remainingMs: () => 0, signal: AbortSignal.abort() }),
  };
}

export interface TestFolder {
  path: string;
  /** Writes a file and answers its path. */
  write(name: string, content: string): string;
  /** A configuration with its data in this folder and a port on which nothing listens. */
  config(values?: Record<string, unknown>): string;
  remove(): void;
}

export function createFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), "edgewise-cli-"));
  const write = (name: string, content: string) => {
    writeFileSync(join(path, name), content);
    return join(path, name);
  };
  return {
    path,
    write,
    config: (values = {}) =>
      write(
        "edgewise.yaml",
        JSON.stringify({
          daemon: { dataDirectory: join(path, "data"), timeZone: "UTC" },
          // Port 1 (tcpmux) needs a privilege to listen on and nobody does.
          http: { port: 1 },
          ...values,
        }),
      ),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export const noon = Date.UTC(2026, 0, 5, 12, 0, 0);

export function incident(given: Partial<Incident> = {}): Incident {
  return {
    id: "01KE6ZQ2C0AAAAAAAAAAAAAAA1",
    status: "open",
    severity: "warning",
    openedAt: noon,
    updatedAt: noon,
    closedAt: undefined,
    clock: "synced",
    place: { device: "pump" },
    evidence: [evidence()],
    evidenceOmitted: 0,
    summary: "The pump pressure dropped to 0.4 bar.",
    revision: 1,
    ...given,
  };
}

export function evidence(given: Partial<Evidence> = {}): Evidence {
  return {
    subjectId: "well/pump:pressure",
    type: "series",
    name: "pump pressure",
    kind: "level",
    direction: "low",
    severity: "warning",
    firstAt: noon,
    lastAt: noon,
    times: 1,
    score: 0.9,
    unit: "bar",
    observed: 0.4,
    expected: { low: 2, high: 2.6, typical: 2.3 },
    durationMs: undefined,
    limit: undefined,
    example: undefined,
    observedState: undefined,
    typicalState: undefined,
    place: {},
    recoveredAt: undefined,
    ...given,
  };
}
