import { z } from "../../core/schema.ts";
import { parseInput } from "../input.ts";
import type { Route } from "../route.ts";
import { statusView } from "../views.ts";

const nothing = z.strictObject({});

/** The daemon as a whole. */
export const daemonRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/status",
    summary: "version, state, and the health of every part in words",
    isOpen: false,
    async handle(_input, { api }) {
      return { body: { ...statusView(await api.status()), loops: api.loops() } };
    },
  },
  {
    method: "GET",
    path: "/api/config",
    summary: "the running configuration without its secrets",
    isOpen: false,
    async handle(_input, { api }) {
      return { body: api.configSummary() };
    },
  },
  {
    method: "POST",
    path: "/api/reload",
    summary: "read the configuration again, as SIGHUP does; body {}",
    isOpen: false,
    async handle({ body }, { api }) {
      parseInput(nothing, body, "body");
      const result = await api.reload();
      return { status: result.isApplied ? 200 : 409, body: result };
    },
  },
];
