import type { DaemonProcess } from "../support/daemon.ts";

/** The sum over all labels of one metric of a running daemon; 0 when it has not been counted yet. */
export async function readMetric(daemon: DaemonProcess, name: string): Promise<number> {
  const text = await daemon.get<string>("/metrics");
  let sum = 0;
  for (const line of text.split("\n")) {
    if (line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      sum += Number(line.slice(line.lastIndexOf(" ") + 1));
  }
  return sum;
}

/** Polls until the metric reaches `value`; answers the epoch milliseconds at which it was seen there. */
export async function waitForMetric(
  daemon: DaemonProcess,
  name: string,
  value: number,
  timeoutMs: number,
): Promise<number> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const now = await readMetric(daemon, name);
    if (now >= value) return Date.now();
    if (Date.now() > deadline) throw new Error(`${name} stood at ${now} of ${value} after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Resident memory of a process in bytes, from /proc. */
export async function residentBytes(pid: number): Promise<number> {
  const { readFile } = await import("node:fs/promises");
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}
