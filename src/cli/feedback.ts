import { type Command, Option } from "commander";
import { anomalyKinds } from "../domain/anomaly.ts";
import type { FeedbackAnswer, FeedbackVerdict } from "../domain/feedback.ts";
import type { feedbackView, incidentView } from "../http/views.ts";
import type { ApiClient } from "./api-client.ts";
import { type ClientOptions, daemonFor, wholeNumber, withClientOptions } from "./client-options.ts";
import { idLength, incidentsPerPage, oneOf } from "./incident-id.ts";
import { stampOf } from "./moments.ts";
import { createOutput } from "./output.ts";
import { safeText } from "./style.ts";

interface GiveOptions extends ClientOptions {
  by?: string;
  kind?: string;
  from?: string;
  to?: string;
}

type FeedbackView = ReturnType<typeof feedbackView>;

/** `edgewise incidents ack|false-alarm|normal ID`, and what was learnt from it. */
export function registerFeedback(incidents: Command): void {
  registerVerdict(incidents, "ack", "ack").description("say that you have seen one and deal with it");
  withKind(registerVerdict(incidents, "false-alarm", "falseAlarm")).description(
    "say that one was a false alarm: its series need more evidence from now on",
  );
  withKind(registerVerdict(incidents, "normal", "alwaysNormal"))
    .description("say that what one shows is always normal here: it never alarms again")
    .option("--from <HH:MM>", "only from this time of day, in the time zone of the daemon …")
    .option("--to <HH:MM>", "… to this one");
  withClientOptions(incidents.command("feedback"))
    .description("what was learnt from false alarms and from what is normal")
    .action(async (options: ClientOptions) => {
      const { client, timeZone } = daemonFor(options);
      const listed = await client.get<{ feedback: FeedbackView[] }>("/api/feedback");
      createOutput(options.json ?? false).result(feedbackText(listed.feedback, timeZone), listed);
    });
  withClientOptions(incidents.command("forget"))
    .description("forget one of those")
    .argument("<number>", "its number in the list", wholeNumber(1, 999_999_999))
    .action(async (id: number, options: ClientOptions) => {
      const { client } = daemonFor(options);
      const forgotten = await client.delete<{ id: number; isForgotten: boolean }>(`/api/feedback/${id}`);
      createOutput(options.json ?? false).result(`Forgot feedback ${id}.`, forgotten);
    });
}

function registerVerdict(incidents: Command, name: string, verdict: FeedbackVerdict): Command {
  return withClientOptions(incidents.command(name))
    .argument("<id>", "the incident's id, or its last characters")
    .option("--by <name>", "who says so")
    .action(async (id: string, { by, kind, from, to, ...options }: GiveOptions) => {
      const { client } = daemonFor(options);
      const incident = id.length >= idLength ? id : await wholeId(client, id);
      const wish = { verdict, incident, by, kind, from, to };
      const answer = await client.post<FeedbackAnswer>("/api/feedback", wish);
      createOutput(options.json ?? false).result(safeText(answer.text), answer);
    });
}

function withKind(command: Command): Command {
  return command.addOption(
    new Option("--kind <kind>", "only its evidence of this kind").choices([...anomalyKinds]),
  );
}

async function wholeId(client: ApiClient, id: string): Promise<string> {
  const { incidents } = await client.get<{ incidents: ReturnType<typeof incidentView>[] }>("/api/incidents", {
    query: { limit: incidentsPerPage },
  });
  return oneOf(incidents, id).id;
}

function feedbackText(feedback: readonly FeedbackView[], timeZone: string | undefined): string {
  if (feedback.length === 0) return "Nothing was learnt from feedback yet.";
  return feedback
    .map(({ id, told, by, createdAt, silenced }) => {
      const when = createdAt === null ? "" : ` on ${stampOf(createdAt, timeZone)}`;
      const times = silenced === 0 ? "" : `; ${silenced} alarms silenced since the start`;
      return `${String(id).padStart(3)}  ${safeText(told)}\n     said by ${safeText(by)}${when}${times}`;
    })
    .join("\n");
}
