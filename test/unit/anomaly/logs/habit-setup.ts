import { Feedback } from "../../../../src/anomaly/feedback.ts";
import { LogAlarms } from "../../../../src/anomaly/logs/alarms.ts";
import type { LogWatch } from "../../../../src/anomaly/logs/watch.ts";
import type { LearntMemory } from "../../../../src/anomaly/memory-codec.ts";
import type { Anomaly, Recovery } from "../../../../src/domain/anomaly.ts";
import type { LogLine } from "../../../../src/domain/log-line.ts";
import { lineOf, startMs } from "../support.ts";

/** Log alarms alone, in data time that the lines themselves move, with what they tell collected. */
export function createTestLogs(
  overrides: { sourcesMax?: number; sessionsMax?: number; habitAlarmsPerWeek?: number } = {},
) {
  const raised: Anomaly[] = [];
  const recoveries: Recovery[] = [];
  const suppressed: string[] = [];
  const watches = new Map<string, LogWatch>();
  const restores = new Map<string, (learnt: LearntMemory) => void>();
  let dataMs = startMs;
  const arrive = (at: number) => {
    dataMs = Math.max(dataMs, at);
    return dataMs;
  };
  const feedback = new Feedback({
    now: () => dataMs,
    timeZone: undefined,
    alarmScore: 0.5,
    onSilenced: () => {},
  });
  const settings = {
    warmUpLines: 100,
    warmUpMs: 600_000,
    novelPerHour: 10,
    errors: { countMin: 8, times: 4 },
    flood: { countMin: 240, times: 6 },
    alike: { countMin: 20, times: 4 },
    alikeProblems: { countMin: 8, times: 4 },
    habitAlarmsPerWeek: overrides.habitAlarmsPerWeek ?? 10,
    classifier: { enabled: false, waitMs: 1000, perMinuteMax: 100 },
  };
  const logs = new LogAlarms({
    settings,
    sourcesMax: overrides.sourcesMax ?? 10,
    templatesMax: 200,
    tracksMax: 200,
    sessionsMax: overrides.sessionsMax ?? 100,
    dataClock: {
      now: () => dataMs,
      arrive: (_, at) => arrive(at),
      tick: () => dataMs,
      setListening() {},
    },
    families: { add() {} } as never,
    sink: {
      createId: () => "anomaly",
      raise(anomaly) {
        raised.push(anomaly);
        return true;
      },
      recover: (recovery) => recoveries.push(recovery),
      repeat() {},
    },
    feedback,
    onForgotten() {},
    onWatched(watch, restore) {
      watches.set(watch.source, watch);
      restores.set(watch.source, restore);
    },
    reporter: {
      report: (event: string, fields: unknown) => suppressed.push(`${event} ${JSON.stringify(fields)}`),
    } as never,
  });
  return {
    logs,
    settings,
    feedback,
    raised,
    recoveries,
    suppressed,
    watchOf: (source: string) => watches.get(source) as LogWatch,
    /** Takes up what was learnt of a log that was heard already. */
    restore: (source: string, learnt: LearntMemory) => restores.get(source)?.(learnt),
    say: (at: number, message: string, fields: Partial<LogLine> & { source?: string } = {}) =>
      logs.onLogLine(lineOf(fields.source ?? "gw/log", at, message, fields)),
    tick: (at: number) => logs.tick(arrive(at)),
  };
}
