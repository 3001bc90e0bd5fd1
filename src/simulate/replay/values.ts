import { refuseLine } from "./bad-line.ts";
import type { ReplayRecord, ReplaySource } from "./record.ts";
import { readLines } from "./text-lines.ts";

/** One number a line, each a plain message. */
export async function* readValues(source: ReplaySource): AsyncGenerator<ReplayRecord> {
  const { file, topic, options } = source;
  const { startAt = 0, intervalMs } = options;
  let row = 0;
  for await (const { text, number } of readLines(file, options.signal)) {
    const payload = text.trim();
    if (payload === "") continue;
    const at = intervalMs === undefined ? undefined : startAt + row * intervalMs;
    row += 1;
    if (Number.isFinite(Number(payload))) yield { at, topic, payload };
    else refuseLine(source, number, `"${payload.slice(0, 40)}" is not a number`);
  }
}
