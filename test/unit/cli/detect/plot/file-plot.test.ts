import { describe, expect, it } from "vitest";
import { FilePlot } from "../../../../../src/cli/detect/plot/file-plot.ts";
import type { Row } from "../../../../../src/cli/detect/row-reader.ts";
import { createRollingJudge } from "../../../../support/rolling-judge.ts";

/** A plot of `rows` rows, one a minute, with a spike in the first column every thousand rows. */
function plot(
  columns: readonly string[],
  rows: number,
  told: "absolute" | "elapsed" | "none" = "absolute",
): string {
  const time: Row["time"] = told === "none" ? undefined : told;
  const drawn = new FilePlot(columns);
  const judge = createRollingJudge(columns);
  for (let row = 1; row <= rows; row += 1) {
    const values = Float64Array.from(columns, (_, column) => {
      const noise = ((row * 7_919 + column * 31) % 101) / 100;
      return column === 0 && row % 1_000 === 500 ? 99 : Math.sin(row / 50) + noise;
    });
    if (row % 700 > 690) values[0] = Number.NaN;
    const at = (time === "absolute" ? Date.UTC(2026, 0, 5) : 0) + row * 60_000;
    drawn.add({ row, time, at, values }, judge.observe(values, at));
  }
  return drawn.draw({ title: "pump.csv", zone: "utc" });
}

/** Whether each element is closed in order, and no `<` or `&` is open. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, closing, name = "", rest = ""] of svg.matchAll(/<(\/?)([a-zA-Z]+)([^<>]*)>/g)) {
    if (closing) {
      if (open.pop() !== name) return false;
    } else if (!rest.endsWith("/")) open.push(name);
  }
  const text = svg.replace(/<\/?[a-zA-Z]+(?: [a-zA-Z-]+="[^"<>]*")*\/?>/g, "");
  return open.length === 0 && !/<|&(?!amp;|lt;|gt;|quot;)/.test(text);
}

const count = (svg: string, part: string) => svg.split(part).length - 1;

describe("the plot of a file", () => {
  it("shows the line, the expected band and each flag with its reason", () => {
    const svg = plot(["flow"], 900);
    expect(isWellFormed(svg)).toBe(true);
    expect(count(svg, '<g class="flag">')).toBe(1);
    expect(svg).toContain("<title>2026-01-05 08:20:00\nflow 99, expected ");
    expect(svg).toContain("above what it was\nscore 0.9");
    expect(svg).toMatch(/class="band" d="M[\d.]+ /);
    expect(svg).toContain(">900 rows, 1 alarm, times in UTC<");
    expect(svg).toContain(">2026-01-05<");
    expect(svg).toContain("prefers-color-scheme:dark");
  });

  it("interrupts the line where values are missing", () => {
    const [, line = ""] = /class="line" d="([^"]+)"/.exec(plot(["flow"], 900)) ?? [];
    expect(count(line, "M")).toBe(2);
  });

  it("stays small however long the file and however many its columns are", () => {
    expect(plot(["flow"], 50_000).length).toBeLessThan(100_000);
    const many = plot(
      Array.from({ length: 40 }, (_, column) => `column ${column}`),
      4_000,
    );
    expect(many.length).toBeLessThan(500_000);
    expect(many).toContain("16 columns not drawn");
    expect(many).toContain(">column 0<");
    expect(isWellFormed(many)).toBe(true);
  });

  it("counts rows or seconds where the file tells no times", () => {
    expect(plot(["flow"], 700, "none")).toContain("<title>row 500\n");
    expect(plot(["flow"], 700, "elapsed")).toContain("<title>30000 s\n");
  });

  it("writes names as text, whatever is in them", () => {
    const svg = plot(['<script>"&\u0000</script>'], 20);
    expect(isWellFormed(svg)).toBe(true);
    expect(svg).toContain("&lt;script&gt;&quot;&amp;&lt;/script&gt;");
  });

  it("of one row, of no values and of no rows is a plot too", () => {
    expect(isWellFormed(plot(["flow"], 1))).toBe(true);
    expect(isWellFormed(plot(["flow"], 0))).toBe(true);
    expect(plot(["flow"], 1)).not.toContain("NaN");
    expect(plot(["flow"], 0)).not.toContain("Infinity");
  });
});
