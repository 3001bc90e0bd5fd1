import type { Random } from "../../../src/core/backoff.ts";
import { between, pick } from "../../../src/simulate/engine/random.ts";

/** Puts plausible values into the slots of a template of `models/train/logs/seeds`. Other braces stay as they are. */
export function fillSlots(template: string, random: Random): string {
  return template.replace(/\{([a-z]+)\}/g, (whole, slot: string) => slots[slot]?.(random) ?? whole);
}

function integer(random: Random, low: number, high: number): string {
  return Math.floor(between(random, low, high)).toString();
}

function hex(random: Random, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join("");
}

export function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((digits) => hex(random, digits)).join("-");
}

const word = (words: string) => {
  const [first = "", ...rest] = words.split(" ");
  return (random: Random) => pick(random, [first, ...rest]);
};

const slots: Readonly<Record<string, (random: Random) => string>> = {
  ip: (random) => `10.${integer(random, 0, 4)}.${integer(random, 0, 255)}.${integer(random, 1, 255)}`,
  port: (random) => integer(random, 1024, 65_535),
  host: word("gw-1 edge-7 node-3 pi-garage plc-2 nas"),
  user: word("root anna operator backup svc-edge guest"),
  pid: (random) => integer(random, 300, 32_000),
  path: word("/var/lib/edge/data /opt/app/run /etc/edge/conf.d /srv/export"),
  file: word("data.db events.log config.yaml frame-0042.jpg"),
  device: word("sda1 ttyUSB0 pump-2 valve-4 0x00158d0003a1"),
  iface: word("eth0 wlan0 ppp0"),
  mac: (random) => Array.from({ length: 6 }, () => hex(random, 2)).join(":"),
  num: (random) => integer(random, 1, 500),
  pct: (random) => `${integer(random, 20, 80)}%`,
  bytes: (random) => `${integer(random, 2, 900)}KB`,
  ms: (random) => integer(random, 3, 900),
  sec: (random) => between(random, 0.5, 30).toFixed(1),
  temp: (random) => `${between(random, 15, 60).toFixed(1)} C`,
  volt: (random) => `${between(random, 11, 14).toFixed(2)} V`,
  hex: (random) => hex(random, 8),
  uuid,
  topic: word("farm/3/soil home/kitchen/temp plant/press/vibration"),
  sensor: word("soil-3 temp-kitchen vib-7 level-tank"),
  machine: word("press-1 mill-2 robot-4"),
  zone: word("zone-1 zone-2 north hall-3"),
  url: word("http://10.0.0.5:8080/api/v1/state https://updates.example.org/feed"),
  version: (random) => `${integer(random, 1, 5)}.${integer(random, 0, 20)}.${integer(random, 0, 9)}`,
  time: (random) => `${integer(random, 10, 24)}:${integer(random, 10, 60)}:${integer(random, 10, 60)}`,
  id: (random) => integer(random, 1000, 99_999),
  service: word("edge-agent mqtt-bridge collector historian"),
  container: word("collector-1 broker-0 grafana-2"),
  disk: word("sda sdb nvme0n1"),
};
