import { describe, expect, it } from "vitest";
import { createRecordPipeline } from "../../../src/app/record-pipeline.ts";
import type { LogLine } from "../../../src/domain/log-line.ts";
import type { Sample } from "../../../src/domain/sample.ts";
import type { RecordDraft } from "../../../src/sync/records/records.ts";
import { aSeries } from "./support.ts";

const sample: Sample = { series: aSeries(0), at: 1, value: 2, clock: "synced", isLate: false };
const line = {
  source: "gateway",
  topic: "gw/log",
  at: 1,
  clock: "synced",
  severity: "error",
  message: "link lost",
  place: {},
} as unknown as LogLine;

function create(wanted: readonly string[]) {
  const recorded: RecordDraft[] = [];
  const pipeline = createRecordPipeline({
    wants: (recordClass) => wanted.includes(recordClass),
    record: (draft) => void recorded.push(draft),
  });
  return { pipeline, recorded };
}

describe("createRecordPipeline", () => {
  it("queues samples and log lines for sinks that take them", () => {
    const { pipeline, recorded } = create(["sample", "log"]);
    pipeline.onSample(sample);
    pipeline.onLogLine(line);
    expect(recorded.map(({ class: recordClass, stream }) => [recordClass, stream])).toEqual([
      ["sample", "farm/0"],
      ["log", "gateway"],
    ]);
  });

  it("does not even make records that nobody may have", () => {
    const { pipeline, recorded } = create([]);
    const untouchable = new Proxy({}, { get: () => expect.unreachable("it was looked at") });
    pipeline.onSample(untouchable as Sample);
    pipeline.onLogLine(untouchable as LogLine);
    expect(recorded).toEqual([]);
  });

  it("asks by class: one who may have logs gets no samples", () => {
    const { pipeline, recorded } = create(["log"]);
    pipeline.onSample(sample);
    pipeline.onLogLine(line);
    expect(recorded.map(({ class: recordClass }) => recordClass)).toEqual(["log"]);
  });
});
