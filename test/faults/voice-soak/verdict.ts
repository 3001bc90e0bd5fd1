import { type MemoryFigure, type MemorySample, type Trend, trendOf } from "./memory.ts";
import type { SoakReport } from "./voice-soak.ts";

const mebibyte = 2 ** 20;

/**
 * What may be added in two days: a tenth of what the processes are resident, and of the heap what a table of a few thousand
 * entries takes, since some are kept for a day. At this speed a run says as many commands in an hour as a home in a week.
 */
const figures: Readonly<
  Record<MemoryFigure, { name: string; unit: string; scale: number; growthMax: number }>
> = {
  daemonResident: { name: "RSS of the daemon", unit: "MiB", scale: mebibyte, growthMax: 16 },
  hostResident: { name: "RSS of the inference host", unit: "MiB", scale: mebibyte, growthMax: 16 },
  heap: { name: "heap after collecting garbage", unit: "MiB", scale: mebibyte, growthMax: 4 },
  external: { name: "memory outside of the heap", unit: "MiB", scale: mebibyte, growthMax: 4 },
  arrayBuffers: { name: "of that array buffers", unit: "MiB", scale: mebibyte, growthMax: 4 },
  timers: { name: "timers", unit: "", scale: 1, growthMax: 4 },
  handles: { name: "sockets and other handles", unit: "", scale: 1, growthMax: 4 },
};

const aimHours = 48;
/** Of the run; what is made at the first use of something is made by then. */
const warmUpShare = 0.2;
/** A line through fewer points tells nothing. */
const samplesMin = 8;

/** The figures as lines of text, and whether memory is flat and all commands act. */
export function judge(report: SoakReport): { lines: string[]; isGood: boolean } {
  const warm = warmOf(report.samples);
  const rows = Object.entries(figures).map(([figure, { name, unit, scale, growthMax }]) => {
    const trend = trendOf(warm, figure as MemoryFigure);
    return { name, unit, scale, trend, isFlat: !grows(trend, growthMax * scale) };
  });
  const lines = [
    `${report.hours.toFixed(1)} hours of sound in ${(report.seconds / 60).toFixed(1)} minutes: ` +
      Object.entries(report.heard)
        .map(([kind, hours]) => `${hours.toFixed(1)} h ${kind}`)
        .join(", "),
    ...rows.map(({ name, unit, scale, trend, isFlat }) => {
      const perDay = (value: number) => ((value * 24) / scale).toFixed(2);
      const inUnit = (value: number) => (value / scale).toFixed(scale === 1 ? 0 : 1);
      return `${name}: ${inUnit(trend.first)} to ${inUnit(trend.last)} ${unit}, ${perDay(trend.slope)} ± ${perDay(2 * trend.error)} a day of sound${isFlat ? "" : " — it grows"}`;
    }),
    ...(["pushed", "woken"] as const).map((how) => {
      const [first, second] = report[how].map(({ said, acted }) => `${acted} of ${said}`);
      return `commands ${how} that acted: ${first} in the first half, ${second} in the second`;
    }),
    ...report.last.map(({ door, said, acted }) => `at the end by ${door}: ${acted} of ${said} acted`),
    `warnings: ${
      Object.entries(report.warnings)
        .map(([event, count]) => `${event} ${count}`)
        .join(", ") || "none"
    }`,
  ];
  const isLongEnough = warm.length >= samplesMin;
  if (!isLongEnough) lines.push("too short to tell whether memory grows: let it run for longer");
  const isGood =
    isLongEnough &&
    rows.every(({ isFlat }) => isFlat) &&
    report.last.every(({ said, acted }) => said === acted);
  return { lines, isGood };
}

function warmOf(samples: readonly MemorySample[]): readonly MemorySample[] {
  return samples.slice(Math.floor(samples.length * warmUpShare));
}

/** Beyond doubt: by more than twice the standard error of the slope. */
function grows({ slope, error }: Trend, growthMax: number): boolean {
  return (slope - 2 * error) * aimHours > growthMax;
}
