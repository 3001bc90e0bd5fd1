import { writeTime } from "../row-time.ts";
import { numberTicks, type Tick, timeTicks } from "./axis.ts";
import { drawPanel } from "./panel.ts";
import { element, escapeXml, pixel } from "./svg.ts";
import type { Bucket } from "./thinning.ts";

export interface Plot {
  title: string;
  /** One panel each, from top to bottom; `position` among the columns of the buckets. */
  columns: readonly { name: string; position: number }[];
  /** From left to right. */
  buckets: readonly Bucket[];
  /** What the horizontal axis is: milliseconds since 1970, seconds since the start, or row numbers. */
  axis: "time" | "elapsed" | "row";
  zone: "local" | "utc";
  /** Said below the plot, such as what is not drawn. */
  footer: string;
}

const width = 1_000;
const left = 78;
const right = 16;
const headHeight = 54;
const footHeight = 56;
const panelGap = 30;

/** The plot as an SVG document of its own: no script, no font or file from elsewhere, readable on light and dark. */
export function drawPlot(plot: Plot): string {
  const { columns, buckets, title, footer } = plot;
  const panelHeight = columns.length === 1 ? 300 : columns.length <= 4 ? 160 : 100;
  const panelsHeight = columns.length * (panelHeight + panelGap) - panelGap;
  const height = headHeight + panelsHeight + footHeight;
  const [from, to] = extent(buckets);
  const inner = width - left - right;
  const toX = (x: number) => left + ((x - from) / (to - from)) * inner;
  const ticks = horizontalTicks(plot, from, to);
  const bottom = headHeight + panelsHeight;
  const panels = columns.map(({ name, position }, index) =>
    drawPanel({
      title: name,
      column: position,
      buckets,
      toX,
      sayX: (x) => sayPosition(plot, x),
      place: { left, top: headHeight + index * (panelHeight + panelGap), width: inner, height: panelHeight },
    }),
  );
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    element("title", {}, escapeXml(title)),
    `<style>${style}</style>`,
    element("rect", { class: "paper", width, height }),
    element("text", { class: "title", x: left, y: 24 }, escapeXml(title)),
    ...ticks.map((tick) => verticalLine(toX(tick.at), bottom)),
    ...panels,
    ...ticks.map((tick) => tickText(tick, toX(tick.at), bottom)),
    element("text", { class: "footer", x: width - right, y: height - 6 }, escapeXml(footer)),
    "</svg>",
  ].join("\n")}\n`;
}

function extent(buckets: readonly Bucket[]): [from: number, to: number] {
  const from = Math.min(...buckets.map((bucket) => bucket.from));
  const to = Math.max(...buckets.map((bucket) => bucket.to));
  if (buckets.length === 0) return [0, 1];
  return to > from ? [from, to] : [from - 0.5, from + 0.5];
}

function horizontalTicks({ axis, zone }: Plot, from: number, to: number): Tick[] {
  if (axis === "time") {
    const offsetMs = zone === "utc" ? 0 : -new Date(from).getTimezoneOffset() * 60_000;
    return timeTicks(from, to, { countMax: 9, offsetMs });
  }
  const unit = axis === "elapsed" ? " s" : "";
  return numberTicks(from, to, 8).map((tick) => ({ ...tick, label: `${tick.label}${unit}` }));
}

function sayPosition({ axis, zone }: Plot, x: number): string {
  if (axis === "time") return writeTime(x, zone);
  return axis === "elapsed" ? `${x} s` : `row ${x}`;
}

function verticalLine(x: number, bottom: number): string {
  return element("path", { class: "grid", d: `M${pixel(x)} ${headHeight}V${pixel(bottom)}` });
}

function tickText({ label, note }: Tick, x: number, bottom: number): string {
  const text = element("text", { class: "place", x, y: bottom + 16 }, escapeXml(label));
  if (note === undefined) return text;
  return text + element("text", { class: "place", x, y: bottom + 31 }, escapeXml(note));
}

const style = [
  "text{font:12px system-ui,sans-serif;fill:#444}",
  ".title{font-size:15px;font-weight:600;fill:#111}.name{font-weight:600;fill:#111}",
  ".value{text-anchor:end}.place{text-anchor:middle}.footer{text-anchor:end;font-size:11px}",
  ".paper{fill:#fff}.grid{stroke:#e2e2e2;fill:none}",
  ".band{fill:#f0a030;fill-opacity:.28;stroke:#c87800;stroke-opacity:.75;stroke-width:.8}",
  ".line{fill:none;stroke:#1f5fa8;stroke-width:1.2;stroke-linejoin:round;stroke-linecap:round}",
  ".flag path{stroke:#c62828;stroke-opacity:.35;fill:none}.flag circle{fill:#c62828;stroke:#fff}",
  "@media(prefers-color-scheme:dark){",
  "text{fill:#bbb}.title,.name{fill:#eee}.paper{fill:#16181c}.grid{stroke:#30343a}",
  ".band{stroke:#f0b050}.line{stroke:#7db8f5}",
  ".flag path{stroke:#ff6b6b}.flag circle{fill:#ff6b6b;stroke:#16181c}}",
].join("");
