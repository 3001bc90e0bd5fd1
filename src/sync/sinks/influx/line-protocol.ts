/**
 * One point in InfluxDB's line protocol
 * (docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol), which versions 1, 2 and 3 read alike.
 */
export interface Point {
  measurement: string;
  /** Empty values are left out: the protocol has none. */
  tags: Readonly<Record<string, string>>;
  /** Numbers are written as floats, so that a field never changes its type between 1 and 1.5. */
  fields: Readonly<Record<string, string | number | boolean>>;
  /** In the unit the request names. */
  time: bigint;
}

/** The line without its line break. At least one field is needed. */
export function pointLine({ measurement, tags, fields, time }: Point): string {
  // Sorted as Go's bytes.Compare does, which spares the server the work.
  const tagText = Object.entries(tags)
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `,${escapeName(key, true)}=${escapeName(value, true)}`)
    .join("");
  const fieldText = Object.entries(fields)
    .map(([key, value]) => `${escapeName(key, true)}=${fieldValue(value)}`)
    .join(",");
  return `${escapeName(measurement, false)}${tagText} ${fieldText} ${time}`;
}

/**
 * Measurements, tags and field keys: comma, space and (but for measurements) the equals sign are escaped. There is no
 * escape for a backslash or a line break there, and a name that ends in a backslash swallows what follows it
 * (measured on InfluxDB 1.6.7), so a backslash becomes a slash and control characters a space.
 */
function escapeName(text: string, isEqualsEscaped: boolean): string {
  const plain = text.replace(/\\/g, "/").replace(/[\u0000-\u001f\u007f]/g, " ");
  return isEqualsEscaped ? plain.replace(/[,= ]/g, "\\$&") : plain.replace(/[, ]/g, "\\$&");
}

function fieldValue(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  // A line break is legal in a string for version 1 only: it is written as the two characters \n.
  const escaped = value.replace(/\r?\n|\r/g, "\\n").replace(/\u0000/g, " ");
  return `"${escaped.replace(/[\\"]/g, "\\$&")}"`;
}
