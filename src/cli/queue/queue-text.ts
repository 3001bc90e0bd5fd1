import { recordClasses } from "../../domain/envelope.ts";
import type { OutboxCounts } from "../../domain/ports.ts";
import type { queueView } from "../../http/views.ts";
import { sayCount } from "../../text/say-list.ts";
import { sayMoment } from "../../text/say-time.ts";
import { sayBytes } from "../bytes.ts";
import { sayAgo, stampOf } from "../moments.ts";
import { type Style, safeText } from "../style.ts";

type QueueView = ReturnType<typeof queueView>;
type SinkView = QueueView["sinks"][number];
type RecordView = QueueView["records"][number];

interface View {
  now: number;
  timeZone: string | undefined;
  style: Style;
}

/** How much waits for the cloud and how its sinks do, in a few lines. */
export function queueSummary({ counts, sinks }: QueueView, view: View): string[] {
  return [
    waiting(counts, sinks.length > 0, view),
    ...losses(counts, view),
    ...sinks.map((sink) => sinkLine(sink, view)),
  ];
}

/** The summary, and what waits by class. */
export function queueText(queue: QueueView, view: View): string {
  return [...queueSummary(queue, view), ...byClass(queue.counts)].join("\n");
}

/** The first records, or the dead letters, one line each. */
export function recordsText(
  records: readonly { record: RecordView; note?: string }[],
  options: { none: string; view: View },
): string {
  if (records.length === 0) return options.none;
  const { timeZone, style } = options.view;
  return records
    .flatMap(({ record, note }) => [
      `${stampOf(record.at, timeZone)}  ${record.class.padEnd(8)}  ${safeText(record.stream)}  ${style.dim(record.id)}`,
      ...(note === undefined ? [] : [`  ${style.yellow(safeText(note))}`]),
      `  ${bodyText(record.body)}`,
    ])
    .join("\n");
}

function waiting(counts: QueueView["counts"], hasSinks: boolean, { now, timeZone, style }: View): string {
  const where = hasSinks ? "" : " (no sink is configured: nothing is sent anywhere)";
  if (counts.records === 0) return `Nothing waits to be sent${where}.`;
  const oldest =
    counts.oldestAt === null
      ? ""
      : `, the oldest from ${sayMoment(Date.parse(counts.oldestAt), { now, timeZone })}`;
  return `${style.bold(sayCount(counts.records, "record"))} (${sayBytes(counts.bytes)}) ${counts.records === 1 ? "waits" : "wait"} to be sent${oldest}${where}.`;
}

function losses({ dropped, deadLetters }: QueueView["counts"], { style }: View): string[] {
  const given = Object.entries(dropped).filter(([, count]) => count > 0);
  return [
    ...(given.length > 0
      ? [
          style.yellow(
            `Given up under the caps of the queue: ${given.map(([name, count]) => sayCount(count, `${name} record`)).join(", ")}.`,
          ),
        ]
      : []),
    ...(deadLetters > 0
      ? [
          style.yellow(
            `Refused by the far side for good: ${sayCount(deadLetters, "record")}; \`edgewise queue dead\` shows them.`,
          ),
        ]
      : []),
  ];
}

function sinkLine(sink: SinkView, view: View): string {
  const { style } = view;
  const name = `${safeText(sink.name)} (${sink.type})`;
  const counts = style.dim(`sent ${sink.sent}${sink.rejected > 0 ? `, refused ${sink.rejected}` : ""}`);
  switch (sink.state) {
    case "online":
      return `  ${style.green("online ")}  ${name}  ${counts}${sink.waits ? style.dim(`  ${safeText(sink.waits)}`) : ""}`;
    case "off":
      return `  off      ${name}  ${counts}`;
    default: {
      const word = sink.state === "offline" ? style.red("offline") : "unknown";
      return `  ${word}  ${name}  ${counts}${trouble(sink, view)}`;
    }
  }
}

function trouble(sink: SinkView, { now, timeZone, style }: View): string {
  const facts = [
    sink.sinceAt === null ? undefined : `since ${sayMoment(Date.parse(sink.sinceAt), { now, timeZone })}`,
    sink.lastError === undefined ? undefined : safeText(sink.lastError),
    sink.needsPerson
      ? style.red("waiting will not help: someone has to act")
      : sink.nextAttemptAt !== null && `tried again ${sayAgo(Date.parse(sink.nextAttemptAt), now)}`,
  ].filter(Boolean);
  return facts.length > 0 ? `\n           ${facts.join("; ")}` : "";
}

function byClass(counts: QueueView["counts"] | OutboxCounts): string[] {
  const lines = recordClasses
    .map((name) => ({ name, count: counts.byClass[name] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `  ${String(count).padStart(9)}  ${name}`);
  return lines.length > 0 ? ["By class, most important first:", ...lines] : [];
}

/** Longest part of a body that is shown; `--json` has all of it. */
const bodyShownMax = 200;

function bodyText(body: unknown): string {
  const text = safeText(typeof body === "string" ? body : JSON.stringify(body));
  return text.length > bodyShownMax ? `${text.slice(0, bodyShownMax)}…` : text;
}
