import { constants, statSync } from "node:fs";
import { access, open, readFile, rm, stat, statfs } from "node:fs/promises";
import { createConnection } from "node:net";
import { availableParallelism, cpus, totalmem, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { redact } from "../config/redact.ts";
import { edgewiseConfig } from "../config/schema.ts";
import { readYamlFile } from "../config/sources.ts";
import { systemClock } from "../core/clock.ts";
import { createClockTrust } from "../system/clock-trust.ts";
import { runProgram } from "../system/notify.ts";
import type { DaemonState, DoctorProbes, FolderState, HearingFacts } from "./doctor/probes.ts";
import { createSinkProbes } from "./doctor/sink-probes.ts";
import { createVoiceProbes } from "./doctor/voice-probes.ts";

/** Looks at this machine. `daemon` asks the daemon once, however many checks want to know. */
export function createDoctorProbes(options: {
  daemon: () => Promise<DaemonState>;
  hearing: () => Promise<HearingFacts>;
  environment: Readonly<Record<string, string | undefined>>;
}): DoctorProbes {
  let asked: Promise<DaemonState> | undefined;
  return {
    runtime: () => ({ version: process.versions.node, platform: process.platform, arch: process.arch }),
    cpu: readCpu,
    memory: readMemory,
    user: () => ({ name: userName(), isRoot: process.getuid?.() === 0 }),
    folder: readFolder,
    syncedWriteMs: measureSyncedWrite,
    clock: readClock,
    exposedSecrets: (files) => files.filter((file) => isReadableByAll(file) && holdsSecret(file)),
    connectProblem: tryConnect,
    daemon() {
      asked ??= options.daemon();
      return asked;
    },
    voice: createVoiceProbes(options),
    sinks: createSinkProbes(),
  };
}

async function readCpu() {
  const text = await readFile("/proc/cpuinfo", "utf8").catch(() => "");
  // x86 says `flags`, arm `Features`.
  const features = /^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  const model =
    /^(?:model name|Model)\s*:\s*(.*)$/m.exec(text)?.[1] ?? cpus()[0]?.model ?? "unknown processor";
  return { model: model.trim(), cores: availableParallelism(), features: new Set(features) };
}

/** The least of what the machine has and what the container or service may use (cgroup v2). */
async function readMemory() {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? Number.NaN) * 1024;
  const totalBytes = field("MemTotal") || totalmem();
  const availableBytes = field("MemAvailable") || 0;
  const [limit, used] = await Promise.all(["max", "current"].map((file) => readCgroup(`memory.${file}`)));
  if (limit === undefined || used === undefined || limit >= totalBytes) return { totalBytes, availableBytes };
  return { totalBytes: limit, availableBytes: Math.min(availableBytes, Math.max(0, limit - used)) };
}

async function readCgroup(file: string): Promise<number | undefined> {
  const text = await readFile(`/sys/fs/cgroup/${file}`, "utf8").catch(() => "");
  return /^\d+\s*$/.test(text) ? Number(text) : undefined;
}

async function readFolder(path: string): Promise<FolderState> {
  const wanted = resolve(path);
  let nearest = wanted;
  let found = await stat(nearest).catch(ifMissing);
  while (found === undefined && dirname(nearest) !== nearest) {
    nearest = dirname(nearest);
    found = await stat(nearest).catch(ifMissing);
  }
  const database = await stat(join(wanted, "edgewise.db")).catch(() => undefined);
  const { bavail, bsize } = await statfs(nearest);
  const isWritable = await access(nearest, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  return {
    exists: nearest === wanted,
    isDirectory: found?.isDirectory() ?? false,
    isWritable,
    owner: await ownerName(found?.uid ?? 0),
    databaseOwner: database && (await ownerName(database.uid)),
    databaseBytes: database?.size ?? 0,
    freeBytes: bavail * bsize,
    nearest,
  };
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  // A folder below one that may not be entered exists or not: nobody can tell.
  if (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "EACCES") return undefined;
  throw error;
}

async function ownerName(id: number): Promise<string> {
  const users = await readFile("/etc/passwd", "utf8").catch(() => "");
  const entry = users.split("\n").find((line) => line.split(":")[2] === String(id));
  return entry?.split(":")[0] ?? `user ${id}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number without a name.
    return `user ${process.getuid?.() ?? ""}`.trim();
  }
}

const writes = 7;

async function measureSyncedWrite(folder: string): Promise<number> {
  const path = join(folder, `.edgewise-doctor-${process.pid}`);
  const file = await open(path, "wx", 0o600);
  try {
    const block = Buffer.alloc(4_096, "edgewise");
    const times: number[] = [];
    for (let count = 0; count < writes; count += 1) {
      const startMs = systemClock.monotonicMs();
      await file.write(block);
      await file.sync();
      times.push(systemClock.monotonicMs() - startMs);
    }
    return times.sort((a, b) => a - b)[Math.floor(writes / 2)] ?? 0;
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

async function readClock(mode: "auto" | "synced" | "unsynced") {
  const trust = createClockTrust({
    mode,
    checkMs: 3_600_000,
    clock: systemClock,
    reporter: { report() {} },
    run: runProgram,
  });
  await trust.start();
  await trust.stop();
  return { quality: trust.quality(), reason: trust.reason, now: systemClock.now() };
}

function isReadableByAll(file: string): boolean {
  return (statSync(file).mode & 0o004) !== 0;
}

function holdsSecret(file: string): boolean {
  const { values } = readYamlFile(file);
  return JSON.stringify(redact(edgewiseConfig, values)) !== JSON.stringify(values);
}

const connectMsMax = 3_000;

function tryConnect(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: connectMsMax });
    const finish = (answer: string | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => finish(undefined));
    socket.once("timeout", () => finish(`no answer within ${connectMsMax / 1_000} s`));
    socket.once("error", (error) => {
      const message = error instanceof AggregateError ? error.errors.map(String).join("; ") : error.message;
      finish(message);
    });
  });
}
