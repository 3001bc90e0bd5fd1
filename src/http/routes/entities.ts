import { z } from "../../core/schema.ts";
import { RequestError } from "../errors.ts";
import { parseInput } from "../input.ts";
import type { Route } from "../route.ts";

/** Checked in full by the part that owns entities. */
const entityBody = z.record(z.string(), z.unknown());

export const entityRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/entities",
    summary: "what can be asked about and acted on by name",
    isOpen: false,
    async handle(_input, { api }) {
      return { body: { entities: api.entities() } };
    },
  },
  {
    method: "POST",
    path: "/api/entities",
    summary: "add or replace one entity, written as in the configuration",
    isOpen: false,
    async handle({ body }, { api }) {
      const result = await api.upsertEntity(parseInput(entityBody, body, "body"));
      if (result.ok) return { body: result.value };
      throw new RequestError(400, "http.entityInvalid", `The entity is not valid: ${result.reason}.`);
    },
  },
];
