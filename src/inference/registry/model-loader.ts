import type { ModelHost, ModelSource, ModelStatus } from "../model-source.ts";
import type { CatalogueModel } from "./catalogue.ts";
import { type ModelPolicy, openModel } from "./model-opener.ts";
import { modelName, type RegistryState, withMeasurement } from "./state.ts";

export interface ModelLoader {
  /** Verifies, opens and self-tests the model and puts it into the slot. Throws named errors; the slot is as before then. */
  load(slot: string, model: CatalogueModel): Promise<{ source: ModelSource; status: ModelStatus }>;
  /** `state` with what was measured since it was asked the last time, if anything was. */
  withMeasured(state: RegistryState): RegistryState;
}

/** Loads models, each in the way that this board measured as the best one when it was loaded the first time. */
export function createModelLoader(options: {
  host: Pick<ModelHost, "load">;
  policy: ModelPolicy;
  state: () => RegistryState;
  signal: AbortSignal;
}): ModelLoader {
  const { host, policy, signal } = options;
  const measuredBy = `edgewise ${policy.versions.edgewise}, Node.js ${policy.versions.node}`;
  const fresh = new Map<string, { variant: string; provider: string; by: string }>();
  return {
    async load(slot, model) {
      const { source } = await openModel(model, policy, signal);
      const name = modelName(source);
      const known = fresh.get(name) ?? options.state().measured[name];
      const preferred = known?.by === measuredBy ? known : undefined;
      const hinted = preferred && {
        ...source,
        preferred: { variant: preferred.variant, provider: preferred.provider },
      };
      const status = await host.load(slot, hinted ?? source, signal);
      const { variant, provider } = status;
      if (preferred?.variant !== variant || preferred.provider !== provider) {
        fresh.set(name, { variant, provider, by: measuredBy });
      }
      return { source, status };
    },
    withMeasured(state) {
      let next = state;
      for (const [name, found] of fresh) next = withMeasurement(next, name, found);
      fresh.clear();
      return next;
    },
  };
}
