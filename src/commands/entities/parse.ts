import type { z } from "../../core/schema.ts";
import { entityKinds } from "../../domain/entity.ts";
import { editDistance } from "../../text/similarity.ts";
import { EntitiesInvalidError } from "../errors.ts";
import {
  type AreaDefinition,
  type EntityDefinition,
  type EntityInput,
  entityDefinition,
} from "./definition.ts";
import { entityIdFrom, nameKey } from "./names.ts";

/** A definition that says its id. */
export type IdentifiedDefinition = EntityDefinition & { id: string };

/** Entities as the API gets them, with ids; throws an `EntitiesInvalidError` that names every problem. */
export function parseEntities(
  inputs: readonly EntityInput[],
  areas: readonly AreaDefinition[],
): IdentifiedDefinition[] {
  const problems: string[] = [];
  const parsed: EntityDefinition[] = [];
  for (const [index, input] of inputs.entries()) {
    const result = entityDefinition.safeParse(input);
    if (result.success) parsed.push(result.data);
    else problems.push(...result.error.issues.map((issue) => sayIssue(issue, input, index)));
  }
  if (problems.length > 0) throw new EntitiesInvalidError(problems);
  return withIds(parsed, areas);
}

/** The same definitions, each with the id it goes by. */
export function withIds(
  definitions: readonly EntityDefinition[],
  areas: readonly AreaDefinition[],
): IdentifiedDefinition[] {
  return definitions.map((one) => {
    const area = one.area && (areas.find((known) => isCalled(known, one.area ?? ""))?.name ?? one.area);
    return { ...one, id: one.id ?? entityIdFrom(one.name, area) };
  });
}

function isCalled(area: AreaDefinition, name: string): boolean {
  return [area.name, ...area.aliases].some((one) => nameKey(one) === nameKey(name));
}

function sayIssue(issue: z.core.$ZodIssue, input: unknown, index: number): string {
  const given = typeof input === "object" && input !== null ? (input as Record<string, unknown>) : {};
  const label =
    typeof given.name === "string" ? `entity "${given.name.slice(0, 60)}"` : `entity ${index + 1}`;
  const path = issue.path.join(".");
  if (path === "kind" && typeof given.kind === "string") {
    const kind = given.kind.slice(0, 60);
    return `${label}: unknown kind "${kind}"; did you mean ${nearestKind(kind)}? Kinds are ${entityKinds.join(", ")}`;
  }
  return `${label}: ${path === "" ? "" : `${path}: `}${issue.message}`;
}

function nearestKind(kind: string): string {
  const [nearest] = entityKinds
    .map((known) => ({ known, edits: editDistance(kind.toLowerCase(), known.toLowerCase(), 20) }))
    .sort((a, b) => a.edits - b.edits);
  return `"${nearest?.known ?? entityKinds[0]}"`;
}
