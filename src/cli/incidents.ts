import { type Command, Option } from "commander";
import { incidentView, similarView } from "../http/views.ts";
import { sayCount } from "../text/say-list.ts";
import {
  type ClientOptions,
  type Daemon,
  daemonFor,
  isLocalDaemon,
  wholeNumber,
  withClientOptions,
} from "./client-options.ts";
import { loadFor } from "./config.ts";
import { DaemonUnreachableError } from "./errors.ts";
import { registerFeedback } from "./feedback.ts";
import { idLength, incidentsPerPage, oneOf } from "./incident-id.ts";
import { incidentLine, incidentReport } from "./incident-text.ts";
import { parseSince } from "./moments.ts";
import { createOutput } from "./output.ts";
import { withStoppedStore } from "./stopped-store.ts";
import { terminalStyle } from "./style.ts";

interface IncidentsOptions extends ClientOptions {
  open?: boolean;
  since?: string;
  limit: number;
}

type IncidentView = ReturnType<typeof incidentView>;
type SimilarView = ReturnType<typeof similarView>;

export function registerIncidents(program: Command): void {
  const incidentsCommand = program
    .command("incidents")
    .description("what happened, newest last; with an ID, one incident and its evidence");
  registerFeedback(incidentsCommand);
  withClientOptions(incidentsCommand.command("show", { isDefault: true }))
    .description("list them, or show one (the default)")
    .argument("[id]", "an incident's id, or its last characters")
    .option("-o, --open", "only those that are open")
    .option("--since <when>", "24h, 7d, today, yesterday, Monday, 14:00, 2026-01-05 …")
    .addOption(
      new Option("-n, --limit <count>", "newest to show")
        .default(50)
        .argParser(wholeNumber(1, incidentsPerPage)),
    )
    .action(async (id: string | undefined, options: IncidentsOptions) => {
      const daemon = daemonFor(options);
      const { incidents, similar = [], notice } = await readIncidents(daemon, options, id);
      const view = { timeZone: daemon.timeZone, style: terminalStyle() };
      const output = createOutput(options.json ?? false);
      if (id !== undefined) {
        const incident = oneOf(incidents, id);
        output.result(notice + incidentReport(incident, similar, view), { ...incident, similar });
        return;
      }
      const lines = incidents.toReversed().flatMap((incident) => incidentLine(incident, view));
      const none = options.open ? "No open incidents." : "No incidents.";
      const more =
        incidents.length < options.limit
          ? []
          : [`These are the newest ${sayCount(incidents.length, "incident")}; --limit shows more.`];
      output.result(notice + [...(lines.length > 0 ? lines : [none]), ...more].join("\n"), { incidents });
    });
}

async function readIncidents(
  { client, timeZone }: Daemon,
  options: IncidentsOptions,
  id: string | undefined,
): Promise<{ incidents: readonly IncidentView[]; similar?: readonly SimilarView[]; notice: string }> {
  const now = Date.now();
  const from = options.since === undefined ? undefined : parseSince(options.since, now, timeZone);
  const status = options.open ? ("open" as const) : undefined;
  try {
    if (id !== undefined) {
      const incident = await readOne(client, id);
      const path = `/api/incidents/${encodeURIComponent(incident.id)}/similar`;
      const { similar } = await client.get<{ similar: SimilarView[] }>(path, {
        query: { limit: similarMax },
      });
      return { incidents: [incident], similar, notice: "" };
    }
    const query = { status, from, limit: options.limit };
    const { incidents } = await client.get<{ incidents: IncidentView[] }>("/api/incidents", { query });
    return { incidents, notice: "" };
  } catch (error) {
    if (!(error instanceof DaemonUnreachableError) || !isLocalDaemon(options)) throw error;
    const { config } = loadFor(options);
    return withStoppedStore({ config, url: client.url }, async (store, directory) => {
      const incidents = await store.incidents.list({
        countMax: id === undefined ? options.limit : incidentsPerPage,
        ...(from === undefined || id !== undefined ? {} : { from }),
        ...(status === undefined || id !== undefined ? {} : { status }),
      });
      const notice = `The daemon does not run; this is what its database in ${directory} holds.\n`;
      if (id === undefined) return { incidents: incidents.map(incidentView), notice };
      const { id: whole } = oneOf(incidents.map(incidentView), id);
      const shown = incidents.filter((incident) => incident.id === whole);
      const similar = await Promise.all(shown.map((one) => store.incidents.similar(one, similarMax)));
      return { incidents: shown.map(incidentView), similar: similar.flat().map(similarView), notice };
    });
  }
}

/** Earlier ones of the same sort that are shown with an incident. */
const similarMax = 3;

async function readOne(client: Daemon["client"], id: string): Promise<IncidentView> {
  if (id.length >= idLength) return client.get<IncidentView>(`/api/incidents/${encodeURIComponent(id)}`);
  const { incidents } = await client.get<{ incidents: IncidentView[] }>("/api/incidents", {
    query: { limit: incidentsPerPage },
  });
  return oneOf(incidents, id);
}
