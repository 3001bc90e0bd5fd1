import { createConnection } from "node:net";

/**
 * Publishes ready-made MQTT 3.1.1 packets over a bare socket, so that the publisher costs next to nothing and
 * the subscriber under test is what limits. Run as a process of its own: `flood.js PORT QOS COUNT [RATE]`, where
 * RATE is messages per second (0: as fast as the socket takes them). Prints `start <epoch ms>` and `end <epoch ms>`.
 *
 * 100 topics, 3 numeric fields each, values that wander as sensors do, no timestamps.
 */
export const floodTopics = 100;
export const floodFields = 3;

export function floodMessage(sequence: number): { topic: string; payload: string } {
  const device = sequence % floodTopics;
  const turn = Math.floor(sequence / floodTopics);
  const wave = Math.sin(turn / 50 + device);
  const noise = (((sequence * 2654435761) >>> 0) / 2 ** 32 - 0.5) * 0.4;
  const payload = JSON.stringify({
    temperature: Number((21 + wave + noise).toFixed(2)),
    humidity: Number((45 + 5 * wave - noise).toFixed(2)),
    power: Number((120 + 20 * wave + 8 * noise).toFixed(2)),
  });
  return { topic: `site/device${device}/state`, payload };
}

/** One PUBLISH packet (MQTT 3.1.1 section 3.3); `packetId` is used with QoS 1. */
export function publishPacket(topic: string, payload: string, qos: 0 | 1, packetId: number): Buffer {
  const topicBytes = Buffer.from(topic);
  const payloadBytes = Buffer.from(payload);
  const length = 2 + topicBytes.length + (qos > 0 ? 2 : 0) + payloadBytes.length;
  const packet = Buffer.concat([
    Buffer.from([0x30 | (qos << 1), ...remainingLength(length)]),
    uint16(topicBytes.length),
    topicBytes,
    ...(qos > 0 ? [uint16(packetId)] : []),
    payloadBytes,
  ]);
  return packet;
}

function remainingLength(length: number): number[] {
  const bytes: number[] = [];
  let rest = length;
  do {
    const more = rest > 127 ? 128 : 0;
    bytes.push((rest % 128) | more);
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

async function main(port: number, qos: 0 | 1, count: number, rate: number): Promise<void> {
  const socket = createConnection({ port, host: "127.0.0.1" });
  socket.setNoDelay(true);
  // The broker is stopped as soon as the measurement is over.
  socket.on("error", () => process.exit());
  const clientId = Buffer.from(`flood${process.pid}`);
  const connectBody = Buffer.concat([
    Buffer.from([0, 4]),
    Buffer.from("MQTT"),
    Buffer.from([4, 2, 0, 0]),
    uint16(clientId.length),
    clientId,
  ]);
  socket.write(Buffer.concat([Buffer.from([0x10, connectBody.length]), connectBody]));
  await new Promise<void>((resolve) => socket.once("data", () => resolve()));
  let acknowledgedBytes = 0;
  socket.on("data", (data) => {
    acknowledgedBytes += data.length;
  });

  const startMs = Date.now();
  process.stdout.write(`start ${startMs}\n`);
  const perWrite = rate > 0 ? Math.max(1, Math.floor(rate / 100)) : 500;
  for (let sent = 0; sent < count; ) {
    const packets: Buffer[] = [];
    for (let index = 0; index < perWrite && sent < count; index += 1, sent += 1) {
      const { topic, payload } = floodMessage(sent);
      packets.push(publishPacket(topic, payload, qos, (sent % 65_535) + 1));
    }
    const isFlowing = socket.write(Buffer.concat(packets));
    if (!isFlowing) await new Promise<void>((resolve) => socket.once("drain", () => resolve()));
    const dueMs = rate > 0 ? startMs + (sent / rate) * 1000 : 0;
    const waitMs = dueMs - Date.now();
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    // Packet ids may be used again only after their PUBACK (4 bytes each).
    while (qos === 1 && sent - acknowledgedBytes / 4 > 60_000)
      await new Promise((resolve) => setTimeout(resolve, 1));
  }
  while (qos === 1 && acknowledgedBytes / 4 < count) await new Promise((resolve) => setTimeout(resolve, 1));
  process.stdout.write(`end ${Date.now()}\n`);
  socket.end(Buffer.from([0xe0, 0]));
}

if (process.argv[1]?.endsWith("flood.js")) {
  const [port, qos, count, rate] = process.argv.slice(2).map(Number);
  await main(port ?? 0, qos === 1 ? 1 : 0, count ?? 0, rate ?? 0);
}
