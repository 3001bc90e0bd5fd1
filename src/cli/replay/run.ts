import type { EdgewiseConfig } from "../../config/schema.ts";
import type { Clock } from "../../core/clock.ts";
import { openReplay } from "../../simulate/replay/open-replay.ts";
import type { ReplayFormat, ReplayOptions, ReplayRecord } from "../../simulate/replay/record.ts";
import { sayCount } from "../../text/say-list.ts";
import type { ClientOptions } from "../client-options.ts";
import { NothingToReplayError } from "../errors.ts";
import type { Output } from "../output.ts";
import { createProgress } from "../progress.ts";
import { type Extent, measureExtent, type TimesChoice } from "./extent.ts";

export interface ReplayVerbOptions extends ClientOptions {
  local?: boolean;
  evidence?: boolean;
  speed: number;
  times: TimesChoice;
  topicPrefix: string;
  time?: string;
  value?: string[];
  skip?: string[];
  interval?: number;
  zone: "utc" | "local";
  format?: ReplayFormat;
  skipBadLines?: boolean;
  broker?: string;
}

/** One call of the verb. */
export interface Run {
  files: readonly string[];
  options: ReplayVerbOptions;
  config: EdgewiseConfig;
  clock: Clock;
  output: Output;
  signal: AbortSignal;
}

/** Reads the files once for their extent, which also finds bad lines before anything is published. */
export async function measure(
  run: Run,
): Promise<{ extent: Extent; badLines: number; open: () => AsyncGenerator<ReplayRecord> }> {
  const { files, options, clock, output, signal } = run;
  const progress = createProgress({ output, what: "records read", monotonicMs: clock.monotonicMs });
  const read = async (intervalMs: number | undefined) => {
    let badLines = 0;
    const replayOptions = readOptions(run, intervalMs);
    const countBadLine = () => {
      badLines += 1;
    };
    const onBadLine = options.skipBadLines ? { onBadLine: countBadLine } : {};
    const extent = await measureExtent(openReplay(files, { ...replayOptions, ...onBadLine }), (count) =>
      progress.update(count),
    );
    const skipBadLines = options.skipBadLines ? { onBadLine: () => {} } : {};
    return { extent, badLines, open: () => openReplay(files, { ...replayOptions, ...skipBadLines }) };
  };
  try {
    const found = await read(options.interval);
    if (found.extent.records === 0 && !signal.aborted) throw new NothingToReplayError(files);
    // Only where nothing has a time: between the times of a log it would tear continued lines away.
    return found.extent.timed === 0 ? await read(options.interval ?? defaultIntervalMs) : found;
  } finally {
    progress.end();
  }
}

const defaultIntervalMs = 1_000;

function readOptions({ options, clock, signal }: Run, intervalMs: number | undefined): ReplayOptions {
  return {
    topicPrefix: options.topicPrefix,
    zone: options.zone,
    // Files without times begin at midnight, so that elapsed times are easy to read.
    startAt: Math.floor(clock.now() / 86_400_000) * 86_400_000,
    signal,
    ...(intervalMs === undefined ? {} : { intervalMs }),
    ...(options.format === undefined ? {} : { format: options.format }),
    ...(options.time === undefined ? {} : { timeColumn: options.time }),
    ...(options.value === undefined ? {} : { columns: options.value }),
    ...(options.skip === undefined ? {} : { skipColumns: options.skip }),
  };
}

export function badLinesText(badLines: number): string[] {
  return badLines > 0 ? [`${sayCount(badLines, "line")} could not be read and were left out.`] : [];
}
