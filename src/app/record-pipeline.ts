import type { LogLine } from "../domain/log-line.ts";
import type { LogConsumer, SampleConsumer } from "../domain/ports.ts";
import type { Sample } from "../domain/sample.ts";
import { logRecord, sampleRecord } from "../sync/records/records.ts";
import type { SyncService } from "../sync/service.ts";

/** Puts samples and log lines on the queue to the cloud, if a sink is allowed to have them. */
export function createRecordPipeline(
  sync: Pick<SyncService, "wants" | "record">,
): SampleConsumer & LogConsumer {
  return {
    onSample(sample: Sample) {
      if (sync.wants("sample")) sync.record(sampleRecord(sample));
    },
    onLogLine(line: LogLine) {
      if (sync.wants("log")) sync.record(logRecord(line));
    },
  };
}
