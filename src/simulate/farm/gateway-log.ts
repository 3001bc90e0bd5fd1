import { type LogEntry, LogWriter, syslogLine } from "../engine/log-writer.ts";
import type { World } from "../engine/place.ts";
import { gatewayBrownout } from "./field-report.ts";
import type { Irrigation } from "./irrigation.ts";

/** What the field gateway says: its own state, the radio, and alarms of the pump. */
export function createGatewayLog(world: World, irrigation: Irrigation): LogWriter {
  const { faults } = world;
  let wasDown = false;
  let isSilent = false;
  let wasDry = false;
  return new LogWriter({
    world,
    topic: "farm/gateway/log",
    format: syslogLine("field-gw"),
    everyMs: 60_000,
    usual: [
      { level: "info", from: "lora-pkt-fwd", text: "uplink received, rssi -{70-110} dBm, snr {2-9} dB" },
      { level: "info", from: "lora-pkt-fwd", text: "gateway status sent, {20-40} packets forwarded" },
      { level: "info", from: "irrigation", text: "zones checked, driest at {30-36} percent" },
      { level: "info", from: "chronyd", text: "System clock wrong by 0.00{1-9} seconds" },
      { level: "warning", from: "lora-pkt-fwd", text: "packet with bad checksum dropped, {1-3} this hour" },
    ],
    isAway: () => isSilent,
    onReturn: [
      { level: "info", from: "kernel", text: "Booting Linux on physical CPU 0x0" },
      { level: "warning", from: "systemd-fsck", text: "/dev/mmcblk0p2: recovering journal" },
      { level: "info", from: "systemd", text: "Startup finished in {20-40} s" },
    ],
    also: () => {
      const entries: LogEntry[] = [];
      const isDown = faults.isOn(gatewayBrownout);
      if (isDown && !wasDown) {
        // The last words before it goes dark; the next tick finds it away.
        entries.push({
          level: "critical",
          from: "kernel",
          text: "Undervoltage detected, supply at 4.4{0-9} V",
        });
      }
      const isDry = irrigation.dryMs > 60_000;
      if (isDry && !wasDry) {
        entries.push({
          level: "warning",
          from: "irrigation",
          text: "pump dry run: no flow for 60 s while on, pump stopped, next try in 25 min",
        });
      }
      wasDry = isDry;
      isSilent = isDown && wasDown;
      wasDown = isDown;
      return entries;
    },
  });
}
