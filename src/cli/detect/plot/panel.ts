import { sayRange, shortNumber } from "../row-text.ts";
import { numberTicks } from "./axis.ts";
import { element, escapeXml, pixel } from "./svg.ts";
import type { Bucket, ColumnBucket, Flag } from "./thinning.ts";

/** Where a panel is, in pixels. */
export interface PanelPlace {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Panel {
  title: string;
  /** Position among the columns of the buckets. */
  column: number;
  buckets: readonly Bucket[];
  /** From a position on the horizontal axis to pixels. */
  toX: (x: number) => number;
  /** What a position on the horizontal axis is called. */
  sayX: (x: number) => string;
  place: PanelPlace;
}

/** One column as SVG: its expected band, its line, and its flags, each of which says why when it is pointed at. */
export function drawPanel(panel: Panel): string {
  const { title, place, column, buckets, toX } = panel;
  const { left, top, width, height } = place;
  const kept = buckets.flatMap((bucket) => bucket.columns[column] ?? []);
  const [low, high] = valueRange(kept);
  const toY = (value: number) => top + height - ((value - low) / (high - low)) * height;
  const ticks = numberTicks(low, high, Math.max(3, Math.floor(height / 45)));
  const clip = `panel${column}`;
  return [
    element("clipPath", { id: clip }, element("rect", { x: left, y: top, width, height })),
    ...ticks.map(({ at, label }) =>
      [
        element("path", { class: "grid", d: `M${pixel(left)} ${pixel(toY(at))}h${pixel(width)}` }),
        element("text", { class: "value", x: left - 6, y: toY(at) + 4 }, escapeXml(label)),
      ].join(""),
    ),
    element("text", { class: "name", x: left, y: top - 6 }, escapeXml(title)),
    element(
      "g",
      { "clip-path": `url(#${clip})` },
      [
        element("path", { class: "line", d: linePath(buckets, { column, toX, toY }) }),
        // Above the line, which fills the whole height of the band in a long file.
        element("path", { class: "band", d: bandPath(buckets, { column, toX, toY }) }),
      ].join(""),
    ),
    ...buckets.map((bucket) => flagMark(bucket, panel, toY)),
  ].join("\n");
}

/** The values with some room around them; the band is shown as far as it goes into that room. */
function valueRange(columns: readonly ColumnBucket[]): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { min, max } of columns) {
    if (min < low) low = min;
    if (max > high) high = max;
  }
  if (!(high >= low)) return [0, 1];
  const room = high > low ? (high - low) * 0.12 : Math.max(Math.abs(high) * 0.1, 1e-9);
  return [low - room, high + room];
}

interface PathOptions {
  column: number;
  toX: (x: number) => number;
  toY: (value: number) => number;
}

/** Down and up through the least and the greatest value of each stretch; interrupted where values are missing. */
function linePath(buckets: readonly Bucket[], { column, toX, toY }: PathOptions): string {
  const gapMin = longGap(buckets);
  let path = "";
  let before: { to: number; value: number } | undefined;
  for (const bucket of buckets) {
    const kept = bucket.columns[column];
    if (!kept || Number.isNaN(kept.min)) {
      before = undefined;
      continue;
    }
    if (before && bucket.from - before.to > gapMin) before = undefined;
    const isRising = !before || Math.abs(before.value - kept.min) <= Math.abs(before.value - kept.max);
    const [start, end] = isRising ? [kept.min, kept.max] : [kept.max, kept.min];
    const x = toX((bucket.from + bucket.to) / 2);
    path += `${before ? "L" : "M"}${pixel(x)} ${pixel(toY(start))}`;
    // Without a length a single point would not be drawn; the round ends of the line make a dot of it.
    if (start !== end || !before) path += `V${pixel(toY(end))}`;
    before = { to: bucket.to, value: end };
  }
  return path;
}

/** Longer than this, a stretch without rows is no part of the line: a twentieth of all, and much more than is usual. */
function longGap(buckets: readonly Bucket[]): number {
  const steps = buckets.slice(1).map(({ from }, position) => from - (buckets[position]?.to ?? from));
  const [median = 0] = [...steps].sort((a, b) => a - b).slice(Math.floor(steps.length / 2));
  const whole = (buckets.at(-1)?.to ?? 0) - (buckets[0]?.from ?? 0);
  return Math.max(20 * median, whole / 20);
}

/**
 * Areas over the ranges that were expected. Where another column stood out most, only its range was told, and the band
 * goes on to the next that is known; it ends where that is far away.
 */
function bandPath(buckets: readonly Bucket[], { column, toX, toY }: PathOptions): string {
  const gapMin = longGap(buckets);
  let path = "";
  let upper: string[] = [];
  let lower: string[] = [];
  let beforeTo = Number.NEGATIVE_INFINITY;
  const close = () => {
    if (upper.length > 0) path += `M${upper.join("L")}L${lower.reverse().join("L")}Z`;
    upper = [];
    lower = [];
  };
  // Far outside of the picture there is nothing to see, and numbers would be long.
  const clamp = (y: number) => Math.max(-1e4, Math.min(1e4, y));
  for (const bucket of buckets) {
    const kept = bucket.columns[column];
    if (!kept || kept.expectedCount === 0) continue;
    if (bucket.from - beforeTo > gapMin) close();
    beforeTo = bucket.to;
    const x = pixel(toX((bucket.from + bucket.to) / 2));
    upper.push(`${x} ${pixel(clamp(toY(kept.high)))}`);
    lower.push(`${x} ${pixel(clamp(toY(kept.low)))}`);
  }
  close();
  return path;
}

function flagMark(bucket: Bucket, panel: Panel, toY: (value: number) => number): string {
  const kept = bucket.columns[panel.column];
  if (!kept?.flag) return "";
  const { flag, flagCount } = kept;
  const { place, toX } = panel;
  const x = toX(flag.x);
  const bottom = place.top + place.height;
  const y = Number.isNaN(flag.value) ? bottom : toY(flag.value);
  const title = element("title", {}, escapeXml(flagTitle(flag, flagCount, panel)));
  return element(
    "g",
    { class: "flag" },
    [
      title,
      element("path", { d: `M${pixel(x)} ${pixel(place.top)}V${pixel(bottom)}` }),
      element("circle", { cx: x, cy: y, r: 3.5 }),
    ].join(""),
  );
}

function flagTitle(flag: Flag, count: number, { sayX, title }: Panel): string {
  const value = Number.isNaN(flag.value) ? "no value" : shortNumber(flag.value);
  const expected = flag.expected ? `, expected ${sayRange(flag.expected)}` : "";
  const reason = flag.reason === "" ? "" : `: ${flag.reason}`;
  const more = count > 1 ? ` (and ${count - 1} more here)` : "";
  return `${sayX(flag.x)}\n${title} ${value}${expected}${reason}\nscore ${flag.score.toFixed(3)}${more}`;
}
