import { readFileSync } from "node:fs";
import { removeDaemon, startDaemon } from "../support/daemon.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { startScript } from "./child.ts";
import { median, printFigure } from "./figure.ts";
import { floodFields } from "./flood.ts";
import { residentBytes, waitForMetric } from "./metrics-reader.ts";

const messages = 1_000_000;
const starts = 5;
const mebibyte = 2 ** 20;

/** Time to READY, resident memory after start and over a million messages, bytes written to disk. */
export async function runFootprint(): Promise<void> {
  const readyMs: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    const startMs = performance.now();
    const daemon = await startDaemon();
    readyMs.push(performance.now() - startMs);
    await removeDaemon(daemon);
  }
  printFigure("footprint", "time to READY, process start included", median(readyMs), "ms");

  const mosquitto = await startMosquitto();
  const daemon = await startDaemon({ config: { bus: { url: `mqtt://127.0.0.1:${mosquitto.port}` } } });
  const pid = daemon.child.pid ?? 0;
  printFigure("footprint", "RSS after start", (await residentBytes(pid)) / mebibyte, "MiB");
  const writtenBefore = writtenBytes(pid);
  const flood = startScript("flood.js", [mosquitto.port, 1, messages, 10_000]);
  await flood.waitFor("start");
  for (const share of [0.25, 0.5, 0.75, 1]) {
    await waitForMetric(daemon, "edgewise_ingest_samples_total", messages * share * floodFields, 600_000);
    printFigure(
      "footprint",
      `RSS after ${messages * share} messages`,
      (await residentBytes(pid)) / mebibyte,
      "MiB",
    );
  }
  const written = writtenBytes(pid) - writtenBefore;
  printFigure("footprint", "written to disk per 1,000 messages", written / (messages / 1000), "bytes");
  await daemon.stop();
  await removeDaemon(daemon);
  await mosquitto.remove();
}

/** Bytes the process caused to be sent to the disk (proc(5), /proc/pid/io write_bytes). */
function writtenBytes(pid: number): number {
  return Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, "utf8"))?.[1] ?? 0);
}
