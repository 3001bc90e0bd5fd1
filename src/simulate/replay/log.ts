import { readTimestamp } from "../../text/timestamp.ts";
import type { ReplayRecord, ReplaySource } from "./record.ts";
import { readLines } from "./text-lines.ts";

/** Each line as it is, with its time where it begins with one; a line without takes the time of the one before. */
export async function* readLog(source: ReplaySource): AsyncGenerator<ReplayRecord> {
  const { file, topic, options, modifiedAt } = source;
  const { zone = "utc", startAt = 0, intervalMs } = options;
  let at: number | undefined;
  let row = 0;
  for await (const { text } of readLines(file, options.signal)) {
    if (text.trim() === "") continue;
    at =
      lineTime(text, { zone, nearMs: modifiedAt }) ??
      (intervalMs === undefined ? at : startAt + row * intervalMs);
    row += 1;
    yield { at, topic: `${topic}/log`, payload: text };
  }
}

/** Behind what may come before it: a bracket, or the priority and version of syslog. */
function lineTime(line: string, options: { zone: "local" | "utc"; nearMs: number }): number | undefined {
  const before = /^(?:\[|<\d{1,3}>(?:1 )?)?/.exec(line)?.[0].length ?? 0;
  return readTimestamp(line, before, options)?.at;
}
