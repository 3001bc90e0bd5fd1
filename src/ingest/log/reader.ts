import type { ClockQuality } from "../../domain/clock-quality.ts";
import type { LogLine } from "../../domain/log-line.ts";
import type { InboundMessage, LogConsumer } from "../../domain/ports.ts";
import type { Place } from "../../domain/sample.ts";
import type { IngestConfig, LogRule } from "../config.ts";
import { isPlausibleTime, type TimeLimits } from "../measured-time.ts";
import { expandTemplate, guessLogPlace } from "../sensor/name.ts";
import type { TallyInput } from "../tally.ts";
import { cleanText, cutText } from "./clean.ts";
import { ownText } from "./own-text.ts";
import type { ParsedLine, ParseOptions } from "./parsed-line.ts";
import { parseRecord, splitPayload } from "./record.ts";

/** How to read one log topic. */
export interface LogPlan {
  readonly type: "log";
  readonly topic: string;
  readonly source: string;
  readonly format: LogRule["format"];
  readonly place: Place;
}

export interface LogTallies {
  payloads: TallyInput<"tooLarge">;
  skips: TallyInput<"empty" | "retained">;
  timesReplaced: TallyInput<"time">;
  linesCut: TallyInput<"line">;
  linesDropped: TallyInput<"line">;
}

export function createLogPlan(options: {
  topic: string;
  rule: LogRule | undefined;
  labels: Readonly<Record<string, string>>;
}): LogPlan {
  const { topic, rule, labels } = options;
  const expand = (template: string | undefined) =>
    template ? expandTemplate(template, labels, "") : undefined;
  const guessed = guessLogPlace(topic, labels);
  const device = expand(rule?.device) ?? guessed.device;
  const area = expand(rule?.area) ?? guessed.area;
  return {
    type: "log",
    topic,
    source: expand(rule?.source) ?? topic,
    format: rule?.format ?? "auto",
    place: { ...(device ? { device } : {}), ...(area ? { area } : {}) },
  };
}

/** Reads log payloads into lines. A line that is not in its format is kept as plain text: no line is lost for its form. */
export class LogReader {
  lines = 0;
  readonly #config: IngestConfig;
  readonly #limits: TimeLimits;
  readonly #consumers: readonly LogConsumer[];
  readonly #tallies: LogTallies;

  constructor(options: { config: IngestConfig; consumers: readonly LogConsumer[]; tallies: LogTallies }) {
    const { config, consumers, tallies } = options;
    this.#config = config;
    this.#limits = {
      futureMaxMs: config.time.futureMaxHours * 3_600_000,
      pastMaxMs: config.time.pastMaxDays * 86_400_000,
    };
    this.#consumers = consumers;
    this.#tallies = tallies;
  }

  read(plan: LogPlan, message: InboundMessage, quality: ClockQuality): void {
    const { payload, receivedAt } = message;
    if (payload.length === 0) {
      this.#tallies.skips.add("empty", plan.topic);
      return;
    }
    // A retained line was said before we listened; it would be said again with every reconnect.
    if (message.isRetained) {
      this.#tallies.skips.add("retained", plan.topic);
      return;
    }
    if (payload.length > this.#config.payloadBytesMax) {
      this.#tallies.payloads.add("tooLarge", plan.topic);
      return;
    }
    const options: ParseOptions = { zone: this.#config.time.zone, nearMs: receivedAt };
    const text = payload.toString();
    const records = splitPayload(text, plan.format);
    const kept = records.slice(0, this.#config.linesPerPayloadMax);
    if (records.length > kept.length) {
      this.#tallies.linesDropped.add("line", plan.topic, "", records.length - kept.length);
    }
    for (const record of kept) {
      const parsed = parseRecord(record, plan.format, options);
      if (parsed) this.#emit(plan, parsed, { receivedAt, quality, payloadLength: text.length });
    }
  }

  #emit(
    plan: LogPlan,
    parsed: ParsedLine,
    {
      receivedAt,
      quality,
      payloadLength,
    }: { receivedAt: number; quality: ClockQuality; payloadLength: number },
  ): void {
    const { lineLengthMax } = this.#config;
    const whole = cleanText(parsed.message);
    if (whole === "") return;
    if (whole.length > lineLengthMax) this.#tallies.linesCut.add("line", plan.topic);
    const isTimed = parsed.at !== undefined && isPlausibleTime(parsed.at, receivedAt, quality, this.#limits);
    if (parsed.at !== undefined && !isTimed) this.#tallies.timesReplaced.add("time", plan.topic);
    const line: LogLine = {
      source: plan.source,
      topic: plan.topic,
      at: isTimed ? (parsed.at ?? receivedAt) : receivedAt,
      clock: isTimed || parsed.at === undefined ? quality : "unsynced",
      severity: parsed.severity,
      host: cleanName(parsed.host, payloadLength),
      program: cleanName(parsed.program, payloadLength),
      message: ownText(cutText(whole, lineLengthMax), payloadLength),
      place: plan.place,
    };
    this.lines += 1;
    for (const consumer of this.#consumers) consumer.onLogLine(line);
  }
}

function cleanName(name: string | undefined, payloadLength: number): string | undefined {
  return name === undefined ? undefined : ownText(cutText(cleanText(name), 255), payloadLength) || undefined;
}
