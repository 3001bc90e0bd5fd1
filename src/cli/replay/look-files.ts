import { incidentView } from "../../http/views.ts";
import { sayDuration } from "../../text/say-duration.ts";
import { sayCount } from "../../text/say-list.ts";
import { UsageError } from "../errors.ts";
import { incidentLine, incidentReport } from "../incident-text.ts";
import { stamp } from "../moments.ts";
import { createProgress } from "../progress.ts";
import { type Style, terminalStyle } from "../style.ts";
import { type Look, lookAt } from "./look.ts";
import { badLinesText, measure, type ReplayVerbOptions, type Run } from "./run.ts";

/** Says what the daemon would have said about the files, and publishes nothing. */
export async function lookAtFiles(run: Run): Promise<void> {
  const { options, config, clock, output, signal } = run;
  const { extent, badLines, open } = await measure(run);
  const { firstAt: from, lastAt: to } = extent;
  if (from === undefined || to === undefined) {
    if (signal.aborted) return;
    throw new UsageError("No record has a time.", "name the column with --time, or give --interval");
  }
  const timeZone = options.zone === "utc" ? "UTC" : config.daemon.timeZone;
  const progress = createProgress({
    output,
    what: "records",
    total: extent.records,
    monotonicMs: clock.monotonicMs,
  });
  const startMs = clock.monotonicMs();
  const found = await lookAt(open(), {
    ...options,
    config,
    timeZone,
    startAt: from,
    onProgress: (count) => progress.update(count),
  });
  progress.end();
  const elapsedMs = clock.monotonicMs() - startMs;
  const { alerts, ...rest } = found;
  output.result(
    lookText({ found, from, to, elapsedMs, badLines, timeZone, options, style: terminalStyle() }),
    {
      ...rest,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      badLines,
      isComplete: found.records === extent.records,
      elapsedMs: Math.round(elapsedMs),
      incidents: found.incidents.map((incident) => ({
        ...incidentView(incident),
        alert: alerts.get(incident.id) ?? null,
      })),
    },
  );
  if (found.records < extent.records) process.exitCode = 1;
}

function lookText(shown: {
  found: Look;
  from: number;
  to: number;
  elapsedMs: number;
  badLines: number;
  timeZone: string | undefined;
  options: ReplayVerbOptions;
  style: Style;
}): string {
  const { found, from, to, elapsedMs, badLines, timeZone, options, style } = shown;
  const view = { timeZone, style };
  const incidents = found.incidents.flatMap((incident) => {
    const one = incidentView(incident);
    return options.evidence ? [incidentReport(one, [], view), ""] : incidentLine(one, view);
  });
  const data = [
    found.samples > 0
      ? `${sayCount(found.samples, "value")} of ${sayCount(found.series, "series", "series")}`
      : "",
    found.logLines > 0 ? sayCount(found.logLines, "log line") : "",
  ].filter(Boolean);
  const total = found.incidents.length + found.incidentsOmitted;
  const zone = timeZone === "UTC" ? " UTC" : "";
  return [
    ...incidents,
    ...(incidents.length > 0 ? [""] : []),
    `${total === 0 ? "No incidents" : sayCount(total, "incident")} in ${data.join(" and ") || "nothing that could be read"}, from ${stamp(from, timeZone)} to ${stamp(to, timeZone)}${zone} (${sayDuration(to - from)} of data in ${sayDuration(elapsedMs)}).`,
    ...(found.incidentsOmitted > 0 ? [`${found.incidentsOmitted} of them were not kept.`] : []),
    ...(found.refused > 0 ? [`${sayCount(found.refused, "value")} could not be read.`] : []),
    ...badLinesText(badLines),
  ].join("\n");
}
