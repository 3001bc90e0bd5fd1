import { mkdirSync } from "node:fs";
import { EdgewiseError } from "../../core/errors.ts";
import { z } from "../../core/schema.ts";
import type { ModelName, ModelsView } from "../../domain/model-view.ts";
import type { ModelRegistry } from "../../inference/registry/service.ts";
import { acquireLock } from "../../store/file/lock.ts";
import type { AcceptedOrder, Applied, ApplyContext, OrderApplier } from "../../sync/down/applier.ts";
import type { LedgerEntry } from "../../sync/down/ledger.ts";
import { readBody } from "./read-body.ts";

const modelName = z.string().regex(/^[a-z0-9][a-z0-9._-]*@[^@\s]{1,60}$/i, "expected ID@VERSION");
/** Of a manifest.json or its folder, as for `edgewise models pull`, but never a place on this device. */
const remoteUrl = z.url({ protocol: /^https?$/ });
const task = z.string().min(1).max(63);

const modelBody = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("pull"), model: modelName, url: remoteUrl }),
  /** With a URL it is pulled before. */
  z.strictObject({ action: z.literal("activate"), model: modelName, url: remoteUrl.optional() }),
  z.strictObject({ action: z.literal("shadow"), model: modelName, url: remoteUrl.optional() }),
  z.strictObject({ action: z.literal("endShadow"), task }),
  z.strictObject({ action: z.literal("rollback"), task }),
]);
type ModelBody = z.infer<typeof modelBody>;

export interface ModelOrdersOptions {
  registry: Pick<ModelRegistry, "activate" | "rollback" | "setShadow" | "view">;
  /** Of pulled models. */
  directory: string;
  /** Brings a model here, verified by its own signature, which the keys of orders have no part in. */
  pull(url: string, signal: AbortSignal): Promise<ModelName>;
  pid: number;
}

/** Models by the registry: pulled and verified, shadowed, activated after its self-test, rolled back. */
export function createModelOrders(options: ModelOrdersOptions): OrderApplier {
  const { registry } = options;

  const pull = async (url: string, wanted: string, signal: AbortSignal): Promise<string | undefined> => {
    mkdirSync(options.directory, { recursive: true });
    const lock = acquireLock(options.directory, options.pid);
    try {
      const found = nameOf(await options.pull(url, signal));
      return found === wanted ? undefined : `at its url is ${found}, not ${wanted}`;
    } finally {
      lock.release();
    }
  };

  const change = async (body: ModelBody): Promise<Readonly<Record<string, unknown>>> => {
    switch (body.action) {
      case "pull":
        return { model: body.model };
      case "activate": {
        const { from, to, task: changed } = await registry.activate(body.model);
        return { task: changed, from: from && nameOf(from), model: nameOf(to), activated: true };
      }
      case "shadow":
        return { task: (await registry.setShadow({ model: body.model })).task, model: body.model };
      case "endShadow":
        return { task: (await registry.setShadow({ task: body.task })).task };
      case "rollback": {
        const { from, to } = await registry.rollback(body.task);
        return { task: body.task, from: from && nameOf(from), model: nameOf(to) };
      }
    }
  };

  return {
    async apply({ body }: AcceptedOrder, { signal }: ApplyContext): Promise<Applied> {
      const read = readBody(modelBody, body);
      if (!read.ok) return { status: "refused", reason: read.reason };
      const wish = read.value;
      try {
        if ("url" in wish && wish.url !== undefined) {
          const problem = await pull(wish.url, wish.model, signal);
          if (problem !== undefined) return { status: "refused", reason: problem };
        }
        return { status: "applied", details: await change(wish) };
      } catch (error) {
        if (signal.aborted) return { status: "interrupted", reason: "edgewise was stopped" };
        // The registry changes nothing when it rejects.
        if (error instanceof EdgewiseError) return { status: "refused", reason: error.message };
        throw error;
      }
    },
    async outcomeAfterRestart() {
      return {
        status: "interrupted",
        reason: "edgewise was stopped in the middle of it; `models` in the status tells which model answers",
      };
    },
  };
}

/** Orders whose model the registry has taken back since, because it failed too often, with the registry's reason. */
export function takenBack(
  orders: readonly LedgerEntry[],
  { tasks }: Pick<ModelsView, "tasks">,
): { id: string; reason: string }[] {
  return orders.flatMap(({ id, kind, state, details, changedAt }) => {
    if (kind !== "model" || state !== "applied" || details?.activated !== true) return [];
    const rejected = tasks.find(({ task: of }) => of === details.task)?.rejected;
    const isThis = rejected && nameOf(rejected) === details.model && rejected.at >= changedAt;
    return isThis ? [{ id, reason: rejected.reason }] : [];
  });
}

function nameOf({ id, version }: ModelName): string {
  return `${id}@${version}`;
}
