import { topicProblem } from "../../domain/topic.ts";
import { refuseLine } from "./bad-line.ts";
import { readTimeCell } from "./columns.ts";
import { ReplayFormatError } from "./errors.ts";
import type { ReplayRecord, ReplaySource } from "./record.ts";
import { readChunks, readLines } from "./text-lines.ts";

/** Longest element of a list, in characters: only one is in memory at a time. */
const elementLengthMax = 1_048_576;

/** One JSON object a line. */
export async function* readJsonLines(source: ReplaySource): AsyncGenerator<ReplayRecord> {
  let row = 0;
  for await (const { text, number } of readLines(source.file, source.options.signal)) {
    if (text.trim() === "") continue;
    const record = readElement(source, text, number, row);
    row += 1;
    if (record) yield record;
  }
}

/** A list of JSON objects, read element by element. */
export async function* readJsonArray(source: ReplaySource): AsyncGenerator<ReplayRecord> {
  const splitter = new ElementSplitter(source);
  let row = 0;
  for await (const chunk of readChunks(source.file, source.options.signal)) {
    for (const { text, line } of splitter.split(chunk)) {
      const record = readElement(source, text, line, row);
      row += 1;
      if (record) yield record;
    }
  }
  if (!source.options.signal?.aborted) splitter.end();
}

function readElement(
  source: ReplaySource,
  text: string,
  line: number,
  row: number,
): ReplayRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuseLine(source, line, "not valid JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuseLine(source, line, "not a JSON object");
  return readObject(source, value as Record<string, unknown>, text.trim(), line, row);
}

/** Names of time fields; `tst` is what mosquitto_sub writes. */
const timeKeys = [
  "tst",
  "ts",
  "time",
  "timestamp",
  "@timestamp",
  "datetime",
  "date",
  "last_seen",
  "__REALTIME_TIMESTAMP",
];

function readObject(
  source: ReplaySource,
  object: Record<string, unknown>,
  text: string,
  line: number,
  row: number,
): ReplayRecord | undefined {
  const { topic, options } = source;
  const { startAt = 0, intervalMs, timeColumn } = options;
  const timed =
    timeColumn === undefined
      ? timeKeys.map((key) => timeOf(source, object, key)).find(Boolean)
      : timeOf(source, object, timeColumn);
  if (timeColumn !== undefined && !timed)
    return refuseLine(source, line, `"${timeColumn}" is not a time here`);
  let at = intervalMs === undefined ? undefined : startAt + row * intervalMs;
  if (timed) at = "at" in timed ? timed.at : startAt + timed.elapsedMs;
  if (isRecordedMessage(object)) {
    const { payload } = object;
    const problem = topicProblem(object.topic);
    if (problem) return refuseLine(source, line, problem);
    return {
      at,
      topic: object.topic,
      payload: typeof payload === "string" ? payload : JSON.stringify(payload),
    };
  }
  if (isLogRecord(object)) return { at, topic: `${topic}/log`, payload: text };
  return { at, topic, payload: chosenFields(source, object, text) };
}

/** A message as recorded from a broker (`mosquitto_sub -F %j` and `%J`): it goes back to its own topic. */
function isRecordedMessage(object: Record<string, unknown>): object is { topic: string; payload: unknown } {
  return (
    typeof object.topic === "string" &&
    object.topic !== "" &&
    Object.hasOwn(object, "payload") &&
    object.payload !== undefined
  );
}

function isLogRecord(object: Record<string, unknown>): boolean {
  const hasText = ["msg", "message", "MESSAGE", "log"].some((key) => typeof object[key] === "string");
  return (
    hasText && ["level", "severity", "PRIORITY", "stream", "lvl"].some((key) => Object.hasOwn(object, key))
  );
}

function timeOf(source: ReplaySource, object: Record<string, unknown>, key: string) {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  return readTimeCell(String(value), { zone: source.options.zone ?? "utc", nearMs: source.modifiedAt });
}

/** The text as it is where nothing is chosen or skipped: numbers keep the digits they were written with. */
function chosenFields({ options }: ReplaySource, object: Record<string, unknown>, text: string): string {
  const { columns, skipColumns } = options;
  if (!columns && !skipColumns) return text;
  const entries = Object.entries(object).filter(
    ([key]) => !skipColumns?.includes(key) && (columns?.includes(key) ?? true),
  );
  return JSON.stringify(Object.fromEntries(entries));
}

/** Cuts a JSON list into the texts of its elements, by counting brackets outside of strings. */
class ElementSplitter {
  readonly #source: ReplaySource;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #element = "";
  #line = 1;
  #elementLine = 1;
  #isClosed = false;

  constructor(source: ReplaySource) {
    this.#source = source;
  }

  *split(chunk: string): Generator<{ text: string; line: number }> {
    if (this.#isClosed) return;
    let from = this.#depth > 0 ? 0 : -1;
    for (let position = 0; position < chunk.length; position += 1) {
      const code = chunk.charCodeAt(position);
      if (code === 0x0a) this.#line += 1;
      if (this.#isInString) {
        this.#passString(code);
        continue;
      }
      if (code === 0x22) this.#isInString = true;
      else if (code === 0x5b || code === 0x7b) {
        this.#depth += 1;
        if (this.#depth === 1) from = position + 1;
      } else if (code === 0x5d || code === 0x7d) this.#depth -= 1;
      const isEnd =
        (this.#depth === 1 && code === 0x2c) || (this.#depth === 0 && (code === 0x5d || code === 0x7d));
      if (!isEnd) continue;
      const text = this.#element + chunk.slice(from, position);
      this.#element = "";
      from = position + 1;
      if (this.#depth === 0) this.#isClosed = true;
      if (text.trim() !== "") yield { text, line: this.#elementLine };
      this.#elementLine = this.#line;
      if (this.#isClosed) return;
    }
    if (from >= 0) this.#element += chunk.slice(from);
    if (this.#element.length > elementLengthMax) {
      throw this.#problem(`an element is longer than ${elementLengthMax} characters`);
    }
  }

  /** Tells of a list that breaks off. */
  end(): void {
    if (!this.#isClosed) refuseLine(this.#source, this.#line, "the list is not closed");
  }

  #passString(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === 0x5c) this.#isEscaped = true;
    else if (code === 0x22) this.#isInString = false;
  }

  #problem(problem: string): Error {
    return new ReplayFormatError({ file: this.#source.file, line: this.#elementLine, problem });
  }
}
