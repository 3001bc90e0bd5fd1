import mqtt from "mqtt";

/**
 * The baseline of the ingest benchmark: mqtt.js and JSON.parse, nothing else. Run as a process of its own:
 * `bare-subscriber.js PORT QOS COUNT`. Prints `ready`, then `done <epoch ms>` once COUNT messages were parsed.
 */
const [port, qos, count] = process.argv.slice(2).map(Number) as [number, 0 | 1, number];

let parsed = 0;
let fields = 0;
const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4, reconnectPeriod: 0 });
client.on("message", (_topic, payload) => {
  const values = JSON.parse(payload.toString()) as Record<string, number>;
  if (values.temperature !== undefined) fields += 1;
  parsed += 1;
  if (parsed === count) {
    process.stdout.write(`done ${Date.now()} ${fields}\n`);
    client.end();
  }
});
client.on("connect", () => {
  client.subscribe("site/#", { qos }, () => process.stdout.write("ready\n"));
});
