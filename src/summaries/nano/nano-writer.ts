import type { IncidentFacts, Summary } from "../../domain/facts.ts";
import type { ActiveModel, Tensors } from "../../domain/inference.ts";
import type { ModelRunner } from "../../domain/ports.ts";
import type { TimeView } from "../../text/say-time.ts";
import { encodeUnits } from "./encode.ts";
import { SummaryOutputInvalidError } from "./errors.ts";
import { render } from "./render.ts";
import { sayFacts } from "./said-facts.ts";
import { type Unit, unitsOf } from "./units.ts";
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
  ): Promise<string | undefined>;
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
      return render(surfacesOf(tokensOf(outputs, model), units, model));
    },
  };
}

function tokensOf(outputs: Tensors, model: WriterModel): bigint[] {
  const tensor = Object.hasOwn(outputs, "tokens") ? outputs.tokens : undefined;
  if (!tensor || !(tensor.data instanceof BigInt64Array) || tensor.dims[0] !== 1)
    throw new SummaryOutputInvalidError(model, 'no output "tokens" as int64 [1, tokens]');
  return [...tensor.data];
}

function surfacesOf(tokens: readonly bigint[], units: readonly Unit[], model: WriterModel): string[] {
  const surfaces: string[] = [];
  for (const token of tokens.map(Number)) {
    // Nothing follows the end of the text.
    if (token === 0) break;
    const unit = units[token - model.writable];
    const surface = token < model.writable ? model.words[token] : unit?.surface;
    if (surface === undefined)
      throw new SummaryOutputInvalidError(model, `the token ${token}, which is none`);
    surfaces.push(unit?.field === "example" && token >= model.writable ? `"${surface}"` : surface);
  }
  return surfaces;
}
