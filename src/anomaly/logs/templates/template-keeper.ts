import { errorMessage } from "../../../core/errors.ts";
import type { Reporter } from "../../../core/events.ts";
import type { StateStore } from "../../../domain/ports.ts";
import type { anomalyEvents } from "../../events.ts";
import type { LogTemplates } from "./log-templates.ts";
import { decodeTemplates, encodeTemplates } from "./template-memory.ts";

/**
 * Keeps log templates on the disk, so that an id means the same after a restart and no line is new for a second time.
 *
 * Limits and invariants:
 * 1. Read once, before the first line. What cannot be read is reported, and templates begin anew.
 * 2. Written every `saveEveryMs` when lines came since, and at stop: a power cut loses at most that much.
 * 3. At most `charactersMax` characters; of more, the templates used longest ago are left out and counted.
 */
export class TemplateKeeper {
  #options: TemplateKeeperOptions;
  #savedSequence = 0;
  #savedAt: number;

  constructor(options: TemplateKeeperOptions) {
    this.#options = options;
    this.#savedAt = options.monotonicMs();
  }

  async read(): Promise<void> {
    const { state, templates, reporter } = this.#options;
    try {
      const text = await state.get(stateKey);
      if (text !== undefined && templates.size === 0) templates.restore(decodeTemplates(text));
      this.#savedSequence = templates.sequence;
    } catch (error) {
      reporter.report("templatesUnreadable", { error: errorMessage(error) });
    }
  }

  /** To be called every now and then. */
  async turn(saveEveryMs: number): Promise<void> {
    if (this.#options.monotonicMs() - this.#savedAt >= saveEveryMs) await this.save();
  }

  async save(): Promise<void> {
    const { state, templates, reporter, monotonicMs } = this.#options;
    this.#savedAt = monotonicMs();
    if (templates.sequence === this.#savedSequence) return;
    const { sequence } = templates;
    const { text, leftOut } = encodeTemplates(templates.memory(), charactersMax);
    try {
      await state.put(stateKey, text);
      this.#savedSequence = sequence;
      if (leftOut > 0) reporter.report("templatesLeftOut", { charactersMax }, leftOut);
    } catch (error) {
      // They come again at the next turn.
      reporter.report("templatesNotSaved", { error: errorMessage(error) });
    }
  }
}

export interface TemplateKeeperOptions {
  state: StateStore;
  templates: LogTemplates;
  reporter: Reporter<typeof anomalyEvents>;
  monotonicMs: () => number;
}

const stateKey = "anomaly/logTemplates";
const charactersMax = 2 * 1024 * 1024;
