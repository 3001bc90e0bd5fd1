import { EdgewiseError } from "../../core/errors.ts";
import { z } from "../../core/schema.ts";
import { RequestError } from "../errors.ts";
import { parseInput } from "../input.ts";
import type { Route } from "../route.ts";
import { modelsView, taskModelView } from "../views.ts";

const modelName = z.string().min(1).max(130);
const taskName = z.string().min(1).max(63);

const activateBody = z.strictObject({ model: modelName });
const rollbackBody = z.strictObject({ task: taskName });
const shadowBody = z
  .strictObject({ model: modelName.optional(), task: taskName.optional() })
  .refine(({ model, task }) => (model === undefined) !== (task === undefined), "either model or task");

/** Which models there are, and which one answers. */
export const modelRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/models",
    summary: "models at hand, which one answers for each task, and how this board runs it",
    isOpen: false,
    async handle(_input, { api }) {
      return { body: modelsView(await api.models()) };
    },
  },
  {
    method: "POST",
    path: "/api/models/activate",
    summary: "let a model answer for its task once it passed its self-test: body {model}",
    isOpen: false,
    async handle({ body }, { api }) {
      const { model } = parseInput(activateBody, body, "body");
      return { body: await refusable(() => api.activateModel(model)) };
    },
  },
  {
    method: "POST",
    path: "/api/models/rollback",
    summary: "let the model before answer again: body {task}",
    isOpen: false,
    async handle({ body }, { api }) {
      const { task } = parseInput(rollbackBody, body, "body");
      return { body: await refusable(() => api.rollBackModel(task)) };
    },
  },
  {
    method: "POST",
    path: "/api/models/shadow",
    summary: "compare a model with the active one on live inputs: body {model}; {task} ends that",
    isOpen: false,
    async handle({ body }, { api }) {
      const { model, task } = parseInput(shadowBody, body, "body");
      const wish = model === undefined ? { task: task ?? "" } : { model };
      return { body: taskModelView(await refusable(() => api.setShadowModel(wish))) };
    },
  },
];

/** What is wrong with the model asked for is the client's to know, not a daemon that cannot now. */
async function refusable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EdgewiseError) || !/^(model|inference)\./.test(error.code)) throw error;
    if (error.code === "model.stateNotWritten" || error.code === "inference.stopped") throw error;
    throw new RequestError(error.code === "model.unknown" ? 404 : 409, error.code, error.message, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}
