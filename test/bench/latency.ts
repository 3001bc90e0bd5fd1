import mqtt, { type MqttClient } from "mqtt";
import { removeDaemon, startDaemon } from "../support/daemon.ts";
import { startScript } from "./child.ts";
import { printFigure, quantile } from "./figure.ts";

const rate = 2_000;
const rounds = 150;
const roundMs = 250;

/**
 * Milliseconds from publishing a value over an operator's threshold to the anomaly published for it, and from a
 * typed command to the action on the device's topic, as an MQTT client sees both (two broker hops included),
 * alone and under a steady 2,000 sensor messages per second.
 */
export async function runLatency(): Promise<void> {
  for (const isLoaded of [false, true]) {
    const daemon = await startDaemon({ config });
    const flood = isLoaded
      ? startScript("flood.js", [daemon.brokerPort(), 0, rate * ((rounds * roundMs * 2) / 1000 + 10), rate])
      : undefined;
    await flood?.waitFor("start");
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${daemon.brokerPort()}`, { reconnectPeriod: 0 });
    const load = isLoaded ? `${rate} msg/s` : "idle";
    report(`arrival to published anomaly, ${load}`, await measureAnomalies(client));
    report(`command to action, ${load}`, await measureCommands(client));
    await client.endAsync();
    flood?.child.kill();
    await daemon.stop();
    await removeDaemon(daemon);
  }
}

const config = {
  anomaly: {
    alarmsPerMinute: 10_000,
    thresholds: [{ name: "limit", series: "probe/+", above: 100, hysteresis: 1 }],
  },
  commands: {
    actionsPerEntityPerMinute: 10_000,
    actionsPerMinute: 100_000,
    entities: [{ name: "bench lamp", kind: "light", area: "lab", topic: "bench/lamp" }],
  },
};

async function measureAnomalies(client: MqttClient): Promise<number[]> {
  await client.subscribeAsync("edgewise/test/anomaly", { qos: 1 });
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // A series of its own each round: alarms of one series are rate-limited, which is not what is measured.
    const topic = `probe/${round}`;
    await client.publishAsync(topic, "50");
    const seen = nextMessage(client, (name, text) => name.endsWith("/anomaly") && text.includes(topic));
    const startMs = performance.now();
    client.publish(topic, "150");
    await seen;
    times.push(performance.now() - startMs);
    await pause(roundMs);
  }
  return times;
}

async function measureCommands(client: MqttClient): Promise<number[]> {
  await client.subscribeAsync("bench/lamp/set", { qos: 1 });
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const state = round % 2 === 0 ? "ON" : "OFF";
    const seen = nextMessage(client, (name) => name === "bench/lamp/set");
    const startMs = performance.now();
    client.publish("edgewise/test/command", `turn the bench lamp ${state.toLowerCase()}`, { qos: 1 });
    await seen;
    times.push(performance.now() - startMs);
    await client.publishAsync("bench/lamp", JSON.stringify({ state }), { qos: 1 });
    await pause(roundMs);
  }
  return times;
}

function nextMessage(client: MqttClient, isWanted: (topic: string, text: string) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      client.off("message", listen);
      reject(new Error("no answer within 10 s"));
    }, 10_000);
    const listen = (topic: string, payload: Buffer) => {
      if (!isWanted(topic, payload.toString())) return;
      clearTimeout(timer);
      client.off("message", listen);
      resolve();
    };
    client.on("message", listen);
  });
}

function report(figure: string, times: readonly number[]): void {
  printFigure("latency", `${figure}, p50`, quantile(times, 0.5), "ms");
  printFigure("latency", `${figure}, p99`, quantile(times, 0.99), "ms");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
