import type { Random } from "../../core/backoff.ts";
import { type LogEntry, LogWriter, pinoLine, plainLine, syslogLine } from "../engine/log-writer.ts";
import type { Part, World } from "../engine/place.ts";
import { happens } from "../engine/random.ts";
import type { Press } from "./press.ts";

const minuteMs = 60_000;

/** The three logs of the line: its controller (plain text), its PC (pino) and the gateway (syslog). */
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
        { level: "info", from: "PRESS1", text: "Cycle ok, force {385-415} kN, stroke {118-122} mm" },
        { level: "info", from: "PRESS1", text: "Part count {1000-9999}" },
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
      also: gatewayEvents(world, random),
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

/** The gateway sees the compressor trip, and the ports of the line flap. */
function gatewayEvents(world: World, random: Random): (at: number, dtMs: number) => LogEntry[] {
  let wasTripped = false;
  return (_at, dtMs) => {
    const isTripped = world.faults.isOn("compressorTrip");
    const entries: LogEntry[] = [];
    if (isTripped && !wasTripped) {
      entries.push({ level: "error", from: "gatewayd", text: "compressor K1: motor overload relay tripped" });
    }
    if (!isTripped && wasTripped) {
      entries.push({ level: "info", from: "gatewayd", text: "compressor K1: overload relay reset" });
    }
    wasTripped = isTripped;
    if (world.faults.isOn("plcLinkErrors") && happens(random, dtMs, 3 * minuteMs)) {
      entries.push({ level: "warning", from: "kernel", text: "eth1: link down, port {1-8}" });
    }
    return entries;
  };
}
