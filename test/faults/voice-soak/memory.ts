import { readFileSync } from "node:fs";
import { request } from "node:http";
import type { Alive } from "./probe.ts";

/** The memory of the daemon and of its inference host at one time, in bytes, and how much sound was heard by then. */
export interface MemorySample extends Alive {
  hours: number;
  daemonResident: number;
  hostResident: number;
}

export type MemoryFigure = Exclude<keyof MemorySample, "hours">;

export async function sampleMemory(options: {
  hours: number;
  probeSocket: string;
  daemonPid: number;
}): Promise<MemorySample> {
  const alive = await askProbe(options.probeSocket);
  const hosts = childrenOf(options.daemonPid);
  return {
    ...alive,
    hours: options.hours,
    daemonResident: residentOf(options.daemonPid),
    hostResident: hosts.reduce((sum, pid) => sum + residentOf(pid), 0),
  };
}

function askProbe(socketPath: string): Promise<Alive> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: "/" }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      response.on("end", () => resolve(JSON.parse(text) as Alive));
    })
      .on("error", reject)
      .end();
  });
}

/** proc(5): /proc/pid/status. */
function residentOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
}

export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

/** A straight line through points, by least squares. */
export interface Trend {
  /** In bytes (or pieces) an hour of sound. */
  slope: number;
  /** Standard error of the slope, of points that are independent. */
  error: number;
  first: number;
  last: number;
}

export function trendOf(samples: readonly MemorySample[], figure: MemoryFigure): Trend {
  const points = samples.map((sample) => ({ x: sample.hours, y: sample[figure] }));
  const count = points.length;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / count;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / count;
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const rest = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return {
    slope,
    error: Math.sqrt(rest / (count - 2) / spread),
    first: points[0]?.y ?? Number.NaN,
    last: points.at(-1)?.y ?? Number.NaN,
  };
}
