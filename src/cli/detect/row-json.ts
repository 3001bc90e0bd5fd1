import type { Judgement } from "../../anomaly/judge.ts";
import type { Row } from "./row-reader.ts";
import { jsonTime } from "./row-time.ts";

/** One line of JSON; `file` only where several are judged. */
export function createRowJson(options: {
  columns: readonly string[];
  file: string | undefined;
}): (row: Row, judgement: Judgement) => string {
  const { columns, file } = options;
  const place = file === undefined ? {} : { file };
  return (row, { score, unusualness, isAlarm, direction, expected, reason, kind, column }) =>
    JSON.stringify({
      ...place,
      time: jsonTime(row),
      row: row.row,
      score,
      flag: isAlarm,
      unusualness,
      expected: expected ? { low: expected.low, high: expected.high, typical: expected.typical } : null,
      direction,
      reason,
      kind: kind ?? null,
      column: columns[column] ?? null,
      value: row.values[column] ?? null,
    });
}
