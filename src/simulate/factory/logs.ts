import type { Random } from "../../core/backoff.ts";
import { type LogEntry, LogWriter, pinoLine, plainLine, syslogLine } from "../engine/log-writer.ts";
import type { Part, World } from "../engine/place.ts";
import { happens } from "../engine/random.ts";
import type { Press } from "./press.ts";

const minuteMs = 60_000;

/** The logs of the hall: controller and compressor (plain text), line PC (pino) and gateway (syslog). */
export function factoryLogs(world: World, press: Press): Part[] {
  const { faults } = world;
  const random = world.fork("log events");
  const isLinkBad = () => faults.isOn("plcLinkErrors");
  return [
    new LogWriter({
      world,
      topic: "factory/line1/plc/log",
      format: plainLine,
      everyMs: 50_000,
      usual: [
        {
          level: "info",
          from: "PRESS1",
          text: "Cycle ok, force {385-415} kN, stroke {118-122} mm",
          when: () => press.isRunning,
        },
        { level: "info", from: "PRESS1", text: "Part count {1000-9999}", when: () => press.isRunning },
        { level: "info", from: "SAFETY", text: "Light curtain test passed in {8-14} ms" },
        { level: "info", from: "FEED", text: "Material present, position {10-90} mm" },
        { level: "warning", from: "FEED", text: "Material low, refill within {5-20} min" },
      ],
      also: (_at, dtMs) => pressWarnings(press, random, dtMs),
    }),
    new LogWriter({
      world,
      topic: "factory/line1/pc/log",
      format: pinoLine("line1-pc"),
      everyMs: 60_000,
      usual: [
        { level: "info", from: "mes-agent", text: "order {40000-49999} progress reported" },
        { level: "info", from: "mes-agent", text: "heartbeat sent in {12-60} ms" },
        { level: "info", from: "opcua-bridge", text: "{140-160} values read from PLC in {20-80} ms" },
        { level: "debug", from: "opcua-bridge", text: "session renewed" },
      ],
      also: (_at, dtMs) =>
        isLinkBad() && happens(random, dtMs, 8_000) ? [linkErrors[random() < 0.7 ? 0 : 1]] : [],
    }),
    new LogWriter({
      world,
      topic: "factory/gateway/syslog",
      format: syslogLine("gw-hall1"),
      everyMs: 90_000,
      usual: [
        { level: "info", from: "chronyd", text: "Selected source 10.20.0.1, offset {1-9} ms" },
        { level: "info", from: "mosquitto", text: "Saving in-memory database, {60-90} retained messages" },
        { level: "info", from: "systemd", text: "Started session {100-999} of user service" },
        { level: "info", from: "gatewayd", text: "uplink ok, {20-60} ms" },
      ],
      also: (_at, dtMs) =>
        isLinkBad() && happens(random, dtMs, 3 * minuteMs)
          ? [{ level: "warning", from: "kernel", text: "eth1: link down, port {1-8}" }]
          : [],
    }),
    new LogWriter({
      world,
      topic: "factory/utilities/compressor/log",
      format: plainLine,
      everyMs: 300_000,
      usual: [
        { level: "info", from: "K1", text: "Load cycle done, {60-120} per day" },
        { level: "info", from: "K1", text: "Condensate drained, {1-4} s" },
        { level: "info", from: "K1", text: "Service due in {900-1400} h" },
      ],
      also: compressorEvents(world),
    }),
  ];
}

const linkErrors = [
  { level: "error", from: "opcua-bridge", text: "PLC read timed out after 2000 ms, attempt {1-5}" },
  {
    level: "error",
    from: "opcua-bridge",
    text: "connection to opc.tcp://10.20.1.5:4840 reset, {1-9} requests lost",
  },
] as const satisfies readonly LogEntry[];

function pressWarnings(press: Press, random: Random, dtMs: number): LogEntry[] {
  const entries: LogEntry[] = [];
  if (press.isRunning && press.vibration > 4.2 && happens(random, dtMs, 6 * minuteMs)) {
    entries.push({
      level: "warning",
      from: "PRESS1",
      text: `Vibration ${press.vibration.toFixed(1)} mm/s above prewarning limit at main bearing`,
    });
  }
  if (press.isRunning && press.pressure < 135 && happens(random, dtMs, 4 * minuteMs)) {
    entries.push({
      level: "warning",
      from: "HYDRAULICS",
      text: `Oil level low, system pressure ${Math.round(press.pressure)} bar`,
    });
  }
  return entries;
}

/** The compressor says when its overload relay trips and when somebody resets it. */
function compressorEvents({ faults }: World): () => LogEntry[] {
  let wasTripped = false;
  return () => {
    const isTripped = faults.isOn("compressorTrip");
    if (isTripped === wasTripped) return [];
    wasTripped = isTripped;
    return [
      isTripped
        ? { level: "error", from: "K1", text: "Motor overload relay tripped, compressor stopped" }
        : { level: "info", from: "K1", text: "Overload relay reset by hand" },
    ];
  };
}
