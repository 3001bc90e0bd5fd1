import type { Incident } from "../../../src/domain/incident.ts";
import type { IncidentLog } from "../../../src/domain/ports.ts";
import { evidence, openedAt } from "./examples.ts";

export function incident(given: Partial<Incident> = {}): Incident {
  return {
    id: "01",
    status: "open",
    severity: "warning",
    openedAt,
    updatedAt: openedAt,
    closedAt: undefined,
    clock: "synced",
    place: { device: "press-1" },
    evidence: [evidence()],
    evidenceOmitted: 0,
    summary: "",
    revision: 1,
    ...given,
  };
}

/** An incident log in memory that lists as the port says: newest first, `from` inside, `to` outside. */
export function incidentLogOf(incidents: Incident[]): Pick<IncidentLog, "list"> {
  return {
    async list({ from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, status, countMax }) {
      return incidents
        .filter(
          (each) => each.openedAt >= from && each.openedAt < to && (status ?? each.status) === each.status,
        )
        .sort((left, right) => right.openedAt - left.openedAt)
        .slice(0, countMax);
    },
  };
}
