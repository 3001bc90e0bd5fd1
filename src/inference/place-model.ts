import { join } from "node:path";
import { errorMessage } from "../core/errors.ts";
import type { Tensors } from "../domain/inference.ts";
import {
  AbortedError,
  BackendLostError,
  HostLostError,
  InferenceStoppedError,
  ModelUnusableError,
  RuntimeError,
  SelfTestError,
} from "./errors.ts";
import type { HostWork, WorkResults } from "./host/messages.ts";
import type { Placement } from "./loaded-model.ts";
import type { Candidate, ModelSource, ModelVariant } from "./model-source.ts";
import type { ProviderChoice } from "./providers.ts";
import { selfTestProblem } from "./self-test.ts";
import { smallestInputs, tensorProblem } from "./shapes.ts";

export interface PlaceOptions {
  source: ModelSource;
  table: readonly ProviderChoice[];
  /** One step in the thread of the host that the model will live in. */
  step<W extends HostWork>(work: W): Promise<WorkResults[W["type"]]>;
  newSession(): number;
  /** Resolves when the host is up (again); rejects when that takes too long. */
  whenUp(): Promise<void>;
  /** How often the host was lost: sessions of before are gone. */
  losses(): number;
  signal: AbortSignal | undefined;
}

interface Choice {
  variant: ModelVariant;
  provider: ProviderChoice;
}

interface Measured extends Choice, Pick<Placement, "session" | "latencyMs" | "loadMs" | "memoryBytes"> {
  losses: number;
}

/** A later candidate has to be this much faster than the best before it: timings scatter. */
const clearlyFaster = 0.9;
/** Runs that are timed, and the time after which no further one is begun. */
const timedRuns = 7;
const timingMsMax = 500;

/**
 * Opens a model where this board runs it fastest: every variant on every execution provider is opened, checked against
 * the manifest, self-tested and timed, one after the other; the best stays open, so at most two are open at a time.
 * An earlier measurement (`source.preferred`) is believed unless it no longer works.
 */
export async function placeModel(options: PlaceOptions): Promise<Placement> {
  const { source, table } = options;
  const choices = table.flatMap((provider) =>
    source.variants
      .filter(({ providers }) => providers?.includes(provider.name) ?? true)
      .map((variant) => ({ variant, provider })),
  );
  const isPreferred = ({ variant, provider }: Choice) =>
    variant.name === source.preferred?.variant && provider.name === source.preferred.provider;
  const preferred = choices.filter(isPreferred);
  const candidates: Candidate[] = [];
  const errors: Error[] = [];
  const first = await bestOf(preferred, { options, candidates, errors });
  const best =
    first ??
    (await bestOf(
      choices.filter((choice) => !isPreferred(choice)),
      { options, candidates, errors },
    ));
  if (!best) throw unusable(source, candidates, errors);
  const { losses, ...placement } = best;
  const isGone = losses !== options.losses();
  return { ...placement, ...(isGone ? await measure(best, options) : {}), candidates };
}

/** Every candidate that cannot be used is named; the kind of the error is that of the last one, which `cpu` is. */
function unusable(source: ModelSource, candidates: readonly Candidate[], errors: readonly Error[]): Error {
  const name = `${source.id} ${source.version}`;
  const last = errors.at(-1);
  if (!last) return new ModelUnusableError(`${name} has no variant for an execution provider of this board`);
  const reasons = candidates.map(({ variant, provider, problem }) => `${variant} on ${provider}: ${problem}`);
  const message = `${name} cannot be used: ${reasons.join("; ")}`;
  const Kind = [SelfTestError, HostLostError, RuntimeError, BackendLostError].find(
    (one) => last instanceof one,
  );
  return new (Kind ?? ModelUnusableError)(message, { cause: last });
}

async function bestOf(
  choices: readonly Choice[],
  { options, candidates, errors }: { options: PlaceOptions; candidates: Candidate[]; errors: Error[] },
): Promise<Measured | undefined> {
  let best: Measured | undefined;
  for (const choice of choices) {
    const shown = { variant: choice.variant.name, provider: choice.provider.name };
    try {
      const measured = await measure(choice, options);
      candidates.push({ ...shown, latencyMs: measured.latencyMs, problem: undefined });
      const isBetter = !best || measured.latencyMs < best.latencyMs * clearlyFaster;
      const worse = isBetter ? best : measured;
      if (isBetter) best = measured;
      if (worse && worse.losses === options.losses())
        await options.step({ type: "close", session: worse.session });
    } catch (error) {
      if (isFinal(error)) throw error;
      errors.push(error as Error);
      candidates.push({ ...shown, latencyMs: undefined, problem: errorMessage(error) });
    }
  }
  return best;
}

function isFinal(error: unknown): boolean {
  return error instanceof AbortedError || error instanceof InferenceStoppedError;
}

/** A candidate that takes the host down with it is only one that cannot be used. */
async function measure(choice: Choice, options: PlaceOptions): Promise<Measured> {
  const { source } = options;
  const { variant, provider } = choice;
  await options.whenUp();
  if (options.signal?.aborted) throw new AbortedError(`loading ${source.id} was given up`);
  const losses = options.losses();
  const step: PlaceOptions["step"] = (work) =>
    losses === options.losses()
      ? options.step(work)
      : Promise.reject(new HostLostError("the inference host was lost meanwhile"));
  const session = options.newSession();
  const warmUp = source.selfTest[0]?.inputs ?? smallestInputs(source.inputs);
  const path = join(source.directory, variant.file);
  const declared = { inputs: source.inputs, outputs: source.outputs };
  const opened = await step({ type: "open", session, path, provider, declared, warmUp });
  try {
    const problem = tensorProblem(source.outputs, opened.warmUp, false);
    if (problem) throw new ModelUnusableError(problem);
    await selfTest(source, session, { step, first: opened.warmUp });
    const latencyMs = await timeRuns(session, warmUp, step);
    const { loadMs, memoryBytes } = opened;
    return { variant, provider, session, losses, latencyMs, loadMs, memoryBytes };
  } catch (error) {
    if (losses === options.losses()) await step({ type: "close", session });
    throw error;
  }
}

async function selfTest(
  { selfTest: cases }: ModelSource,
  session: number,
  { step, first }: { step: PlaceOptions["step"]; first: Tensors },
): Promise<void> {
  for (const [position, one] of cases.entries()) {
    const isFirst = position === 0;
    const outputs = isFirst ? first : (await step({ type: "run", session, inputs: one.inputs })).outputs;
    const problem = selfTestProblem(one, outputs);
    if (problem) throw new SelfTestError(`case ${position + 1} of its self-test failed: ${problem}`);
  }
}

/** The median, which a busy board disturbs least. */
async function timeRuns(session: number, inputs: Tensors, step: PlaceOptions["step"]): Promise<number> {
  const times: number[] = [];
  let totalMs = 0;
  while (times.length < timedRuns && totalMs < timingMsMax) {
    const { runMs } = await step({ type: "run", session, inputs });
    times.push(runMs);
    totalMs += runMs;
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}
