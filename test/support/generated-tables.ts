/** Tables of sensors with faults at known rows, as lines of CSV with a header; the same in every run. */

/** Numbers in [0, 1). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The sum of twelve uniform numbers, near enough to a normal one of width 1. */
function createNoise(seed: number): () => number {
  const random = createRandom(seed);
  return () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
}

const start = Date.UTC(2026, 0, 5);
const stamp = (at: number) => new Date(at).toISOString().slice(0, 19).replace("T", " ");

/** A heated room, reported when the sensor likes, with values missing; 9 degrees too hot for 30 rows from `faultRow`. */
export function roomTable(rows: number, faultRow: number): string[] {
  const [noise, random] = [createNoise(1), createRandom(2)];
  let at = start;
  const lines = Array.from({ length: rows }, (_, row) => {
    at += 30_000 + Math.floor(random() * 60_000);
    const isHot = row >= faultRow && row < faultRow + 30;
    const value = 21 + Math.sin(row / 20) + 0.1 * noise() + (isHot ? 9 : 0);
    return `${stamp(at)},${random() < 0.02 ? "" : value.toFixed(2)}`;
  });
  return ["time,temperature", ...lines];
}

/** Eight sensors of a pump and a label, a row a second, with semicolons; its valve closes a third from `faultRow` on. */
export function pumpTable(rows: number, faultRow: number): string[] {
  const noise = createNoise(3);
  const names = [
    "vibration1",
    "vibration2",
    "current",
    "pressure",
    "temperature",
    "motor",
    "voltage",
    "flow",
  ];
  const lines = Array.from({ length: rows }, (_, row) => {
    const closed = row >= faultRow ? 1 : 0;
    const values = [
      0.03 + 0.001 * noise() + 0.012 * closed,
      0.04 + 0.001 * noise() + 0.015 * closed,
      1.3 + 0.15 * noise(),
      0.1 + 0.2 * noise(),
      68 + row / 900 + 0.05 * noise(),
      24 + row / 2_000 + 0.02 * noise(),
      230 + 5 * noise(),
      32 + 0.5 * noise() - 10 * closed,
    ];
    return [stamp(start + row * 1_000), ...values.map((value) => value.toFixed(5)), closed].join(";");
  });
  return [["datetime", ...names, "anomaly"].join(";"), ...lines];
}

/** The first row of {@link coldStoreTable} in which the door stands open, from 1. */
export const coldStoreDoorRow = 4_701;

/**
 * Three weeks of a cold store, a row every five minutes: its compressor runs and rests, and one morning the door stands
 * open for an hour.
 */
export function coldStoreTable(): string[] {
  const noise = createNoise(7);
  const lines = Array.from({ length: 6_048 }, (_, row) => {
    const at = start + row * 300_000;
    const day = (2 * Math.PI * row) / 288;
    const openRows = row + 1 - coldStoreDoorRow;
    const warming = openRows >= 0 && openRows < 12 ? 0.7 * (openRows + 1) : 0;
    const temperature = 4 + 0.5 * Math.sin(day) + 0.3 * Math.sin(row / 3 + 2) + 0.08 * noise() + warming;
    const power = (Math.sin(row / 3) > 0 ? 310 : 12) + 3 * noise();
    return `${stamp(at)},${row % 211 === 5 ? "" : temperature.toFixed(2)},${power.toFixed(1)}`;
  });
  return ["time,temperature,power", ...lines];
}
