import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDeadline } from "../../src/app/deadline.ts";
import { systemClock } from "../../src/core/clock.ts";
import type { Evidence, Incident } from "../../src/domain/incident.ts";
import { storeConfig } from "../../src/store/config.ts";
import { createStoreService } from "../../src/store/service.ts";
import { createTestObservability } from "../support/observability.ts";
import { printFigure, quantile } from "./figure.ts";

const incidentsCount = 100_000;
const batchSize = 1_000;
const askedCount = 200;

/**
 * How long it takes to find the earlier incidents most like one, where very many are stored: 100,000 incidents of 1 to 6
 * lines over 300 sensors of 50 devices, one a minute.
 */
export async function measureSimilarIncidents(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "edgewise-bench-"));
  const store = createStoreService({
    config: storeConfig.parse({ incidentsCountMax: 10 * incidentsCount }),
    directory,
    observability: createTestObservability(systemClock),
    random: Math.random,
    thread: "inline",
  });
  await store.start(new AbortController().signal);
  const make = incidentMaker();
  for (let first = 0; first < incidentsCount; first += batchSize) {
    await Promise.all(
      Array.from({ length: batchSize }, (_, index) => store.incidents.save(make(first + index))),
    );
  }
  const timesMs: number[] = [];
  for (let index = 0; index < askedCount; index += 1) {
    const asked = make(incidentsCount + index);
    const startMs = performance.now();
    await store.incidents.similar(asked, 5);
    timesMs.push(performance.now() - startMs);
  }
  printFigure("questions", `most alike of ${incidentsCount} incidents, median`, quantile(timesMs, 0.5), "ms");
  printFigure("questions", `most alike of ${incidentsCount} incidents, p99`, quantile(timesMs, 0.99), "ms");
  const deadline = createDeadline(systemClock, 10_000);
  await store.stop(deadline);
  deadline.cancel();
  rmSync(directory, { recursive: true, force: true });
}

/** The same incidents in every run. */
function incidentMaker(): (number: number) => Incident {
  let state = 1;
  const below = (count: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % count;
  };
  const line = (at: number): Evidence => {
    const device = `device-${below(50)}`;
    const subjectId = `${device}/sensor-${below(6)}`;
    return {
      subjectId,
      type: "series",
      name: subjectId,
      kind: "level",
      direction: "high",
      severity: "warning",
      firstAt: at,
      lastAt: at,
      times: 1,
      score: 1,
      unit: "°C",
      observed: 9,
      expected: { low: 1, high: 2, typical: 1 },
      durationMs: undefined,
      limit: undefined,
      example: undefined,
      observedState: undefined,
      typicalState: undefined,
      place: { device, area: "hall" },
      recoveredAt: at + 1,
    };
  };
  return (number) => {
    const openedAt = number * 60_000;
    return {
      id: String(number).padStart(26, "0"),
      status: "closed",
      severity: "warning",
      openedAt,
      updatedAt: openedAt,
      closedAt: openedAt + 1,
      clock: "synced",
      place: {},
      evidence: Array.from({ length: 1 + below(6) }, () => line(openedAt)),
      evidenceOmitted: 0,
      summary: "Something was unusual, and is back to what is usual for it at this time of the day again.",
      revision: 1,
    };
  };
}
