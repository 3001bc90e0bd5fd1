import type { LogMeasure } from "../../domain/log-measure.ts";
import type { SampleConsumer } from "../../domain/ports.ts";
import type { SeriesFound } from "../sensor/discover.ts";
import type { SeriesTable } from "../series-directory.ts";

/** Takes numbers that log lines told as samples of series of their own. */
export class LogMeasureReader {
  samples = 0;
  readonly #table: SeriesTable;
  readonly #consumers: readonly SampleConsumer[];
  readonly #onFound: (found: SeriesFound) => void;

  constructor(options: {
    table: SeriesTable;
    consumers: readonly SampleConsumer[];
    onFound: (found: SeriesFound) => void;
  }) {
    this.#table = options.table;
    this.#consumers = options.consumers;
    this.#onFound = options.onFound;
  }

  read(measure: LogMeasure, receivedAt: number): void {
    const { topic, field, name, unit, place, at, value } = measure;
    const before = this.#table.count;
    const series = this.#table.intern({
      topic,
      field,
      kind: "numeric",
      unit,
      words: { name, longName: name, device: place.device, longDevice: place.device, area: place.area },
      isNameFixed: false,
      labels: {},
      states: [],
      isDiagnostic: false,
    });
    if (series === "full") this.#onFound({ what: "refused", topic, field });
    if (series === "idTaken") this.#onFound({ what: "idTaken", topic, field });
    if (series === "full" || series === "idTaken") return;
    if (this.#table.count > before) this.#onFound({ what: "found", series });
    const standing = this.#table.observe(series.index, at, value, true, receivedAt);
    if (standing === "duplicate") return;
    this.samples += 1;
    const sample = { series, at, value, clock: measure.clock, isLate: standing === "late" };
    for (const consumer of this.#consumers) consumer.onSample(sample);
  }
}
