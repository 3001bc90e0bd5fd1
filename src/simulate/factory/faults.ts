import type { FaultDefinition } from "../engine/fault-board.ts";
import { hourOf } from "../engine/outside.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Faults of the press show only while it works, and some take their time. */
const earlyInShift = (at: number) => hourOf(at) >= 6.5 && hourOf(at) < 17;

export const factoryFaults: readonly FaultDefinition[] = [
  {
    name: "bearingWear",
    describe:
      "The main bearing of the press wore out: it vibrated more and more and ran hot, and its controller warned.",
    affects: ["factory/line1/press", "factory/line1/plc/log"],
    cause: ["press vibration", "main bearing"],
    lastsMs: { min: 3 * hourMs, max: 5 * hourMs },
    showsAt: earlyInShift,
  },
  {
    name: "hydraulicLeak",
    describe: "A hydraulic hose of the press leaked: its pressure fell and its strokes became slower.",
    affects: ["factory/line1/press", "factory/line1/plc/log"],
    cause: ["hydraulic pressure", "oil level low"],
    lastsMs: { min: 2 * hourMs, max: 4 * hourMs },
    showsAt: earlyInShift,
  },
  {
    name: "plcLinkErrors",
    describe:
      "A network port of line 1 failed on and off: reads from the controller timed out and reports were lost.",
    affects: ["factory/line1/press", "factory/line1/pc/log", "factory/gateway/syslog"],
    cause: ["line PC", "gateway log"],
    lastsMs: { min: 15 * minuteMs, max: 60 * minuteMs },
  },
  {
    name: "compressorTrip",
    describe: "The motor overload relay of the compressor tripped: the air pressure of the hall ran down.",
    affects: ["factory/utilities/compressor", "factory/utilities/compressor/log"],
    cause: ["compressor log", "overload relay"],
    lastsMs: { min: 30 * minuteMs, max: 2 * hourMs },
  },
];
