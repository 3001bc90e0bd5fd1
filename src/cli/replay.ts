import { type Command, InvalidArgumentError, Option } from "commander";
import { openBusLink } from "../bus/link.ts";
import type { EdgewiseConfig } from "../config/schema.ts";
import { type Clock, systemClock } from "../core/clock.ts";
import { createRandomId } from "../core/id.ts";
import { silentLog } from "../core/log.ts";
import { createMetrics } from "../core/metrics.ts";
import { topicProblem } from "../domain/topic.ts";
import { incidentView } from "../http/views.ts";
import { openReplay } from "../simulate/replay/open-replay.ts";
import {
  type ReplayFormat,
  type ReplayOptions,
  type ReplayRecord,
  replayFormats,
} from "../simulate/replay/record.ts";
import { sayDuration } from "../text/say-duration.ts";
import { sayCount } from "../text/say-list.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "./config.ts";
import { NothingToReplayError, UsageError } from "./errors.ts";
import { incidentLine, incidentReport } from "./incident-text.ts";
import { parseLength, stamp } from "./moments.ts";
import { createOutput, type Output } from "./output.ts";
import { createProgress } from "./progress.ts";
import { brokerTarget } from "./replay/broker.ts";
import { createTimeCarrier } from "./replay/carry-time.ts";
import { type Extent, measureExtent, shiftOf, type TimesChoice, timeWarning } from "./replay/extent.ts";
import { type Look, lookAt } from "./replay/look.ts";
import { publishRecords } from "./replay/publish.ts";
import { type Style, terminalStyle } from "./style.ts";

interface ReplayVerbOptions extends ConfigOptions {
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

export function registerReplay(program: Command): void {
  const collect = (value: string, before: string[] | undefined) => [...(before ?? []), value];
  withConfigOptions(program.command("replay"))
    .description("publish recorded series and logs (CSV, JSON, numbers, text) as if they happened now")
    .argument("<files...>", "files, merged by time; each becomes a topic below the prefix")
    .option("--local", "publish nothing: say what the daemon would have said, on the times of the data")
    .option("--evidence", "with --local, the evidence of each incident too")
    .addOption(
      new Option(
        "--speed <factor>",
        "times as fast as it happened, or max: as fast as the broker acknowledges",
      )
        .default(Number.POSITIVE_INFINITY, "max")
        .argParser(parseSpeed),
    )
    .addOption(
      new Option(
        "--times <how>",
        "shift: moved so that the last record is now; keep: as in the file; arrival: none",
      )
        .default("shift")
        .choices(["shift", "keep", "arrival"]),
    )
    .option("--topic-prefix <topic>", "first levels of the topics", "replay")
    .option("--time <column>", "column or field that holds the time (default: found by itself)")
    .option("--value <column>", "take only this column or field; may be repeated", collect)
    .option("--skip <column>", "leave this column or field out; may be repeated", collect)
    .addOption(
      new Option(
        "--interval <length>",
        "time between records of files without times, e.g. 500ms (default: 1s)",
      ).argParser(parseLength),
    )
    .addOption(
      new Option("--zone <zone>", "zone of times that name none").default("utc").choices(["utc", "local"]),
    )
    .addOption(
      new Option("--format <format>", "format of the files (default: told from them)").choices([
        ...replayFormats,
      ]),
    )
    .option("--skip-bad-lines", "leave lines out that cannot be read, counted, instead of stopping")
    .option("--broker <url>", "MQTT broker to publish to (default: that of the configuration)")
    .action(async (files: string[], options: ReplayVerbOptions) => {
      const problem = topicProblem(options.topicPrefix);
      if (problem) throw new UsageError(`--topic-prefix: ${problem}.`, "give plain levels such as lab/line1");
      const { config } = loadFor(options);
      const stopping = new AbortController();
      const stop = () => stopping.abort();
      process.once("SIGINT", stop);
      try {
        await (options.local ? look : publish)({
          files,
          options,
          config,
          clock: systemClock,
          output: createOutput(options.json ?? false),
          signal: stopping.signal,
        });
      } finally {
        process.off("SIGINT", stop);
      }
    });
}

interface Run {
  files: readonly string[];
  options: ReplayVerbOptions;
  config: EdgewiseConfig;
  clock: Clock;
  output: Output;
  signal: AbortSignal;
}

/** Reads the files once for their extent, which also finds bad lines before anything is published. */
async function measure(
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

async function publish(run: Run): Promise<void> {
  const { options, config, clock, output, signal } = run;
  const target = brokerTarget(config.bus, { url: options.broker, topicPrefix: options.topicPrefix });
  const { extent, badLines, open } = await measure(run);
  const shiftMs = shiftOf(extent, { times: options.times, speed: options.speed, now: clock.now() });
  const { pastMaxDays, futureMaxHours } = config.ingest.time;
  const warning =
    options.times === "arrival"
      ? undefined
      : timeWarning(extent, { shiftMs, now: clock.now(), pastMaxDays, futureMaxHours });
  if (warning) process.stderr.write(`Note: ${warning}.\n`);
  const carryTime = createTimeCarrier({ ...options, ingest: config.ingest, shiftMs });
  let untimed = 0;
  const { hint, ...connection } = target;
  const link = openBusLink({
    ...connection,
    clientId: `edgewise-replay-${createRandomId().slice(0, 8)}`,
    observability: { clock, log: silentLog, metrics: createMetrics() },
    random: Math.random,
  });
  const progress = createProgress({
    output,
    what: "records published",
    total: extent.records,
    monotonicMs: clock.monotonicMs,
  });
  const startMs = clock.monotonicMs();
  let published = 0;
  const keepAlive = setInterval(() => {}, 60_000);
  try {
    published = await publishRecords({
      records: open(),
      link,
      clock,
      payloadOf(record) {
        if (options.times === "arrival") return record.payload;
        const { payload, isTimed } = carryTime(record);
        if (!isTimed) untimed += 1;
        return payload;
      },
      speed: options.speed,
      firstAt: extent.firstAt,
      onProgress: (count, note) => progress.update(count, note),
      hint,
      signal,
    });
  } finally {
    clearInterval(keepAlive);
    progress.end();
    await link.close();
  }
  const elapsedMs = clock.monotonicMs() - startMs;
  const isComplete = published === extent.records;
  output.result(
    publishedText({ published, extent, elapsedMs, shiftMs, untimed, badLines, url: target.url, options }),
    {
      published,
      records: extent.records,
      isComplete,
      badLines,
      untimed: options.times === "arrival" ? published : untimed,
      broker: target.url,
      shiftMs,
      elapsedMs: Math.round(elapsedMs),
    },
  );
  if (!isComplete) process.exitCode = 1;
}

function publishedText(done: {
  published: number;
  extent: Extent;
  elapsedMs: number;
  shiftMs: number;
  untimed: number;
  badLines: number;
  url: string;
  options: ReplayVerbOptions;
}): string {
  const { published, extent, elapsedMs, shiftMs, untimed, badLines, url, options } = done;
  const rate = elapsedMs > 0 ? Math.round((published * 1_000) / elapsedMs) : published;
  const span =
    extent.firstAt === undefined || extent.lastAt === undefined ? 0 : extent.lastAt - extent.firstAt;
  const stopped = published < extent.records ? `Stopped: ${published} of ` : "";
  return [
    `${stopped}${sayCount(extent.records, "record")}${stopped ? "" : " published"} to ${url} in ${sayDuration(elapsedMs)} (${rate}/s), ${sayDuration(span)} of data.`,
    ...(shiftMs === 0
      ? []
      : [
          `Times were moved by ${sayDuration(Math.abs(shiftMs))}, so that the last record is of now; --times keep leaves them.`,
        ]),
    ...(untimed > 0 && options.times !== "arrival"
      ? [
          `${sayCount(untimed, "message")} could not carry a time and count as of their arrival; --speed 1 keeps their distances.`,
        ]
      : []),
    ...badLinesText(badLines),
  ].join("\n");
}

function badLinesText(badLines: number): string[] {
  return badLines > 0 ? [`${sayCount(badLines, "line")} could not be read and were left out.`] : [];
}

async function look(run: Run): Promise<void> {
  const { options, config, clock, output, signal } = run;
  const { extent, badLines, open } = await measure(run);
  const { firstAt: from, lastAt: to } = extent;
  if (from === undefined || to === undefined) {
    if (signal.aborted) return;
    throw new UsageError("No record has a time.", "name the column with --time, or give --interval");
  }
  const timeZone = options.zone === "utc" ? "UTC" : config.daemon.timeZone;
  const progress = createProgress({
    output,
    what: "records",
    total: extent.records,
    monotonicMs: clock.monotonicMs,
  });
  const startMs = clock.monotonicMs();
  const found = await lookAt(open(), {
    ...options,
    config,
    timeZone,
    startAt: from,
    onProgress: (count) => progress.update(count),
  });
  progress.end();
  const elapsedMs = clock.monotonicMs() - startMs;
  const { alerts, ...rest } = found;
  output.result(
    lookText({ found, from, to, elapsedMs, badLines, timeZone, options, style: terminalStyle() }),
    {
      ...rest,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      badLines,
      isComplete: found.records === extent.records,
      elapsedMs: Math.round(elapsedMs),
      incidents: found.incidents.map((incident) => ({
        ...incidentView(incident),
        alert: alerts.get(incident.id) ?? null,
      })),
    },
  );
  if (found.records < extent.records) process.exitCode = 1;
}

function lookText(shown: {
  found: Look;
  from: number;
  to: number;
  elapsedMs: number;
  badLines: number;
  timeZone: string | undefined;
  options: ReplayVerbOptions;
  style: Style;
}): string {
  const { found, from, to, elapsedMs, badLines, timeZone, options, style } = shown;
  const view = { timeZone, style };
  const incidents = found.incidents.flatMap((incident) => {
    const one = incidentView(incident);
    return options.evidence ? [incidentReport(one, view), ""] : incidentLine(one, view);
  });
  const data = [
    found.samples > 0
      ? `${sayCount(found.samples, "value")} of ${sayCount(found.series, "series", "series")}`
      : "",
    found.logLines > 0 ? sayCount(found.logLines, "log line") : "",
  ].filter(Boolean);
  const total = found.incidents.length + found.incidentsOmitted;
  const zone = timeZone === "UTC" ? " UTC" : "";
  return [
    ...incidents,
    ...(incidents.length > 0 ? [""] : []),
    `${total === 0 ? "No incidents" : sayCount(total, "incident")} in ${data.join(" and ") || "nothing that could be read"}, from ${stamp(from, timeZone)} to ${stamp(to, timeZone)}${zone} (${sayDuration(to - from)} of data in ${sayDuration(elapsedMs)}).`,
    ...(found.incidentsOmitted > 0 ? [`${found.incidentsOmitted} of them were not kept.`] : []),
    ...(found.refused > 0 ? [`${sayCount(found.refused, "value")} could not be read.`] : []),
    ...badLinesText(badLines),
  ].join("\n");
}

function parseSpeed(text: string): number {
  if (text === "max") return Number.POSITIVE_INFINITY;
  const speed = /^\d+(?:\.\d+)?x?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (speed > 0 && speed <= 1e9) return speed;
  throw new InvalidArgumentError(
    "It has to be max, or a number such as 1 (as it happened) or 60 (an hour a minute).",
  );
}
