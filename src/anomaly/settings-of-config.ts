import type { AlarmLimits } from "./alarm-control.ts";
import type { AnomalyConfig } from "./config.ts";
import type { DetectorSettings } from "./detectors/detector.ts";
import type { LogSettings } from "./logs/log-settings.ts";

/** Settings of the parts, made of the configuration at the start and at each reload. */
export function detectorSettingsOf(
  config: AnomalyConfig,
): Omit<DetectorSettings, "patterns" | "shadow" | "seriesCount"> {
  const {
    warmUpSamples,
    warmUpMs,
    falseAlarmRate,
    falseAlarmsPerWeek,
    adaptAfterMs,
    silentMsMin,
    stuckMsMin,
  } = config;
  return {
    falseAlarmsPerWeek,
    warmUpSamples,
    warmUpMs,
    falseAlarmRate,
    adaptAfterMs,
    silentMsMin,
    stuckMsMin,
    limitFactor: 1 / config.sensitivity,
  };
}

export function alarmLimitsOf(config: AnomalyConfig): AlarmLimits {
  return { perSubjectHour: config.alarmsPerSeriesHour, perMinute: config.alarmsPerMinute };
}

/** A burst of errors, or of lines of one kind, is at least four times the usual rate, a flood of lines six times. */
export function logSettingsOf({ logs }: AnomalyConfig): LogSettings {
  return {
    warmUpLines: logs.warmUpLines,
    warmUpMs: logs.warmUpMs,
    novelPerHour: logs.novelPerHour,
    errors: { countMin: logs.errorsPerMinuteMin, times: 4 },
    flood: { countMin: logs.linesPerMinuteMin, times: 6 },
    alike: { countMin: logs.alikePerTenMinutesMin, times: 4 },
    alikeProblems: { countMin: logs.errorsPerMinuteMin, times: 4 },
    habitAlarmsPerWeek: logs.habitAlarmsPerWeek,
    classifier: { ...logs.classifier },
  };
}

/** Changes them in place: the meters of all logs hold their limits. */
export function changeLogSettings(logSettings: LogSettings, next: AnomalyConfig): void {
  const nextLogs = logSettingsOf(next);
  Object.assign(logSettings.errors, nextLogs.errors);
  Object.assign(logSettings.flood, nextLogs.flood);
  Object.assign(logSettings.alike, nextLogs.alike);
  Object.assign(logSettings.alikeProblems, nextLogs.alikeProblems);
  Object.assign(logSettings.classifier, nextLogs.classifier);
  const { errors, flood, alike, alikeProblems, classifier } = logSettings;
  Object.assign(logSettings, { ...nextLogs, errors, flood, alike, alikeProblems, classifier });
}
