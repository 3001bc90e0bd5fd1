import { mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "../../core/atomic-file.ts";
import { z } from "../../core/schema.ts";
import { StateWriteError } from "./errors.ts";
import { versionText } from "./manifest.ts";

/** Which of the models at hand answers for each task: one small file, replaced as a whole. */
const stateFile = "state.json";
const stateBytesMax = 256 * 1024;
const tasksMax = 64;

const reference = z.strictObject({
  id: z.string().max(63),
  version: versionText,
});

const measurement = z.strictObject({
  variant: z.string().max(63),
  provider: z.string().max(100),
  /** What measured it: another edgewise or Node.js measures again. */
  by: z.string().max(200),
});

const taskState = z.strictObject({
  /** Left out: the bundled model. */
  active: reference.optional(),
  /** Where a rollback goes; left out: to the bundled model. */
  previous: reference.optional(),
  shadow: reference.optional(),
  /** The active model is new: when its errors pass the limit it is rolled back by itself. */
  isOnProbation: z.boolean().optional(),
  /** The last model that was taken back, and why. */
  rejected: reference.extend({ reason: z.string().max(500), at: z.number() }).optional(),
});

const state = z.strictObject({
  format: z.literal(1),
  tasks: z.record(z.string().max(63), taskState),
  /** By `id@version`: what this board measured as the best way to run it. */
  measured: z.record(z.string().max(130), measurement).default({}),
});

export type RegistryState = z.infer<typeof state>;
export type TaskState = z.infer<typeof taskState>;
/** One version of one model. */
export type ModelReference = z.infer<typeof reference>;

const emptyState: RegistryState = { format: 1, tasks: {}, measured: {} };

/**
 * The state in `directory` (`<dataDirectory>/models`). A file that cannot be used is moved aside and told in
 * `damaged`: the bundled models serve then.
 */
export async function readState(
  directory: string,
): Promise<{ state: RegistryState; damaged: string | undefined }> {
  const file = join(directory, stateFile);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { state: emptyState, damaged: undefined };
    return { state: emptyState, damaged: `${file} cannot be read (${(error as Error).message})` };
  }
  const read = parseState(text);
  if (read) return { state: read, damaged: undefined };
  const aside = `${file}.damaged`;
  const isAside = await rename(file, aside).then(
    () => true,
    () => false,
  );
  return {
    state: emptyState,
    damaged: `${file} cannot be used${isAside ? `; it was moved to ${aside}` : ""}`,
  };
}

function parseState(text: string): RegistryState | undefined {
  if (text.length > stateBytesMax) return undefined;
  try {
    const parsed = state.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Resolves when the state is on the disk. Throws {@link StateWriteError}; the old state stays then. */
export async function writeState(directory: string, next: RegistryState): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await writeFileAtomically(join(directory, stateFile), `${JSON.stringify(next, undefined, 2)}\n`);
  } catch (error) {
    throw new StateWriteError(join(directory, stateFile), error);
  }
}

/** The state with that of one task changed. Throws when there would be more tasks than `tasksMax`. */
export function withTask(from: RegistryState, task: string, change: TaskState): RegistryState {
  const tasks = { ...from.tasks, [task]: change };
  if (Object.keys(tasks).length > tasksMax) {
    throw new StateWriteError(stateFile, new Error(`it has more than ${tasksMax} tasks`));
  }
  return { ...from, tasks };
}

/** More than this many measurements are not kept: those of other models go, the oldest first. */
const measuredMax = 64;

export function withMeasurement(
  from: RegistryState,
  model: string,
  found: RegistryState["measured"][string],
): RegistryState {
  const others = Object.entries(from.measured).filter(([key]) => key !== model);
  const kept = others.slice(Math.max(0, others.length - measuredMax + 1));
  return { ...from, measured: { ...Object.fromEntries(kept), [model]: found } };
}

export function isSameModel(a: ModelReference | undefined, b: ModelReference | undefined): boolean {
  return a?.id === b?.id && a?.version === b?.version;
}

/** `command-en@1.0.0`, as people write and read it. */
export function modelName({ id, version }: ModelReference): string {
  return `${id}@${version}`;
}
