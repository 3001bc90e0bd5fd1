import { z } from "../../core/schema.ts";
import { RequestError } from "../errors.ts";
import { countInput, parseInput, timeInput } from "../input.ts";
import type { Route } from "../route.ts";
import { incidentView, similarView } from "../views.ts";

const incidentQuery = z.strictObject({
  status: z.enum(["open", "closed"]).optional(),
  from: timeInput.optional(),
  to: timeInput.optional(),
  limit: countInput({ min: 1, max: 500, default: 50 }),
});

const similarQuery = z.strictObject({ limit: countInput({ min: 1, max: 50, default: 5 }) });

/** What happened. */
export const recordRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/incidents",
    summary: "incidents, newest first: ?status=open|closed&from=&to=&limit=50",
    isOpen: false,
    async handle({ query }, { api }) {
      const { status, from, to, limit } = parseInput(incidentQuery, query, "query");
      const incidents = await api.incidents({
        countMax: limit,
        ...(status === undefined ? {} : { status }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      });
      return { body: { incidents: incidents.map(incidentView) } };
    },
  },
  {
    method: "GET",
    path: "/api/incidents/:id",
    summary: "one incident",
    isOpen: false,
    async handle({ params }, { api }) {
      const id = params.id ?? "";
      const incident = await api.incident(id);
      if (incident) return { body: incidentView(incident) };
      throw unknownIncident(id);
    },
  },
  {
    method: "GET",
    path: "/api/incidents/:id/similar",
    summary: "earlier incidents of the same sort, the most alike first: ?limit=5",
    isOpen: false,
    async handle({ params, query }, { api }) {
      const id = params.id ?? "";
      const { limit } = parseInput(similarQuery, query, "query");
      const similar = await api.similarIncidents(id, limit);
      if (similar) return { body: { similar: similar.map(similarView) } };
      throw unknownIncident(id);
    },
  },
];

function unknownIncident(id: string): RequestError {
  return new RequestError(404, "http.incidentUnknown", `There is no incident ${JSON.stringify(id)}.`, {
    hint: "GET /api/incidents lists them",
  });
}
