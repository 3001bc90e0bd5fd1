import { parseEntities } from "../../commands/entities/parse.ts";
import type { Ordered } from "../../config/ordered.ts";
import { EdgewiseError } from "../../core/errors.ts";
import { z } from "../../core/schema.ts";
import type { AcceptedOrder, Applied, OrderApplier } from "../../sync/down/applier.ts";
import { mergePatch } from "./merge-patch.ts";
import { readBody } from "./read-body.ts";
import type { Trial } from "./trial.ts";

const table = z.record(z.string(), z.unknown());
const mode = z.enum(["replace", "patch"]);

const configurationBody = z.strictObject({ mode, settings: table });

const entitiesBody = z.union([
  z.strictObject({ mode: z.literal("replace"), entities: z.array(table).max(5_000) }),
  z.strictObject({
    mode: z.literal("patch"),
    put: z.array(table).max(5_000).default([]),
    remove: z.array(z.string().max(100)).max(5_000).default([]),
  }),
]);

const sentencesBody = z.strictObject({
  mode,
  /** By name, each as a sentence file; null removes one in a patch. */
  files: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/), table.nullable()).optional(),
  ownIntents: z.array(table).max(500).optional(),
});

/** Settings of the configuration. */
export function createConfigurationOrders(trial: Trial): OrderApplier {
  return settingOrders(trial, "configuration", configurationBody, (before, { mode, settings }) => ({
    ...before,
    configuration: (mode === "patch"
      ? mergePatch(before.configuration, settings)
      : settings) as Ordered["configuration"],
  }));
}

/** Things, besides those of the operator. */
export function createEntityOrders(trial: Trial): OrderApplier {
  return settingOrders(trial, "entities", entitiesBody, (before, body) => {
    if (body.mode === "replace") return { ...before, entities: body.entities };
    // By id, so that a thing that is sent again takes the place of the one before.
    const put = body.put.map((entity) => ({ id: idOf(entity), entity }));
    const gone = new Set([...body.remove, ...put.map(({ id }) => id)]);
    const kept = before.entities.filter((entity) => !gone.has(idOf(entity)));
    return { ...before, entities: [...kept, ...put.map(({ entity }) => entity)] };
  });
}

/** Sentence files and own intents, besides those of the operator. */
export function createSentenceOrders(trial: Trial): OrderApplier {
  return settingOrders(trial, "sentences", sentencesBody, (before, { mode, files, ownIntents }) => {
    if (mode === "replace") {
      return { ...before, sentences: withoutNull(files ?? {}), ownIntents: ownIntents ?? [] };
    }
    return {
      ...before,
      sentences: withoutNull({ ...before.sentences, ...files }),
      ownIntents: ownIntents ?? before.ownIntents,
    };
  });
}

function settingOrders<Body>(
  trial: Trial,
  kind: AcceptedOrder["kind"],
  schema: z.ZodType<Body>,
  change: (before: Ordered, body: Body) => Ordered,
): OrderApplier {
  return {
    async apply({ id, body }, context) {
      const read = readBody(schema, body);
      if (!read.ok) return { status: "refused", reason: read.reason };
      return trial.run(
        {
          kind,
          id,
          needsFarSide: kind === "configuration",
          change: (before) => change(before, read.value),
        },
        context,
      );
    },
    async outcomeAfterRestart({ id }): Promise<Applied> {
      try {
        if (trial.isKept(kind, id)) return { status: "applied" };
      } catch (error) {
        if (!(error instanceof EdgewiseError)) throw error;
        return { status: "interrupted", reason: error.message };
      }
      return { status: "rolledBack", reason: "edgewise was stopped before it was confirmed" };
    },
  };
}

/** The id by which a thing goes: its own, or what is made of its name and area. Throws an `EntitiesInvalidError`. */
function idOf(entity: unknown): string {
  const [parsed] = parseEntities([entity as never], []);
  return parsed?.id ?? "";
}

function withoutNull(files: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(files).filter(([, content]) => content !== null));
}
