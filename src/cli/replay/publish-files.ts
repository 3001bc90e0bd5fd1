import { openBusLink } from "../../bus/link.ts";
import { createRandomId } from "../../core/id.ts";
import { silentLog } from "../../core/log.ts";
import { createMetrics } from "../../core/metrics.ts";
import { sayDuration } from "../../text/say-duration.ts";
import { sayCount } from "../../text/say-list.ts";
import { daemonFor } from "../client-options.ts";
import { UsageError } from "../errors.ts";
import { createProgress } from "../progress.ts";
import { brokerTarget } from "./broker.ts";
import { createTimeCarrier } from "./carry-time.ts";
import { type Extent, shiftOf, timeWarning } from "./extent.ts";
import { publishRecords } from "./publish.ts";
import { type Reading, watchReading } from "./reading.ts";
import { badLinesText, measure, type ReplayVerbOptions, type Run } from "./run.ts";

/** Publishes the files to the broker and tells how it went. */
export async function publishFiles(run: Run): Promise<void> {
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
  const reading = options.broker === undefined ? await readingOf(run) : undefined;
  const progress = createProgress({
    output,
    what: "records published",
    total: extent.records,
    monotonicMs: clock.monotonicMs,
  });
  const startMs = clock.monotonicMs();
  let published = 0;
  let read: number | undefined;
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
      ...(reading ? { keepUp: reading.keepUp } : {}),
    });
    read = await reading?.finish(published);
  } finally {
    clearInterval(keepAlive);
    progress.end();
    await link.close();
  }
  const elapsedMs = clock.monotonicMs() - startMs;
  const isComplete = published === extent.records;
  output.result(
    publishedText({
      published,
      read,
      extent,
      elapsedMs,
      shiftMs,
      untimed,
      badLines,
      url: target.url,
      options,
    }),
    {
      published,
      read: read ?? null,
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

/** The daemon of the same configuration, if it runs and can be asked. */
async function readingOf({ options, clock, signal }: Run): Promise<Reading | undefined> {
  try {
    return await watchReading({ client: daemonFor(options).client, clock, signal });
  } catch (error) {
    // Its interface is off, or on a port that only its log tells: then the acknowledgements have to do.
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function publishedText(done: {
  published: number;
  read: number | undefined;
  extent: Extent;
  elapsedMs: number;
  shiftMs: number;
  untimed: number;
  badLines: number;
  url: string;
  options: ReplayVerbOptions;
}): string {
  const { published, read, extent, elapsedMs, shiftMs, untimed, badLines, url, options } = done;
  const rate = elapsedMs > 0 ? Math.round((published * 1_000) / elapsedMs) : published;
  const span =
    extent.firstAt === undefined || extent.lastAt === undefined ? 0 : extent.lastAt - extent.firstAt;
  const stopped = published < extent.records ? `Stopped: ${published} of ` : "";
  return [
    `${stopped}${sayCount(extent.records, "record")}${stopped ? "" : " published"} to ${url} in ${sayDuration(elapsedMs)} (${rate}/s), ${sayDuration(span)} of data.`,
    ...(read !== undefined && read < published
      ? [
          `The daemon has read only ${read} of them: does ingest.discovery look there, or did the broker drop some? --speed slows it down.`,
        ]
      : []),
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
