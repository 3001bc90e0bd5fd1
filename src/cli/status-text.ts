import type { Health } from "../core/lifecycle.ts";
import type { VoiceView } from "../domain/voice-view.ts";
import type { LoopView } from "../http/api.ts";
import type { incidentView, queueView, statusView } from "../http/views.ts";
import { sayDuration } from "../text/say-duration.ts";
import { sayCount } from "../text/say-list.ts";
import { sayMoment } from "../text/say-time.ts";
import { incidentLine } from "./incident-text.ts";
import { queueSummary } from "./queue/queue-text.ts";
import { type Style, safeText } from "./style.ts";
import { wakeLines } from "./voice/text.ts";

/** What `edgewise status` asks the daemon for. */
export interface DaemonOverview {
  status: ReturnType<typeof statusView> & { loops: readonly LoopView[] };
  /** The open ones, newest first. */
  incidents: readonly ReturnType<typeof incidentView>[];
  queue: ReturnType<typeof queueView>;
  voice: VoiceView;
}

interface View {
  timeZone: string | undefined;
  isAll: boolean;
  style: Style;
}

/** The state of the daemon on one screen: what is wrong first, in sentences. */
export function statusText({ status, incidents, queue, voice }: DaemonOverview, view: View): string {
  const now = Date.parse(status.at ?? "");
  return [
    headline(status, now, view),
    "",
    ...parts(status, now, view),
    "",
    ...openIncidents(incidents, view),
    "",
    ...wakePhrases(voice, view),
    ...models(status, view),
    ...queueSummary(queue, { now, timeZone: view.timeZone, style: view.style }),
  ].join("\n");
}

function headline(status: DaemonOverview["status"], now: number, { timeZone, style }: View): string {
  const state = status.state === "ready" ? style.green("running") : style.yellow(status.state);
  const startedAt = Date.parse(status.startedAt ?? "");
  const since = Number.isNaN(startedAt) ? "" : ` since ${sayMoment(startedAt, { now, timeZone })}`;
  const clock =
    status.clock === "synced"
      ? "the clock is synced"
      : style.yellow("the clock is not synced: times may be wrong and records are marked so");
  const figures = Object.entries(status.figures).map(([name, value]) => `${words(name)} ${String(value)}`);
  return [
    `${style.bold(`edgewise ${status.version}`)} on ${style.bold(safeText(status.node))}: ${state}${since} (${sayDuration(status.uptimeMs)}); ${clock}`,
    ...(figures.length > 0 ? [style.dim(figures.join(" · "))] : []),
  ].join("\n");
}

/** Voice has figures only where something is to be listened to. */
function isListening([name, { figures }]: [string, Health]): boolean {
  return name === "voice" && figures !== undefined;
}

/** Parts with something wrong come first and say it; those that are well are only named. */
function parts({ health, loops }: DaemonOverview["status"], now: number, view: View): string[] {
  const { isAll, style } = view;
  const entries = Object.entries(health);
  const isWell = ([, { status }]: (typeof entries)[number]) => status === "ok";
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  const lines = entries
    // The broker is what a person asks for first, and who has a microphone wants to know: told even when all is well.
    .filter((entry) => isAll || !isWell(entry) || entry[0] === "bus" || isListening(entry))
    .sort((a, b) => Number(isWell(a)) - Number(isWell(b)))
    .map(([name, { status, detail, figures }]) => {
      const mark = status === "ok" ? style.green("ok      ") : badMark(status, style);
      const facts = isAll && figures ? style.dim(` [${sayFigures(figures)}]`) : "";
      return `${mark}  ${name.padEnd(width)}  ${localTimes(safeText(detail), now, view)}${facts}`;
    });
  const stuck = loops
    .filter(({ isStuck }) => isStuck)
    .map(
      ({ loop, ageMs }) =>
        `${style.red("stuck   ")}  the loop ${loop} has not turned for ${sayDuration(ageMs)}`,
    );
  const well = entries.filter(isWell).length;
  const rest =
    well === entries.length
      ? `All ${sayCount(well, "part")} are well.`
      : `${well} of ${sayCount(entries.length, "part")} are well.`;
  return [...stuck, ...lines, rest];
}

function badMark(status: "degraded" | "failed", style: Style): string {
  return status === "failed" ? style.red("failed  ") : style.yellow("degraded");
}

/** Parts write times as logs want them; a person at night wants them on the clock on the wall. */
function localTimes(text: string, now: number, { timeZone }: View): string {
  return text.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (iso) =>
    sayMoment(Date.parse(iso), { now, timeZone }),
  );
}

function openIncidents(incidents: DaemonOverview["incidents"], { timeZone, style }: View): string[] {
  if (incidents.length === 0) return ["No open incidents."];
  return [
    style.bold(`${sayCount(incidents.length, "open incident")}:`),
    ...incidents.flatMap((incident) => incidentLine(incident, { timeZone, style })),
  ];
}

/** Nothing where nothing listens, or by buttons only. */
function wakePhrases({ wakePhrases }: VoiceView, { style }: View): string[] {
  if (wakePhrases.length === 0) return [];
  const lines = wakeLines(wakePhrases, style).map((line) => `  ${line}`);
  return [
    style.bold(`${sayCount(new Set(wakePhrases.map(({ phrase }) => phrase)).size, "wake phrase")}:`),
    ...lines,
    "",
  ];
}

/** Nothing where there is no model: commands are then understood by their grammar alone. */
function models({ inference }: DaemonOverview["status"], { style, isAll }: View): string[] {
  if (inference.models.length === 0) return [];
  const host =
    inference.residentBytes === undefined ? inference.state : `host ${megabytes(inference.residentBytes)}`;
  const lines = inference.models.map(({ slot, id, version, state, problem, ...model }) => {
    const where = `${model.variant} on ${model.provider}, ${model.latencyMs.toFixed(1)} ms, ${megabytes(model.memoryBytes)}`;
    const tried = isAll ? style.dim(` [runs ${model.runs}, failures ${model.failures}]`) : "";
    const trouble =
      state === "ready" ? "" : style.yellow(` ${problem ? safeText(problem) : "waits for the host"}`);
    return `  ${slot}: ${safeText(id)} ${safeText(version)} (${where})${tried}${trouble}`;
  });
  return [style.bold(`${sayCount(lines.length, "model")} (${host}):`), ...lines, ""];
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function sayFigures(figures: Readonly<Record<string, number | string>>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${words(name)} ${String(value)}`)
    .join(", ");
}

/** `logTemplates` → `log templates`. */
function words(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
