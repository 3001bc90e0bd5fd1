import { removeDaemon, startDaemon } from "../support/daemon.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { startScript } from "./child.ts";
import { median, printFigure } from "./figure.ts";
import { floodFields } from "./flood.ts";
import { waitForMetric } from "./metrics-reader.ts";

const countByQos = { 0: 300_000, 1: 150_000 } as const;
const pairs = 3;

/**
 * Messages per second through the whole daemon (discovery, detectors and rollups on) from Mosquitto, as a ratio
 * to a bare mqtt.js subscriber that only parses the JSON, in turns in the same run.
 */
export async function runIngest(): Promise<void> {
  for (const qos of [0, 1] as const) {
    const bare: number[] = [];
    const daemon: number[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      bare.push(await measureBare(qos));
      daemon.push(await measureDaemon(qos));
    }
    const ratios = daemon.map((rate, index) => rate / (bare[index] ?? Number.NaN));
    printFigure("ingest", `bare mqtt.js subscriber, QoS ${qos}`, median(bare), "messages/s");
    printFigure("ingest", `edgewise, QoS ${qos}`, median(daemon), "messages/s");
    printFigure("ingest", `edgewise to bare, QoS ${qos}`, median(ratios), "ratio");
  }
}

async function measureBare(qos: 0 | 1): Promise<number> {
  const count = countByQos[qos];
  const mosquitto = await startMosquitto();
  const subscriber = startScript("bare-subscriber.js", [mosquitto.port, qos, count]);
  await subscriber.waitFor("ready");
  const flood = startScript("flood.js", [mosquitto.port, qos, count]);
  const [, startMs] = await flood.waitFor("start");
  const [, doneMs] = await subscriber.waitFor("done");
  await mosquitto.remove();
  return (count / (Number(doneMs) - Number(startMs))) * 1000;
}

async function measureDaemon(qos: 0 | 1): Promise<number> {
  const count = countByQos[qos];
  const mosquitto = await startMosquitto();
  const daemon = await startDaemon({
    // With `block` the flood waits in the broker instead of being thinned out: every message counts.
    config: { bus: { url: `mqtt://127.0.0.1:${mosquitto.port}` }, ingest: { whenFull: "block" } },
  });
  const flood = startScript("flood.js", [mosquitto.port, qos, count]);
  const [, startMs] = await flood.waitFor("start");
  // Equal values in a row are samples too: only exact repeats in time are not, and there are none here.
  const doneMs = await waitForMetric(daemon, "edgewise_ingest_samples_total", count * floodFields, 180_000);
  await daemon.stop();
  await removeDaemon(daemon);
  await mosquitto.remove();
  return (count / (doneMs - Number(startMs))) * 1000;
}
