import type { LoadedView, ModelSwitch, ModelView, ShadowView } from "../../domain/model-view.ts";
import type { modelsView } from "../../http/views.ts";
import { sayDuration } from "../../text/say-duration.ts";
import { sayCount } from "../../text/say-list.ts";
import { sayBytes } from "../bytes.ts";
import { stampOf } from "../moments.ts";
import { type Style, safeText } from "../style.ts";

type Models = ReturnType<typeof modelsView>;
type Task = Models["tasks"][number];

interface View {
  style: Style;
  timeZone: string | undefined;
  /** Read from a running daemon, not from the disk. */
  isRunning: boolean;
}

export function nameOf({ id, version }: { id: string; version: string }): string {
  return safeText(`${id}@${version}`);
}

/** All models, one line each, after what answers for each task. */
export function modelsText({ models, unreadable, tasks, host }: Models, view: View): string {
  const { style } = view;
  const width = Math.max(0, ...models.map((model) => nameOf(model).length));
  const lines = models.map((model) => {
    const roles = model.roles.length > 0 ? `  ${style.green(model.roles.join(", "))}` : "";
    return `  ${nameOf(model).padEnd(width)}  ${model.task}  ${sayBytes(model.bytes)}  ${model.origin}${roles}`;
  });
  return [
    ...(view.isRunning ? [] : ["The daemon does not run; this is what is on the disk.", ""]),
    ...(tasks.length > 0 ? [style.bold("Tasks"), ...tasks.flatMap((task) => taskLines(task, view)), ""] : []),
    ...(lines.length > 0 ? [style.bold("Models"), ...lines] : ["No model is at hand."]),
    ...unreadable.map(({ reason }) => style.yellow(`  unreadable: ${safeText(reason)}`)),
    ...(host?.residentBytes === undefined
      ? []
      : [
          "",
          style.dim(`The inference host (process ${host.pid ?? "?"}) takes ${sayBytes(host.residentBytes)}.`),
        ]),
  ].join("\n");
}

function taskLines(task: Task, { style, timeZone }: View): string[] {
  const { active, loaded, problem, probation, shadow, rejected } = task;
  const answers = active ? style.bold(nameOf(active)) : style.red("no model");
  const lines = [`  ${safeText(task.task)}: ${answers}${loaded ? `, ${runsText(loaded)}` : ""}`];
  if (problem) lines.push(`    ${style.yellow(safeText(problem))}`);
  if (probation) {
    const { runs, failures, remainingMs } = probation;
    lines.push(
      `    on probation for another ${sayDuration(remainingMs)}: ${failures} of ${sayCount(runs, "run")} failed`,
    );
  }
  if (shadow) lines.push(...shadowLines(shadow));
  if (rejected) {
    const { reason, at } = rejected;
    lines.push(
      style.yellow(`    ${nameOf(rejected)} was taken back at ${stampOf(at, timeZone)}: ${safeText(reason)}`),
    );
  }
  return lines;
}

function runsText({ state, problem, variant, provider, latencyMs, memoryBytes }: LoadedView): string {
  const how = `${variant} on ${provider}, ${sayMs(latencyMs)}, ${sayBytes(memoryBytes)}`;
  return state === "ready" ? how : `${how} (${state}${problem ? `: ${safeText(problem)}` : ""})`;
}

function shadowLines(shadow: ShadowView): string[] {
  const { model, compared, agreed, failed, dropped, outputs, lastProblem } = shadow;
  const share = compared > 0 ? ` (${((100 * agreed) / compared).toFixed(1)}%)` : "";
  const lines = [`    shadow ${nameOf(model)}: agreed in ${agreed} of ${sayCount(compared, "run")}${share}`];
  for (const [name, one] of Object.entries(outputs)) {
    lines.push(
      "rows" in one
        ? `      ${safeText(name)}: ${one.agreed} of ${sayCount(one.rows, "label")} the same`
        : `      ${safeText(name)}: at most ${one.differenceMax} apart`,
    );
  }
  if (failed > 0) lines.push(`      failed ${failed} times, the last: ${safeText(lastProblem ?? "")}`);
  if (dropped > 0) lines.push(`      ${sayCount(dropped, "input")} left out because too many waited`);
  return lines;
}

/** Everything about one model. */
export function modelText(model: ModelView, task: Task | undefined, view: View): string {
  const { style } = view;
  const isActive = model.roles.includes("active");
  const facts: [string, string][] = [
    ["task", model.task],
    ["origin", `${model.origin}, in ${model.directory}`],
    ["size", sayBytes(model.bytes)],
    ["languages", model.languages.join(", ") || "none in particular"],
    ["parameters", model.parameters?.toLocaleString("en") ?? "not told"],
    ["licence", model.licence],
    ["signed by", model.keyId ?? "nobody"],
    [
      "labels",
      Object.entries(model.labelCounts)
        .map(([name, count]) => `${name} ${count}`)
        .join(", ") || "none",
    ],
    ["now", model.roles.join(", ") || "at hand"],
  ];
  return [
    `${style.bold(nameOf(model))}: ${safeText(model.description)}`,
    ...facts.map(([name, value]) => `  ${name.padEnd(10)}  ${safeText(value)}`),
    "",
    style.bold("Variants"),
    ...model.variants.map(({ name, file, bytes, metrics, latencyMs }) => {
      const figures = Object.entries(metrics).map(([metric, value]) => `${metric} ${value}`);
      if (latencyMs !== undefined) figures.push(`published latency ${sayMs(latencyMs)}`);
      return `  ${safeText(`${name}: ${file}, ${sayBytes(bytes)}${figures.length > 0 ? `; ${figures.join(", ")}` : ""}`)}`;
    }),
    ...(model.data.length > 0
      ? [
          "",
          style.bold("Data"),
          ...model.data.map(({ name, licence }) => `  ${safeText(`${name} (${licence})`)}`),
        ]
      : []),
    ...(isActive && task?.loaded ? ["", style.bold("On this board"), ...loadedLines(task.loaded)] : []),
    ...(task && (isActive || model.roles.includes("shadow"))
      ? ["", style.bold("Task"), ...taskLines(task, view)]
      : []),
  ].join("\n");
}

function loadedLines(loaded: LoadedView): string[] {
  const { loadMs, runs, failures, candidates } = loaded;
  return [
    `  ${runsText(loaded)}, opened in ${sayMs(loadMs)}`,
    `  ${sayCount(runs, "run")}, ${failures} failed`,
    ...candidates.map(({ variant, provider, latencyMs, problem }) => {
      const figure =
        latencyMs === undefined ? `not usable: ${problem ?? "no reason given"}` : sayMs(latencyMs);
      return `  tried ${safeText(`${variant} on ${provider}: ${figure}`)}`;
    }),
  ];
}

export function switchText({ task, from, to, isChanged, loaded }: ModelSwitch): string {
  const how = loaded ? ` (${runsText(loaded)})` : "";
  if (!isChanged) return `${nameOf(to)} answers for ${task} already${how}.`;
  return `${nameOf(to)} answers for ${task} now${from ? `, in place of ${nameOf(from)}` : ""}${how}.`;
}

/** Milliseconds with as many digits as tell something. */
export function sayMs(ms: number): string {
  return `${ms >= 100 ? Math.round(ms) : Number(ms.toPrecision(3))} ms`;
}
