import type { AnomalyService } from "../anomaly/service.ts";
import type { daemonEvents } from "../config/daemon-events.ts";
import { type Clock, sleep } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { IncidentLog } from "../domain/ports.ts";
import type { IncidentPipeline } from "./incident-pipeline.ts";

/** Open incidents that are taken up again: more than the tracker keeps open. */
const openIncidentsMax = 1_000;
/** Wait before the disk is asked again. */
const retryMs = 5_000;

export interface ResumptionOptions {
  clock: Clock;
  incidents: Pick<IncidentLog, "list">;
  anomaly: Pick<AnomalyService, "resume" | "openIncidents">;
  pipeline: Pick<IncidentPipeline, "resume">;
  reporter: Reporter<typeof daemonEvents>;
  /** Called once, when it is known which incidents are open. */
  onResumed: () => void;
}

/**
 * Takes up the incidents that were open before the restart: at the start, or, when the disk cannot be read then
 * (full, read-only), as soon as it can. A disk in trouble must not keep commands and alarms from working.
 */
export class Resumption {
  #options: ResumptionOptions;
  #stopping = new AbortController();

  constructor(options: ResumptionOptions) {
    this.#options = options;
  }

  /** Resolves after the first try. */
  async start(): Promise<void> {
    if (!(await this.#resume())) void this.#keepTrying();
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #keepTrying(): Promise<void> {
    const { signal } = this.#stopping;
    do await sleep(this.#options.clock, retryMs, signal);
    while (!signal.aborted && !(await this.#resume()));
  }

  async #resume(): Promise<boolean> {
    const { incidents, anomaly, pipeline, reporter, onResumed } = this.#options;
    try {
      const stored = await incidents.list({ status: "open", countMax: openIncidentsMax });
      if (this.#stopping.signal.aborted) return true;
      // Those of this run may have come to the disk before this did.
      const own = new Set(anomaly.openIncidents().map(({ id }) => id));
      const open = stored.filter(({ id }) => !own.has(id));
      anomaly.resume(open);
      pipeline.resume(open);
      onResumed();
      return true;
    } catch (error) {
      reporter.report("incidentsNotResumed", { error: errorMessage(error) });
      return false;
    }
  }
}
