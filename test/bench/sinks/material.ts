import type { QueuedRecord } from "../../../src/domain/envelope.ts";
import type { Series } from "../../../src/domain/sample.ts";
import { logRecord, type RecordDraft, sampleRecord } from "../../../src/sync/records/records.ts";

const awkward = [
  'say "hi"',
  "back\\slash",
  "comma, equals= and space",
  "line\nbreak",
  "Küche 温度 °C",
  "C:\\logs\\",
];

/** Samples of 50 series and log lines by turns, some with everything in them that wants escaping; `at` counts up to `endAt`. */
export function makeRecords(count: number, endAt: number): QueuedRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const at = endAt - (count - index) * 100;
    const draft = index % 4 === 3 ? logLine(index, at) : sample(index, at);
    return { ...draft, id: `01K${String(index).padStart(23, "0")}`, isHistorical: index < count / 2 };
  });
}

function sample(index: number, at: number): RecordDraft {
  const series: Series = {
    index: index % 50,
    id: `barn/${index % 50}/climate:temperature`,
    topic: `barn/${index % 50}/climate`,
    field: "temperature",
    kind: "numeric",
    unit: "°C",
    name: `barn ${index % 50}, temperature`,
    place: { area: awkward[index % awkward.length] ?? "", device: `climate-${index % 50}` },
    labels: { zone: String(index % 5) },
    states: [],
  };
  return sampleRecord({ series, at, value: 20 + (index % 97) / 10, clock: "synced", isLate: false });
}

function logLine(index: number, at: number): RecordDraft {
  return logRecord({
    source: "syslog",
    topic: "logs/pump",
    severity: "warning",
    host: "pump-1",
    program: "pumpd",
    message: `pressure low ${index}: ${awkward[index % awkward.length]}`,
    place: {},
    at,
    clock: "synced",
  });
}
