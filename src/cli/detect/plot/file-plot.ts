import type { Judgement } from "../../../anomaly/judge.ts";
import { sayCount } from "../../../text/say-list.ts";
import type { Row } from "../row-reader.ts";
import { drawPlot } from "./draw.ts";
import { Thinning } from "./thinning.ts";

/**
 * The plot of one file, gathered while its rows are judged.
 *
 * Limits: `panelsMax` columns are drawn, those with the most alarms first; `stretchesMax` stretches of all panels
 * together, which keeps the document below about 500 kB.
 */
const panelsMax = 24;
const stretchesMax = 7_000;
const bucketsMax = 1_000;
const bucketsMin = 128;

export class FilePlot {
  readonly #columns: readonly string[];
  readonly #thinning: Thinning;
  readonly #alarms: number[];
  #axis: "time" | "elapsed" | "row" | undefined;
  #rows = 0;

  constructor(columns: readonly string[]) {
    const buckets = Math.floor(stretchesMax / Math.min(columns.length, panelsMax));
    this.#columns = columns;
    this.#thinning = new Thinning(columns.length, Math.max(bucketsMin, Math.min(bucketsMax, buckets)));
    this.#alarms = columns.map(() => 0);
  }

  add(row: Row, { column, expected, isAlarm, score, reason }: Judgement): void {
    this.#rows += 1;
    // What the first row tells of its time holds for the file.
    this.#axis ??= row.time === "absolute" ? "time" : (row.time ?? "row");
    const x = this.#axis === "time" ? row.at : this.#axis === "elapsed" ? row.at / 1_000 : row.row;
    const value = row.values[column] ?? Number.NaN;
    const flag = isAlarm ? { x, value, score, expected, reason } : undefined;
    if (isAlarm) this.#alarms[column] = (this.#alarms[column] ?? 0) + 1;
    this.#thinning.add(x, row.values, { column, expected, flag });
  }

  draw(options: { title: string; zone: "local" | "utc" }): string {
    const drawn = this.#columns
      .map((name, position) => ({ name, position }))
      .sort((a, b) => (this.#alarms[b.position] ?? 0) - (this.#alarms[a.position] ?? 0))
      .slice(0, panelsMax)
      .sort((a, b) => a.position - b.position);
    const alarms = this.#alarms.reduce((sum, count) => sum + count, 0);
    const left = this.#columns.length - drawn.length;
    const footer = [
      sayCount(this.#rows, "row"),
      sayCount(alarms, "alarm"),
      ...(left > 0 ? [`${sayCount(left, "column")} not drawn`] : []),
      ...(this.#axis === "time" && options.zone === "utc" ? ["times in UTC"] : []),
    ].join(", ");
    const { buckets } = this.#thinning;
    return drawPlot({ ...options, columns: drawn, buckets, axis: this.#axis ?? "row", footer });
  }
}
