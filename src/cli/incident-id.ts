import type { incidentView } from "../http/views.ts";
import { RequestRefusedError } from "./errors.ts";

/** Characters of a whole id, a ULID. */
export const idLength = 26;

/** What the daemon's API gives at a time. */
export const incidentsPerPage = 500;

type IncidentView = ReturnType<typeof incidentView>;

/** The end of an id is enough where it fits only one of the newest. */
export function oneOf(incidents: readonly IncidentView[], id: string): IncidentView {
  const found = incidents.filter((incident) => incident.id.toLowerCase().endsWith(id.toLowerCase()));
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new RequestRefusedError({
    status: 404,
    code: "http.incidentUnknown",
    message: only
      ? `${found.length} incidents have an id that ends with "${id}".`
      : `There is no incident "${id}".`,
    hint: "`edgewise incidents` lists them with their ids",
  });
}
