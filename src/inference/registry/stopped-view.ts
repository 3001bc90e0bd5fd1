import type { ModelsView, TaskView } from "../../domain/model-view.ts";
import { bundledFor, lookUp, type Places, readCatalogue, standardLanguage } from "./catalogue.ts";
import { readState } from "./state.ts";
import { modelView } from "./views.ts";

/** The models at hand and the choices written down, read from the disk while no daemon runs. */
export async function readStoppedModels(places: Places): Promise<ModelsView> {
  const { state } = await readState(places.pulled);
  const catalogue = await readCatalogue(places);
  const names = [
    ...Object.keys(state.tasks),
    ...catalogue.models
      .filter(({ origin }) => origin === "bundled")
      .map(({ folder }) => folder.manifest.task),
  ];
  const tasks = [...new Set(names)].sort().map((task): TaskView & { shadowName: TaskView["active"] } => {
    const { active, previous, shadow, rejected } = state.tasks[task] ?? {};
    const bundled = bundledFor(catalogue, task, standardLanguage)?.folder.manifest;
    const isGone = active !== undefined && !lookUp(catalogue, active);
    return {
      task,
      active: active ?? (bundled && { id: bundled.id, version: bundled.version }),
      previous,
      problem: isGone ? `${active.id}@${active.version} is not at hand any more` : undefined,
      loaded: undefined,
      probation: undefined,
      shadow: undefined,
      rejected,
      shadowName: shadow,
    };
  });
  return {
    models: catalogue.models.map((model) => {
      const task = tasks.find((one) => one.task === model.folder.manifest.task);
      return modelView(model, task && { ...task, shadow: task.shadowName });
    }),
    unreadable: catalogue.unreadable,
    tasks: tasks.map(({ shadowName: _name, ...task }) => task),
    host: undefined,
  };
}
