import { readFileSync } from "node:fs";

/** Bytes that this process, or another, caused to be written to block devices (proc(5), `write_bytes`). */
export function writtenBytes(pid: number | "self" = "self"): number {
  const text = readFileSync(`/proc/${pid}/io`, "utf8");
  return Number(/^write_bytes: (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
}

export function residentBytes(pid: number | "self" = "self"): number {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? Number.NaN) * 1024;
}
