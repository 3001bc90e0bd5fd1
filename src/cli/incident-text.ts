import type { incidentView, similarView } from "../http/views.ts";
import { sayDuration } from "../text/say-duration.ts";
import { sayList } from "../text/say-list.ts";
import { sayNumber } from "../text/say-number.ts";
import { sayUnit } from "../text/say-quantity.ts";
import { stampOf } from "./moments.ts";
import { type Style, safeText } from "./style.ts";

type IncidentView = ReturnType<typeof incidentView>;
type SimilarView = ReturnType<typeof similarView>;
type EvidenceView = IncidentView["evidence"][number];

interface View {
  timeZone: string | undefined;
  style: Style;
}

/** When, how bad and for how long, and below it the sentence. */
export function incidentLine(incident: IncidentView, { timeZone, style }: View): string[] {
  const seen = incident.acknowledged && incident.status === "open" ? " (seen)" : "";
  const marks = `${seen}${incident.clock === "unsynced" ? " (clock not synced)" : ""}`;
  const head = [
    stampOf(incident.openedAt, timeZone),
    severityWord(incident.severity, style),
    `${lasted(incident)}${marks}`,
    style.dim(incident.id),
  ].join("  ");
  return [head, `  ${sentence(incident)}`];
}

/** An incident with all that is known of it. */
export function incidentReport(incident: IncidentView, similar: readonly SimilarView[], view: View): string {
  const omitted = incident.evidenceOmitted;
  return [
    ...incidentLine(incident, view),
    "",
    ...placeLine(incident),
    ...acknowledgedLine(incident, view),
    ...dismissedLine(incident, view),
    view.style.bold("Evidence, in the order in which it began:"),
    ...incident.evidence.flatMap((line) => evidenceLines(line, view)),
    ...(omitted > 0 ? [`and ${omitted} more that did not fit`] : []),
    ...(similar.length > 0 ? [view.style.bold("Similar earlier:")] : []),
    ...similar.map((one) => similarLine(one, view)),
  ].join("\n");
}

/** When, how alike and for how long; the sentence may be told as of then, so it is not told here. */
function similarLine({ incident, likeness }: SimilarView, { timeZone, style }: View): string {
  const names = incident.evidence
    .slice(0, 3)
    .map(({ name, kind }) => `${safeText(name)} (${kindWords[kind]})`);
  const rest = incident.evidence.length - names.length + incident.evidenceOmitted;
  const alike = `${Math.round(likeness * 100)}% alike`;
  const what = `${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  return `  ${stampOf(incident.openedAt, timeZone)}  ${alike}, ${lasted(incident)}: ${what}  ${style.dim(incident.id)}`;
}

export function severityWord(severity: IncidentView["severity"], style: Style): string {
  const word = severity.padEnd(8);
  if (severity === "critical") return style.red(word);
  return severity === "warning" ? style.yellow(word) : word;
}

function acknowledgedLine({ acknowledged }: IncidentView, { timeZone }: View): string[] {
  if (!acknowledged) return [];
  const when = acknowledged.at === null ? "" : ` at ${stampOf(acknowledged.at, timeZone)}`;
  return [`Seen by ${safeText(acknowledged.by)}${when}`];
}

function dismissedLine({ dismissed }: IncidentView, { timeZone }: View): string[] {
  if (!dismissed) return [];
  const when = dismissed.at === null ? "" : ` at ${stampOf(dismissed.at, timeZone)}`;
  const verdict = dismissed.verdict === "falseAlarm" ? "a false alarm" : "normal here";
  return [`Called ${verdict} by ${safeText(dismissed.by)}${when}`];
}

function lasted({ status, openedAt, closedAt, closedBecause }: IncidentView): string {
  if (status === "open") return "open";
  if (closedBecause === "falseAlarm") return "false alarm";
  if (closedBecause === "alwaysNormal") return "normal here";
  // Closed for lack of news: nothing says that it is over.
  if (closedBecause === "quiet" || closedBecause === "room") return "unresolved";
  if (openedAt === null || closedAt === null) return "over";
  const ms = Date.parse(closedAt) - Date.parse(openedAt);
  return ms < 1_000 ? "over at once" : `over after ${sayDuration(ms, "short")}`;
}

function sentence({ summary, evidence }: IncidentView): string {
  if (summary !== "") return safeText(summary);
  const names = evidence.map(({ name, kind }) => `${safeText(name)} (${kindWords[kind]})`);
  return `${names.join(", ") || "no evidence"}; no sentence was written yet.`;
}

function placeLine({ place }: IncidentView): string[] {
  const { device, area, topicPrefix } = place;
  const known = [
    device && `device ${safeText(device)}`,
    area && `area ${safeText(area)}`,
    topicPrefix && `topics below ${safeText(topicPrefix)}`,
  ].filter(Boolean);
  return known.length > 0 ? [`Where: ${known.join(", ")}`] : [];
}

const kindWords = {
  level: "unusual value",
  rate: "unusual change",
  stuck: "does not change",
  gap: "silent",
  threshold: "beyond a limit",
  pattern: "unusual pattern",
  logBurst: "many messages",
  logNovel: "new message",
  logSilent: "missing message",
  logOrder: "unusual order of messages",
  logRising: "more and more problems",
} as const satisfies Record<EvidenceView["kind"], string>;

function evidenceLines(line: EvidenceView, { timeZone, style }: View): string[] {
  const unit = sayUnit(line.unit);
  const value = (number: number) => `${sayNumber(number)}${unit}`;
  const facts = [
    line.observedState !== undefined && `is ${safeText(line.observedState)}`,
    line.observedState === undefined && line.observed !== undefined && observed(line, value),
    line.limit !== undefined && `limit ${value(line.limit)}`,
    line.typicalState !== undefined && `usually ${safeText(line.typicalState)}`,
    line.typicalState === undefined &&
      line.expected &&
      `${line.reason === "together" ? "with its partners usually" : "usually"} ${sayNumber(line.expected.low)} to ${value(line.expected.high)}`,
    line.durationMs !== undefined && `${durationWord(line)} ${sayDuration(line.durationMs, "short")}`,
    line.order !== undefined && `${orderWords[line.order.reason]} "${safeText(line.order.other)}"`,
    line.partners !== undefined && line.partners.length > 0 && `partners ${safeText(sayList(line.partners))}`,
    line.times > 1 && `${line.times} times`,
    line.recoveredAt !== null && `back to usual at ${stampOf(line.recoveredAt, timeZone)}`,
  ].filter((fact) => typeof fact === "string");
  return [
    `  ${stampOf(line.firstAt, timeZone)}  ${safeText(line.name)}: ${kindWords[line.kind]}${facts.length > 0 ? `; ${facts.join(", ")}` : ""}`,
    ...(line.example === undefined ? [] : [`      ${style.dim(`"${safeText(line.example)}"`)}`]),
  ];
}

function observed({ kind, observed: number = 0 }: EvidenceView, value: (number: number) => string): string {
  return kind === "logBurst" || kind === "logRising"
    ? `${sayNumber(number)} messages`
    : `at ${value(number)}`;
}

const orderWords = {
  noEnd: "not followed by",
  noStart: "not preceded by",
  transition: "right after",
} as const;

/** Of a silence that goes on only the length at which it was noticed is known here. */
function durationWord({ kind, recoveredAt }: EvidenceView): string {
  if (kind === "rate" || kind === "logBurst" || kind === "logRising") return "within";
  return recoveredAt === null ? "noticed after" : "for";
}
