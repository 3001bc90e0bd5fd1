import type { IncidentFacts, Summary } from "../../domain/facts.ts";
import type { ActiveModel, Tensors } from "../../domain/inference.ts";
import type { ModelRunner } from "../../domain/ports.ts";
import type { TimeView } from "../../text/say-time.ts";
import { attributionProblem } from "./attribution.ts";
import { encodeUnits } from "./encode.ts";
import { SummaryOutputInvalidError } from "./errors.ts";
import { render } from "./render.ts";
import { type SaidFacts, sayFacts } from "./said-facts.ts";
import { type Unit, unitsOf, type WrittenToken } from "./units.ts";
import { loadWriterModel, type WriterModel } from "./writer-model.ts";

/**
 * Writes texts about incidents by the task `summary`: an encoder-decoder that writes plain words of a closed vocabulary
 * and copies of the facts, so that every name, number and time is one of these. Nothing of it is trusted: the guard
 * judges each text.
 */
export interface NanoWriter {
  /**
   * Undefined for facts that the model is not asked about (see `sayFacts`), and when no model is active. Rejects with a
   * named error: an unusable model or output, or one of the `ModelRunner`'s.
   */
  write(
    facts: IncidentFacts,
    options: { style: Summary["style"]; view: TimeView; withinMs: number },
  ): Promise<NanoText | undefined>;
}

export interface NanoText {
  text: string;
  /** Why it must not be used, whatever the guard says of it. */
  problem: string | undefined;
}

export const summaryTask = "summary";

export function createNanoWriter(models: ModelRunner): NanoWriter {
  let loaded: { of: ActiveModel; model: Promise<WriterModel> } | undefined;

  /** The active model, read once per version. */
  async function activeModel(): Promise<WriterModel | undefined> {
    const active = models.active(summaryTask);
    if (!active) return undefined;
    if (loaded?.of.id !== active.id || loaded.of.version !== active.version)
      loaded = { of: active, model: loadWriterModel(active) };
    return loaded.model;
  }

  return {
    async write(facts, { style, view, withinMs }) {
      const said = sayFacts(facts, view);
      const model = said && (await activeModel());
      if (said === undefined || model === undefined) return undefined;
      const units = unitsOf(said, style);
      const inputs = encodeUnits(units, model);
      if (inputs === undefined) return undefined;
      const outputs = await models.run(summaryTask, inputs, { priority: "anomaly", withinMs });
      const tokens = readTokens(outputs, units, model);
      const problem =
        attributionProblem(tokens, units, style) ??
        doubtOf(confidenceOf(outputs, tokens, units, model), model);
      const text = render([...labelOf(said, style), ...tokens.map(surfaceOf)]);
      return { text, problem };
    },
  };
}

/** What the model wrote, up to its end. */
function readTokens(outputs: Tensors, units: readonly Unit[], model: WriterModel): WrittenToken[] {
  const tensor = Object.hasOwn(outputs, "tokens") ? outputs.tokens : undefined;
  if (!tensor || !(tensor.data instanceof BigInt64Array) || tensor.dims[0] !== 1)
    throw new SummaryOutputInvalidError(model, 'no output "tokens" as int64 [1, tokens]');
  const numbers = [...tensor.data].map(Number);
  const end = numbers.indexOf(0);
  return numbers.slice(0, end < 0 ? undefined : end).map((token) => {
    const word = token < model.writable ? model.words[token] : undefined;
    if (word !== undefined) return { word };
    const unit = units[token - model.writable];
    if (unit?.surface === undefined)
      throw new SummaryOutputInvalidError(model, `the token ${token}, which is none`);
    return { unit };
  });
}

/** What cannot wait is said to be so, as the phrasing engine does; the model was taught texts without. */
function labelOf({ severity, ending }: SaidFacts, style: Summary["style"]): string[] {
  return style === "alert" && severity === "critical" && ending === "open" ? ["Critical:"] : [];
}

function doubtOf(confidence: number, { confidenceMin }: WriterModel): string | undefined {
  return confidence < confidenceMin ? `is not sure of it (${confidence.toFixed(2)})` : undefined;
}

/**
 * Mean log probability of the written tokens and of the end. Units that read the same are one choice: whether a time was
 * copied from the incident or from its only line says nothing.
 */
function confidenceOf(
  outputs: Tensors,
  tokens: readonly WrittenToken[],
  units: readonly Unit[],
  model: WriterModel,
): number {
  const tensor = Object.hasOwn(outputs, "logProbs") ? outputs.logProbs : undefined;
  const choices = model.writable + units.length;
  if (!tensor || !(tensor.data instanceof Float32Array) || tensor.dims.at(-1) !== choices)
    throw new SummaryOutputInvalidError(model, `no output "logProbs" as float32 [1, tokens, ${choices}]`);
  const { data } = tensor;
  const steps = Math.min(tokens.length + 1, data.length / choices);
  let sum = 0;
  for (let step = 0; step < steps; step += 1) {
    const token = tokens[step];
    const said =
      token === undefined ? undefined : ("word" in token ? token.word : token.unit.surface)?.toLowerCase();
    const isSame = (choice: number) =>
      said === undefined
        ? choice === endToken
        : (choice < model.writable
            ? model.words[choice]
            : units[choice - model.writable]?.surface?.toLowerCase()) === said;
    let probability = 0;
    for (let choice = 0; choice < choices; choice += 1)
      if (isSame(choice)) probability += Math.exp(data[step * choices + choice] ?? Number.NEGATIVE_INFINITY);
    sum += Math.log(Math.max(probability, 1e-9));
  }
  return sum / steps;
}

/** Index of the token that ends a text. */
const endToken = 2;

/** Lines of logs. */
const quotedFields: ReadonlySet<string> = new Set(["example", "other"]);

function surfaceOf(token: WrittenToken): string {
  if ("word" in token) return token.word;
  const { field, surface = "" } = token.unit;
  return quotedFields.has(field) ? `"${surface}"` : surface;
}
