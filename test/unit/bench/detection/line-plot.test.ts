import { describe, expect, it } from "vitest";
import { logLinePlot } from "../../../bench/detection/line-plot.ts";

const plot = (points: { x: number; y: number }[]) =>
  logLinePlot({ title: "Cost", xLabel: "series", yLabel: "us", lines: [{ name: "a < b", points }] });

describe("a plot of lines", () => {
  it("spaces equal factors equally", () => {
    const svg = plot([
      { x: 10, y: 1 },
      { x: 100, y: 10 },
      { x: 1000, y: 100 },
    ]);
    // From 70 to 450 pixels across, from 350 up to 40.
    expect(svg).toContain('d="M70 350L260 195L450 40"');
  });

  it("escapes the names of the lines", () => {
    expect(plot([{ x: 1, y: 1 }])).toContain("a &lt; b");
  });

  it("refuses what has no logarithm, and nothing at all", () => {
    expect(() => plot([{ x: 0, y: 1 }])).toThrow("coordinates above 0");
    expect(() => plot([])).toThrow("coordinates above 0");
  });
});
