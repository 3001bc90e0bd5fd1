export interface PlotLine {
  readonly name: string;
  readonly points: readonly { x: number; y: number }[];
}

const width = 640;
const height = 400;
const margin = { left: 70, right: 190, top: 40, bottom: 50 };
const colours = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#8c564b", "#e377c2"];

/** Lines over two logarithmic axes as one SVG. Every coordinate must be above 0. */
export function logLinePlot(options: {
  title: string;
  xLabel: string;
  yLabel: string;
  lines: readonly PlotLine[];
}): string {
  const { title, xLabel, yLabel, lines } = options;
  const points = lines.flatMap((line) => line.points);
  if (points.length === 0 || points.some(({ x, y }) => !(x > 0 && y > 0 && x * y < Infinity))) {
    throw new Error(`the plot "${title}" needs points with coordinates above 0`);
  }
  const x = axisOver(
    points.map((point) => point.x),
    { from: margin.left, to: width - margin.right },
  );
  const y = axisOver(
    points.map((point) => point.y),
    { from: height - margin.bottom, to: margin.top },
  );
  const drawn = [
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(title, { x: margin.left, y: 22, size: 14 }),
    ...x.decades.flatMap((decade) => [
      stroke(`M${x.at(decade)} ${margin.top}V${height - margin.bottom}`, "#ddd", 1),
      text(labelOf(decade), { x: x.at(decade), y: height - margin.bottom + 18, anchor: "middle" }),
    ]),
    ...y.decades.flatMap((decade) => [
      stroke(`M${margin.left} ${y.at(decade)}H${width - margin.right}`, "#ddd", 1),
      text(labelOf(decade), { x: margin.left - 8, y: y.at(decade) + 4, anchor: "end" }),
    ]),
    text(xLabel, { x: (margin.left + width - margin.right) / 2, y: height - 12, anchor: "middle" }),
    text(yLabel, { x: margin.left, y: margin.top - 6 }),
    ...lines.flatMap((line, index) => {
      const colour = colours[index % colours.length] as string;
      const path = line.points.map((point) => `${x.at(point.x)} ${y.at(point.y)}`).join("L");
      const dots = line.points.map(
        (point) => `<circle cx="${x.at(point.x)}" cy="${y.at(point.y)}" r="3" fill="${colour}"/>`,
      );
      const entry = { x: width - margin.right + 14, y: margin.top + 16 + 20 * index, colour };
      return [stroke(`M${path}`, colour, 2), ...dots, text(line.name, entry)];
    }),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">\n<title>${escapedOf(title)}</title>\n${drawn.join("\n")}\n</svg>\n`;
}

/** A logarithmic axis from one power of ten to another. */
function axisOver(values: readonly number[], pixels: { from: number; to: number }) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    decades: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
    at: (value: number) => {
      const share = (Math.log10(value) - low) / (high - low);
      return Number((pixels.from + share * (pixels.to - pixels.from)).toFixed(1));
    },
  };
}

function labelOf(decade: number): string {
  return decade >= 1 ? decade.toLocaleString("en") : String(Number(decade.toPrecision(1)));
}

function stroke(path: string, colour: string, thickness: number): string {
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${thickness}"/>`;
}

function text(
  content: string,
  place: { x: number; y: number; size?: number; anchor?: "middle" | "end"; colour?: string },
): string {
  const { x, y, size = 12, anchor = "start", colour = "#333" } = place;
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" fill="${colour}">${escapedOf(content)}</text>`;
}

function escapedOf(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
