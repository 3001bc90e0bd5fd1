import type { Metrics } from "../../core/metrics.ts";
import type { ModelName, ShadowView } from "../../domain/model-view.ts";
import type { ModelHost, ModelSource, ModelStatus, RunReport } from "../model-source.ts";
import type { Labels } from "./agreement.ts";
import type { CatalogueModel } from "./catalogue.ts";
import { modelsMetrics } from "./events.ts";
import type { ModelLoader } from "./model-loader.ts";
import { type Shadow, startShadow } from "./shadow.ts";
import { loadedView } from "./views.ts";

/** The shadow models of all tasks, each in a slot of its own. */
export interface Shadows {
  of(task: string): ModelName | undefined;
  /** Opens the model and compares it from now on; throws as `ModelLoader.load` does. */
  begin(task: string, model: CatalogueModel): Promise<void>;
  /** The active model is another one now: counting begins anew. */
  restart(task: string): void;
  end(task: string): Promise<void>;
  offer(task: string, inputs: RunReport["inputs"], outputs: RunReport["inputs"]): void;
  view(task: string, statusOf: (slot: string) => ModelStatus | undefined): ShadowView | undefined;
  stop(): void;
}

export function createShadows(options: {
  host: Pick<ModelHost, "run" | "unload">;
  loader: ModelLoader;
  metrics: Metrics;
  queueMax: () => number;
  activeLabels: (task: string) => Labels;
}): Shadows {
  const { host, loader } = options;
  const runs = options.metrics.counter(modelsMetrics.shadowRuns);
  const running = new Map<string, { source: ModelSource; comparison: Shadow }>();

  const compare = (task: string, source: ModelSource): Shadow =>
    startShadow({
      task,
      slot: slotOf(task),
      host,
      activeLabels: () => options.activeLabels(task),
      labels: source.labels,
      queueMax: options.queueMax(),
      runs,
    });

  return {
    of: (task) => running.get(task)?.source,
    async begin(task, model) {
      const { source } = await loader.load(slotOf(task), model);
      running.get(task)?.comparison.stop();
      running.set(task, { source, comparison: compare(task, source) });
    },
    restart(task) {
      const shadow = running.get(task);
      if (!shadow) return;
      shadow.comparison.stop();
      shadow.comparison = compare(task, shadow.source);
    },
    async end(task) {
      const shadow = running.get(task);
      if (!shadow) return;
      shadow.comparison.stop();
      running.delete(task);
      await host.unload(slotOf(task));
    },
    offer: (task, inputs, outputs) => running.get(task)?.comparison.offer(inputs, outputs),
    view(task, statusOf) {
      const shadow = running.get(task);
      if (!shadow) return undefined;
      const { id, version } = shadow.source;
      return {
        model: { id, version },
        loaded: loadedView(statusOf(slotOf(task))),
        ...shadow.comparison.figures(),
      };
    },
    stop() {
      for (const { comparison } of running.values()) comparison.stop();
    },
  };
}

function slotOf(task: string): string {
  return `shadow:${task}`;
}
