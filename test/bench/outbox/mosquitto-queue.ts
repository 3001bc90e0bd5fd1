import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { startMosquitto } from "../../support/mosquitto.ts";
import { payloadBytes, queuedRecord } from "./queued-records.ts";
import { residentBytes, writtenBytes } from "./written-bytes.ts";

/** The same records into the queue that Mosquitto keeps for a subscriber that is away, each acknowledged by PUBACK. */
export async function measureMosquittoQueue(options: {
  count: number;
  /** Save the whole queue after this many changes; 0: after half an hour, as by default. */
  saveAfterChanges: number;
}): Promise<{ recordsPerSecond: number; writtenPerPayload: number; residentBytes: number }> {
  const directory = mkdtempSync(join(tmpdir(), "edgewise-bench-mosquitto-"));
  const autosave =
    options.saveAfterChanges > 0
      ? ["autosave_on_changes true", `autosave_interval ${options.saveAfterChanges}`]
      : ["autosave_interval 1800"];
  const mosquitto = await startMosquitto([
    "persistence true",
    // Started as root it would be another user, who may not write there.
    `user ${userInfo().username}`,
    `persistence_location ${directory}/`,
    ...autosave,
  ]);
  try {
    const url = `mqtt://127.0.0.1:${mosquitto.port}`;
    const away = await mqtt.connectAsync(url, { clean: false, clientId: "away" });
    await away.subscribeAsync("records/#", { qos: 1 });
    await away.endAsync();
    const publisher = await mqtt.connectAsync(url);
    const records = Array.from({ length: options.count }, (_, number) => queuedRecord(number));
    const before = writtenBytes(mosquitto.pid);
    const beganMs = performance.now();
    let from = 0;
    const publish = async () => {
      while (from < records.length) {
        const record = records[from];
        from += 1;
        if (record)
          await publisher.publishAsync(`records/${record.stream}`, JSON.stringify(record), { qos: 1 });
      }
    };
    await Promise.all(Array.from({ length: 1_000 }, publish));
    const seconds = (performance.now() - beganMs) / 1_000;
    const payload = records.reduce((sum, record) => sum + payloadBytes(record), 0);
    const resident = residentBytes(mosquitto.pid);
    await publisher.endAsync();
    return {
      recordsPerSecond: options.count / seconds,
      writtenPerPayload: (writtenBytes(mosquitto.pid) - before) / payload,
      residentBytes: resident,
    };
  } finally {
    await mosquitto.remove();
    rmSync(directory, { recursive: true, force: true });
  }
}
