import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import type { Envelope } from "../../../src/domain/envelope.ts";
import { freePort, waitForPort } from "../../support/mosquitto.ts";
import { payloadBytes, queuedRecord } from "./queued-records.ts";
import { residentBytes, writtenBytes } from "./written-bytes.ts";

/** On the path, or undefined where it is not installed. */
export const telegrafProgram =
  spawnSync("telegraf", ["--version"]).error === undefined ? "telegraf" : undefined;

const quietMs = 3_000;
const lookEveryMs = 20;

/**
 * The same records, in line protocol over TCP, into the disk buffer that Telegraf keeps for an output that is away. Telegraf
 * acknowledges nothing here, so the time is from the first byte sent until the files of the buffer have grown for the last time.
 */
export async function measureTelegrafBuffer(options: {
  count: number;
  folder: string;
}): Promise<{ recordsPerSecond: number; writtenPerPayload: number; residentBytes: number }> {
  const { count, folder } = options;
  const port = await freePort();
  const file = join(folder, "telegraf.conf");
  writeFileSync(file, configuration({ port, away: await freePort(), buffer: join(folder, "buffer"), count }));
  const telegraf = spawn(telegrafProgram ?? "telegraf", ["--config", file], { stdio: "ignore" });
  try {
    await waitForPort(port);
    const pid = telegraf.pid ?? Number.NaN;
    const records = Array.from({ length: count }, (_, number) => queuedRecord(number));
    const before = writtenBytes(pid);
    const beganMs = performance.now();
    const socket = connect({ port, host: "127.0.0.1" });
    for (const record of records) if (!socket.write(lineOf(record))) await once(socket, "drain");
    const endedMs = await grownLast(join(folder, "buffer"), telegraf);
    socket.destroy();
    const payload = records.reduce((sum, record) => sum + payloadBytes(record), 0);
    return {
      recordsPerSecond: (count * 1_000) / (endedMs - beganMs),
      writtenPerPayload: (writtenBytes(pid) - before) / payload,
      residentBytes: residentBytes(pid),
    };
  } finally {
    telegraf.kill("SIGKILL");
  }
}

function configuration(options: { port: number; away: number; buffer: string; count: number }): string {
  return `
[agent]
  interval = "1h"
  flush_interval = "1h"
  metric_batch_size = 1000
  metric_buffer_limit = ${options.count * 2}
  buffer_strategy = "disk"
  buffer_directory = "${options.buffer}"
  omit_hostname = true
[[inputs.socket_listener]]
  service_address = "tcp://127.0.0.1:${options.port}"
  data_format = "influx"
[[outputs.http]]
  url = "http://127.0.0.1:${options.away}/"
  data_format = "json"
`;
}

function lineOf({ id, class: recordClass, stream, at, body }: Envelope): string {
  const tag = (text: string) => text.replaceAll(/[ ,=]/g, "\\$&");
  const field = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
  return `${recordClass},stream=${tag(stream)} id=${field(id)},body=${field(body)} ${at}000000\n`;
}

/** When the files in `folder` grew for the last time, as `performance.now()` tells it. */
async function grownLast(folder: string, process: ChildProcess): Promise<number> {
  let size = 0;
  let lastMs = performance.now();
  while (size === 0 || performance.now() - lastMs < quietMs) {
    if (process.exitCode !== null) throw new Error(`telegraf ended with ${process.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    const now = bytesIn(folder);
    if (now > size) lastMs = performance.now();
    size = now;
  }
  return lastMs;
}

function bytesIn(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  } catch {
    // It is not made yet, or a file of it is just replaced.
    return 0;
  }
}
