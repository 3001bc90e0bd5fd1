import type { Clock } from "../core/clock.ts";
import type { Health } from "../core/lifecycle.ts";
import type { SyncConfig } from "./config.ts";
import type { DrainFigures } from "./drain/drain.ts";

/** The sinks in words: what does not arrive, since when, why, and what becomes of the records. */
export function sinksHealth(config: SyncConfig, sinks: readonly DrainFigures[], clock: Clock): Health {
  if (config.sinks.length === 0) {
    return { status: "ok", detail: "No sink is configured: nothing leaves this device." };
  }
  const figures: Record<string, number | string> = {};
  for (const { name, isEnabled } of config.sinks) if (!isEnabled) figures[`${name}.state`] = "off";
  for (const sink of sinks) {
    figures[`${sink.name}.state`] = sink.needsPerson ? "needs you" : sink.connectivity.state;
    figures[`${sink.name}.sent`] = sink.sent;
    if (sink.rejected > 0) figures[`${sink.name}.rejected`] = sink.rejected;
    if (sink.lastError) figures[`${sink.name}.error`] = sink.lastError;
    if (sink.circuit !== "closed") figures[`${sink.name}.circuit`] = circuitWords[sink.circuit];
    if (sink.restraint) figures[`${sink.name}.waits`] = restraintInWords(sink);
    const { bytesPerDay, bytesToday } = sink.pace.metering;
    if (bytesPerDay !== undefined) figures[`${sink.name}.today`] = `${bytesToday} of ${bytesPerDay} bytes`;
  }
  const troubles = sinks.flatMap((sink) => troubleOf(sink, clock) ?? []);
  if (troubles.length > 0) return { status: "degraded", detail: troubles.join(" "), figures };
  return { status: "ok", detail: quietDetail(sinks), figures };
}

const circuitWords = { closed: "closed", open: "open", halfOpen: "half-open" } as const;

/** Why a sink sends nothing now, or not everything. */
export function restraintInWords({ restraint, pace, name }: DrainFigures): string {
  const { opensAt } = pace.metering;
  const until = opensAt === undefined ? "" : ` until ${new Date(opensAt).toISOString()}`;
  switch (restraint) {
    case undefined:
      return "";
    case "asked":
      return `${name} asked to be left alone for a moment`;
    case "slowStart":
      return "picking up speed";
    case "jitter":
      return "the backlog waits for its turn after the outage";
    case "replayRate":
      return "the backlog keeps to replay.bytesPerSecondMax";
    case "window":
      return opensAt === undefined
        ? "outside the windows of the metered link, or the clock is not known to be right"
        : `outside the windows of the metered link${until}`;
    case "budget":
      return `the bytes of today are used up${until}`;
  }
}

function troubleOf(sink: DrainFigures, clock: Clock): string | undefined {
  const why = sink.lastError ? `: ${sink.lastError}` : "";
  if (sink.needsPerson) return `${sink.name} needs you${why}; records wait on the disk.`;
  if (sink.connectivity.state !== "offline" && sink.circuit !== "closed") {
    return `${sink.name} answers but takes nothing${why}; records wait on the disk.`;
  }
  if (sink.connectivity.state !== "offline") {
    return sink.warning === undefined ? undefined : `${sink.name}: ${sink.warning}.`;
  }
  const forMs = clock.monotonicMs() - sink.connectivity.sinceMonotonicMs;
  return `${sink.name} is offline for ${inWords(forMs)}${why}; records wait on the disk.`;
}

function quietDetail(sinks: readonly DrainFigures[]): string {
  if (sinks.length === 0) return "Every sink is switched off; records wait on the disk.";
  const online = sinks.filter(({ connectivity }) => connectivity.state === "online").length;
  const unused = sinks.length - online;
  return unused === 0
    ? `Records arrive at ${sinks.map(({ name }) => name).join(", ")}.`
    : `${online} of ${sinks.length} sinks are online; nothing was sent to the others yet.`;
}

function inWords(durationMs: number): string {
  const minutes = Math.floor(durationMs / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 120) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / 1_440)} days`;
}
