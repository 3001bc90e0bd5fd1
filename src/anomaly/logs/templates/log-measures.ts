import { LruMap } from "../../../core/lru-map.ts";
import type { LogLine } from "../../../domain/log-line.ts";
import { measureName } from "../../../domain/log-measure.ts";
import type { LogMeasureConsumer } from "../../../domain/ports.ts";
import { type LogParameter, logParameters } from "./log-parameters.ts";
import type { LogTemplate } from "./log-template.ts";
import type { LogMatch } from "./log-templates.ts";
import { converted, type LogUnit } from "./log-units.ts";

/**
 * Makes series of the numbers in log lines that measure something: those with a unit and words that name them, and those
 * behind a key (`temp=83`). Never of identifiers, ports, codes and the like, by their name; nor of plain numbers that only
 * grow.
 *
 * Limits:
 * 1. `perLogMax` series of one log and `logsMax` logs; more are refused and counted. One that was not heard for
 *    `unheardMs` and `unheardLinesMax` lines gives its place to a new one: a line dated ahead alone takes no place away.
 * 2. A series begins with its third value, without a unit with its fifth, so that what is said once makes none.
 * 3. One value of a series in a second; the others of that second are left out.
 * 4. `candidatesMax` names of one log that may become series: those heard last. They take no place of a series, so that
 *    lines with ever new names, of which no two are the same, keep no other numbers out.
 */
export class LogMeasures {
  perLogMax: number;
  #options: LogMeasuresOptions;
  #logs: LruMap<string, Log>;
  #count = 0;
  #habits = new WeakMap<LogTemplate, Habit>();

  constructor(options: LogMeasuresOptions) {
    this.#options = options;
    this.perLogMax = options.perLogMax;
    this.#logs = new LruMap(options.logsMax, (_source, { series }) => {
      this.#count -= series.size;
    });
  }

  /** Numbers of log lines that are series. */
  get count(): number {
    return this.#count;
  }

  onLine(line: LogLine, { template }: LogMatch): void {
    if (this.perLogMax === 0 || !template.text.includes("<*>")) return;
    const habit = this.#habitOf(template);
    const isResting = line.at >= habit.sentAt && line.at - habit.sentAt < restMs;
    if (isResting || habit.barrenLines >= barrenLinesMax) return;
    let log = this.#logs.get(line.source);
    if (log === undefined) {
      log = { series: new Map(), candidates: new LruMap(candidatesMax), lines: 0 };
      this.#logs.set(line.source, log);
    }
    log.lines += 1;
    const measuring = logParameters(template, line.message).filter(isMeasure);
    habit.barrenLines = measuring.length === 0 ? habit.barrenLines + 1 : 0;
    let sent = 0;
    for (const parameter of measuring) if (this.#take(line, parameter, log)) sent += 1;
    // Taking lines apart is slow; where every number of a line was told, the next ones of that second need not be.
    if (sent > 0 && sent === measuring.length) habit.sentAt = line.at;
  }

  #habitOf(template: LogTemplate): Habit {
    let habit = this.#habits.get(template);
    if (habit === undefined || habit.text !== template.text) {
      habit = { text: template.text, barrenLines: 0, sentAt: Number.NEGATIVE_INFINITY };
      this.#habits.set(template, habit);
    }
    return habit;
  }

  #take(line: LogLine, { name, unit, value }: Measuring, log: Log): boolean {
    const field = fieldOf(name);
    if (field === "") return false;
    let measured = log.series.get(field) ?? log.candidates.get(field);
    if (measured === undefined) {
      measured = {
        unit,
        seen: 0,
        isGrowing: true,
        last: Number.NEGATIVE_INFINITY,
        heardAt: line.at,
        heardInLine: log.lines,
        sentAt: Number.NEGATIVE_INFINITY,
      };
      log.candidates.set(field, measured);
    }
    const inUnit = unit === measured.unit ? value : inUnitOf(value, unit, measured.unit);
    if (inUnit === undefined) return false;
    measured.seen += 1;
    measured.heardAt = line.at;
    measured.heardInLine = log.lines;
    if (inUnit <= measured.last) measured.isGrowing = false;
    measured.last = inUnit;
    const hasUnit = measured.unit !== undefined;
    if (measured.seen < (hasUnit ? seenMin : plainSeenMin) || (!hasUnit && measured.isGrowing)) return false;
    if (!log.series.has(field) && !this.#admit(field, measured, log)) {
      this.#options.onRefused(line.source, field);
      return false;
    }
    // A clock that was set back must not silence it.
    if (line.at >= measured.sentAt && line.at - measured.sentAt < restMs) return false;
    measured.sentAt = line.at;
    this.#options.consumer.onLogMeasure({
      topic: line.topic,
      place: line.place,
      at: line.at,
      clock: line.clock,
      field,
      name: measureName(line.place.device ?? line.source, name),
      unit: measured.unit?.unit,
      value: inUnit,
    });
    return true;
  }

  /** Whether there was a place for it. */
  #admit(field: string, measured: Measured, { series, candidates, lines }: Log): boolean {
    if (series.size >= this.perLogMax) {
      const unheard = [...series].find(
        ([, { heardAt, heardInLine }]) =>
          lines - heardInLine >= unheardLinesMax && measured.heardAt - heardAt >= unheardMs,
      );
      if (unheard === undefined) return false;
      series.delete(unheard[0]);
      this.#count -= 1;
    }
    candidates.delete(field);
    series.set(field, measured);
    this.#count += 1;
    return true;
  }
}

export interface LogMeasuresOptions {
  perLogMax: number;
  logsMax: number;
  consumer: LogMeasureConsumer;
  onRefused: (source: string, field: string) => void;
}

/** What is known of the lines of one template. */
interface Habit {
  readonly text: string;
  /** Lines in a row without a number that measures something. */
  barrenLines: number;
  sentAt: number;
}

interface Log {
  readonly series: Map<string, Measured>;
  /** Heard too seldom to be series yet, or refused. */
  readonly candidates: LruMap<string, Measured>;
  /** Lines that were looked at. */
  lines: number;
}

interface Measured {
  readonly unit: LogUnit | undefined;
  seen: number;
  /** Every value was above the one before. */
  isGrowing: boolean;
  last: number;
  heardAt: number;
  /** Which line of the log it was. */
  heardInLine: number;
  sentAt: number;
}

type Measuring = LogParameter & { name: string; value: number };

const barrenLinesMax = 16;
const seenMin = 3;
const plainSeenMin = 5;
const restMs = 1000;
const candidatesMax = 64;
const unheardMs = 7 * 86_400_000;
const unheardLinesMax = 10_000;
const nameCharactersMax = 60;

function isMeasure(parameter: LogParameter): parameter is Measuring {
  const { name, value, unit, isKeyed, text } = parameter;
  if (name === undefined || value === undefined || name.length > nameCharactersMax) return false;
  if (unit === undefined && (!isKeyed || /^[-+]?0\d/.test(text) || Math.abs(value) > 1e9)) return false;
  return !identifying.test(name);
}

/** Words that name what numbers something instead of measuring it. */
const identifying =
  /(?:^|[\s_.-])(?:\w*id|pid|uid|gid|tid|port|session|seq|sequence|index|idx|line|code|status|errno|error|version|rev|revision|handle|fd|hash|key|serial|addr|address|slot|channel|node|number|num|no|nr|job|task|thread|process|block|blk|attempt|part|request|user|host|pool|worker|year|day|month|date|time|timestamp|step|stage|try|retry|flags?|type|mode|level|vlan|pci|usb|irq|bus|cpu)$/i;

function inUnitOf(value: number, from: LogUnit | undefined, to: LogUnit | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : converted(value, from, to);
}

function fieldOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
}
