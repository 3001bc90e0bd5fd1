import { join } from "node:path";
import { anomalyConfig } from "../../../src/anomaly/config.ts";
import { LogTemplates } from "../../../src/anomaly/logs/templates/log-templates.ts";
import { createAnomalyService } from "../../../src/anomaly/service.ts";
import { effectiveLogSeverity } from "../../../src/anomaly/severity-rules.ts";
import { readPatternNetwork } from "../../../src/app/pattern-network.ts";
import type { LogLine } from "../../../src/domain/log-line.ts";
import { repositoryRoot } from "../../support/daemon.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { dayMs, minuteMs, type WorldLine, worldDays, worldFrom } from "./world.ts";

/** When something was alarmed, and what. */
export interface Alarm {
  at: number;
  about: string;
}

/** What watches a log from its first line to its last. */
export type Watcher = (lines: readonly WorldLine[]) => Alarm[];

const patterns = readPatternNetwork(join(repositoryRoot, "models", "anomaly", "weights.json"));

/** edgewise as it runs: the whole anomaly part, with its default settings. */
export function watchAsEdgewise(lines: readonly WorldLine[]): Alarm[] {
  const clock = createVirtualClock(worldFrom + (worldDays + 1) * dayMs);
  const alarms: Alarm[] = [];
  let at = worldFrom;
  const service = createAnomalyService({
    patterns,
    config: anomalyConfig.parse({}),
    observability: createTestObservability(clock),
    clockTrust: { quality: () => "synced" },
    anomalies: [
      {
        onAnomaly: ({ detector, order, subject }) =>
          alarms.push({
            at,
            about: `${detector}${order ? ` ${order.reason} (${order.other.slice(0, 40)})` : ""}: ${subject.type === "log" ? subject.example.slice(0, 60) : ""}`,
          }),
        onRecovery: () => {},
      },
    ],
    incidents: [],
    createId: () => "",
  });
  for (const line of lines) {
    at = line.at;
    service.onLogLine(logLineOf(line));
  }
  return alarms;
}

/** Warnings and errors of ten minutes, against their mean and spread so far, forgotten by half in three days. */
export function createCountWatcher(deviations: number): Watcher {
  return (lines) => {
    const alarms: Alarm[] = [];
    let windowAt = worldFrom;
    let count = 0;
    let mean = 0;
    let variance = 0;
    let windows = 0;
    for (const { at, message, severity } of lines) {
      while (at - windowAt >= windowMs) {
        const z = (count - mean) / Math.sqrt(variance + 0.01);
        if (windows > 144 && count >= 2 && z > deviations)
          alarms.push({ at: windowAt + windowMs, about: `${count}` });
        windows += 1;
        const weight = Math.max(1 / windows, 1 / 624);
        const difference = count - mean;
        mean += difference * weight;
        variance = (1 - weight) * (variance + weight * difference * difference);
        windowAt += windowMs;
        count = 0;
      }
      const effective = effectiveLogSeverity(severity, message);
      if (effective !== "info" && effective !== "debug") count += 1;
    }
    return alarms;
  };
}

const windowMs = 10 * minuteMs;

/** Each template that was not seen before, once the log is known for `learnDays`. */
export function createNoveltyWatcher(learnDays: number): Watcher {
  return (lines) => {
    const templates = new LogTemplates({ templatesMax: 2000 });
    const alarms: Alarm[] = [];
    for (const { at, message } of lines) {
      const { isNew } = templates.match("log", message);
      if (isNew && at - worldFrom >= learnDays * dayMs) alarms.push({ at, about: message });
    }
    return alarms;
  };
}

function logLineOf({ at, message, severity }: WorldLine): LogLine {
  return {
    source: "site/log",
    topic: "site/log",
    at,
    clock: "synced",
    severity,
    host: undefined,
    program: undefined,
    message,
    place: {},
  };
}
