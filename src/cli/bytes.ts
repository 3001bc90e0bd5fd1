const units = ["B", "kB", "MB", "GB", "TB"];

/** Bytes as people say them: `512 B`, `3.1 MB`, `120 MB`, in powers of 1000. */
export function sayBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
