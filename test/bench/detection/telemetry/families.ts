import type { Random } from "../../../../src/core/backoff.ts";
import { between, normal, pick } from "../../../../src/simulate/engine/random.ts";
import * as faults from "./faults.ts";
import {
  autoregressive,
  createDraft,
  type Draft,
  dailyShape,
  dayMs,
  gamma,
  hourMs,
  hourOf,
  logNormal,
  poisson,
  weekdayOf,
} from "./grid.ts";

/** A kind of source: how it looks when all is well, and what can go wrong with it. */
export interface Family {
  create(random: Random): Draft;
  faults: readonly [faults.Fault, ...faults.Fault[]];
}

const minuteMs = 60_000;

/** A quiet machine: low load, small noise, regular jobs, now and then a peak that means nothing. */
const idleLoad: Family = {
  faults: [faults.levelShift, faults.spikeCluster, faults.burst, faults.drift, faults.noisier, faults.spike],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 2000, 5000), 5 * minuteMs);
    const base = between(random, 0.1, 8);
    const noise = base * between(random, 0.02, 0.2);
    const jobEvery = pick(random, [0, 12, 72, 288] as const);
    const job = base * between(random, 0.5, 6);
    const peakShare = random() < 0.5 ? between(random, 0.0005, 0.006) : 0;
    fill(draft, (row) => {
      const isJob = jobEvery > 0 && row % jobEvery < 1 + (jobEvery > 100 ? 2 : 0);
      const peak = random() < peakShare ? base * between(random, 1, 12) : 0;
      return base + noise * normal(random) + (isJob ? job * between(random, 0.7, 1.2) : 0) + peak;
    });
    draft.scale = Math.max(noise * 2, (Number.isFinite(job) && jobEvery > 0 ? job : noise * 3) * 0.5);
    return quantised(floored(draft), 3);
  },
};

/** A busy machine: correlated load with a weak day, held at 100 %. */
const busyLoad: Family = {
  faults: [faults.levelShift, faults.outage, faults.calmer, faults.noisier, faults.stuckAt, faults.drift],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 2000, 5000), 5 * minuteMs);
    const shape = dailyShape(random);
    const daily = random() < 0.6 ? between(random, 5, 35) : 0;
    const noise = between(random, 1, 8);
    const walk = autoregressive(random, draft.values.length, between(random, 0.5, 0.98));
    const base = between(random, 20, 60);
    fill(
      draft,
      (row, at) =>
        base + daily * shape(hourOf(at)) + noise * (walk[row] as number) + noise * 0.4 * normal(random),
    );
    draft.scale = noise + daily * 0.2;
    return limited(floored(draft), 100);
  },
};

/** Bytes through an interface: long-tailed, with bursts that mean nothing. */
const bytes: Family = {
  faults: [faults.burst, faults.levelShift, faults.spikeCluster, faults.outage, faults.spike, faults.calmer],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 2000, 5000), 5 * minuteMs);
    const base = between(random, 1e3, 1e7);
    const sigma = between(random, 0.05, 0.6);
    const burstShare = between(random, 0.001, 0.02);
    const shape = dailyShape(random);
    const daily = random() < 0.5 ? between(random, 0.3, 2) : 0;
    fill(draft, (_row, at) => {
      const isBurst = random() < burstShare;
      return (
        base *
        (1 + daily * shape(hourOf(at))) *
        logNormal(random, sigma) *
        (isBurst ? between(random, 2, 8) : 1)
      );
    });
    draft.scale = base * Math.max(0.3, 2 * sigma) * (1 + daily);
    return quantised(floored(draft), 0);
  },
};

/** Written bytes or calls that are nearly always zero. */
const intermittent: Family = {
  faults: [faults.levelShift, faults.spikeCluster, faults.burst, faults.spike],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 1500, 5000), 5 * minuteMs);
    const share = between(random, 0.01, 0.15);
    const size = between(random, 1, 1e6);
    fill(draft, () => (random() < share ? size * logNormal(random, 0.8) : 0));
    draft.scale = size;
    return floored(draft);
  },
};

/** Requests per interval: counts with a daily rhythm, more varied than Poisson. */
const requests: Family = {
  faults: [
    faults.burst,
    faults.levelShift,
    faults.missingPeak,
    faults.strongerDay,
    faults.outage,
    faults.spike,
  ],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 2500, 6000), 5 * minuteMs);
    const mean = between(random, 2, 300);
    const shape = dailyShape(random);
    const strength = between(random, 0.5, 4);
    const dispersion = between(random, 2, 20);
    fill(draft, (_row, at) =>
      poisson(random, gamma(random, mean * (0.3 + strength * shape(hourOf(at))), dispersion)),
    );
    draft.scale = mean * (0.3 + strength) * 0.5;
    return floored(draft);
  },
};

/** How often something is mentioned: small overdispersed counts, with small bursts every day. */
const mentions: Family = {
  faults: [faults.burst, faults.burst, faults.levelShift, faults.spikeCluster],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 6000, 14000), 5 * minuteMs);
    const mean = between(random, 1, 60);
    const shape = dailyShape(random);
    const strength = between(random, 0.5, 2);
    const dispersion = between(random, 0.8, 5);
    let echo = 0;
    const echoShare = between(random, 0.001, 0.006);
    fill(draft, (_row, at) => {
      echo *= 0.75;
      if (random() < echoShare) echo += mean * between(random, 1, 6) * logNormal(random, 0.4);
      const rate = mean * (0.25 + strength * shape(hourOf(at))) + echo;
      return poisson(random, gamma(random, rate, dispersion));
    });
    draft.scale = mean * 3;
    return floored(draft);
  },
};

/** Response times: a steady base, a long tail, rare slow ones. */
const latency: Family = {
  faults: [faults.levelShift, faults.spikeCluster, faults.noisier, faults.drift, faults.spike],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 2000, 5000), 5 * minuteMs);
    const base = between(random, 5, 80);
    const shape = between(random, 0.8, 8);
    const slowShare = between(random, 0.0005, 0.01);
    fill(
      draft,
      () =>
        base * 0.8 +
        gamma(random, base * 0.2, shape) +
        (random() < slowShare ? gamma(random, base * 1.5, 2) : 0),
    );
    draft.scale = base * 0.4;
    return quantised(draft, 2);
  },
};

/** Hourly prices or costs: heavy-tailed, weakly weekly, with isolated high values. */
const prices: Family = {
  faults: [faults.levelShift, faults.spikeCluster, faults.spike, faults.noisier, faults.calmer],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 1400, 2000), hourMs);
    const base = between(random, 0.05, 2);
    const sigma = between(random, 0.08, 0.35);
    const highShare = between(random, 0.002, 0.015);
    const walk = autoregressive(random, draft.values.length, 0.95);
    fill(draft, (row, at) => {
      const weekly = weekdayOf(at) >= 5 ? 0.9 : 1;
      return (
        base *
        weekly *
        Math.exp(0.15 * (walk[row] as number)) *
        logNormal(random, sigma) *
        (random() < highShare ? between(random, 2, 6) : 1)
      );
    });
    draft.scale = base * sigma * 2.5;
    return draft;
  },
};

/** Demand of many people: a precise daily and weekly rhythm. */
const demand: Family = {
  faults: [
    faults.missingPeak,
    faults.strongerDay,
    faults.shiftedTime,
    faults.burst,
    faults.levelShift,
    faults.outage,
  ],
  create(random) {
    const stepMs = pick(random, [15, 30, 60] as const) * minuteMs;
    const draft = createDraft(random, rowsBetween(random, 4000, 9000), stepMs);
    const shape = dailyShape(random);
    const weekend = dailyShape(random);
    const base = between(random, 10, 3000);
    const strength = between(random, 2, 6);
    const noise = between(random, 0.02, 0.1);
    const walk = autoregressive(random, draft.values.length, 0.97);
    const daySize = Float64Array.from({ length: 800 }, () => 1 + 0.05 * normal(random));
    const startDay = Math.floor((draft.at[0] as number) / dayMs);
    fill(draft, (row, at) => {
      const form = weekdayOf(at) >= 5 ? 0.8 * weekend(hourOf(at)) : shape(hourOf(at));
      const size = daySize[Math.floor(at / dayMs) - startDay] ?? 1;
      return (
        base * (1 + strength * form * size) * (1 + noise * normal(random) + noise * (walk[row] as number))
      );
    });
    draft.scale = base * strength * 0.25;
    return quantised(floored(draft), 0);
  },
};

/** Speed, occupancy or travel time of a road, at irregular times with holes. */
const traffic: Family = {
  faults: [faults.spikeCluster, faults.burst, faults.levelShift, faults.noisier, faults.spike],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 1100, 2600), 5 * minuteMs);
    let at = draft.at[0] as number;
    for (let row = 1; row < draft.at.length; row += 1) {
      at += (5 + 5 * Math.floor(random() * random() * 4)) * minuteMs;
      if (random() < 0.01) at += between(random, 1, 9) * hourMs;
      draft.at[row] = at;
    }
    const isSpeed = random() < 0.5;
    const base = isSpeed ? between(random, 60, 85) : between(random, 4, 300);
    const shape = dailyShape(random);
    const swing = isSpeed ? -between(random, 5, 25) : base * between(random, 0.3, 2);
    const noise = Math.abs(swing) * between(random, 0.1, 0.3) + base * 0.02;
    const jamShare = between(random, 0.002, 0.01);
    fill(draft, (_row, moment) => {
      const form = weekdayOf(moment) >= 5 ? 0.4 * shape(hourOf(moment)) : shape(hourOf(moment));
      const jam = random() < jamShare ? (isSpeed ? -1 : 1) * base * between(random, 0.1, 0.5) : 0;
      return base + swing * form + noise * normal(random) + jam;
    });
    draft.scale = Math.abs(swing) * 0.6 + noise;
    return quantised(floored(draft), 0);
  },
};

/** A large machine's temperature: slow movement between states of load. */
const machine: Family = {
  faults: [faults.outage, faults.drift, faults.levelShift, faults.noisier, faults.stuckAt, faults.outage],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 4000, 14000), 5 * minuteMs);
    const base = between(random, 40, 100);
    const slow = autoregressive(random, draft.values.length, 0.997);
    const quick = autoregressive(random, draft.values.length, 0.9);
    const width = between(random, 2, 7);
    fill(draft, (row) => base + width * (slow[row] as number) + width * 0.25 * (quick[row] as number));
    draft.scale = width * 1.6;
    return draft;
  },
};

/** Outdoor or room temperature, humidity, pressure: days, weather, seasons. */
const weather: Family = {
  faults: [faults.levelShift, faults.spike, faults.drift, faults.noisier, faults.stuckAt, faults.impossible],
  create(random) {
    const stepMs = pick(random, [5, 15, 60] as const) * minuteMs;
    const draft = createDraft(random, rowsBetween(random, 2500, 7500), stepMs);
    const swing = between(random, 0.5, 8);
    const slow = autoregressive(random, draft.values.length, 1 - 0.02 * (stepMs / hourMs));
    const base = between(random, -5, 70);
    const noise = between(random, 0.02, 0.4);
    fill(draft, (row, at) => {
      const sun = Math.sin(((hourOf(at) - 9) / 24) * 2 * Math.PI);
      return base + swing * sun + swing * 0.8 * (slow[row] as number) + noise * normal(random);
    });
    draft.scale = swing + noise;
    return quantised(draft, pick(random, [0, 1, 2] as const));
  },
};

/** A pattern that repeats nearly exactly: plateaus, ramps or waves of a controlled process. */
const pattern: Family = {
  faults: [
    faults.missingPeak,
    faults.stuckAt,
    faults.wrongShape,
    faults.strongerDay,
    faults.shiftedTime,
    faults.levelShift,
  ],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 3000, 5000), 5 * minuteMs);
    const period = pick(random, [48, 96, 288, 288] as const);
    const high = between(random, 20, 90);
    const noise = high * between(random, 0.002, 0.08);
    const duty = between(random, 0.2, 0.6);
    const kind = pick(random, ["square", "triangle", "sine"] as const);
    fill(draft, (row) => {
      const phase = (row % period) / period;
      const form =
        kind === "square"
          ? phase < duty
            ? 1
            : 0
          : kind === "triangle"
            ? 1 - Math.abs(2 * phase - 1)
            : 0.5 + 0.5 * Math.sin(2 * Math.PI * phase);
      return 10 + high * form + noise * normal(random);
    });
    draft.scale = high * 0.4;
    return draft;
  },
};

/** Peaks at about regular times over a flat base. */
const peaks: Family = {
  faults: [faults.spikeCluster, faults.calmer, faults.levelShift, faults.spike],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 3000, 5000), 5 * minuteMs);
    const every = between(random, 8, 60);
    const size = between(random, 5, 50);
    let next = every;
    fill(draft, (row) => {
      if (row < next) return 20 + 0.3 * normal(random);
      next += every * between(random, 0.8, 1.25);
      return 20 + size * between(random, 0.9, 1.1);
    });
    draft.scale = size;
    return draft;
  },
};

/** A cooled or heated place: a saw-tooth of a two-point control. */
const cycle: Family = {
  faults: [faults.levelShift, faults.drift, faults.stuckAt, faults.outage, faults.burst, faults.noisier],
  create(random) {
    const draft = createDraft(
      random,
      rowsBetween(random, 3000, 8000),
      pick(random, [1, 5] as const) * minuteMs,
    );
    let value = between(random, -20, 60);
    const low = value - between(random, 0.5, 3);
    const high = value + between(random, 0.5, 3);
    let isOn = true;
    const down = between(random, 0.1, 0.5);
    const up = between(random, 0.02, 0.3);
    const noise = between(random, 0.02, 0.15);
    fill(draft, () => {
      value += isOn ? -down : up * between(random, 0.7, 1.3);
      if (value < low) isOn = false;
      if (value > high) isOn = true;
      return value + noise * normal(random);
    });
    draft.scale = (high - low) * 0.6;
    return quantised(draft, 1);
  },
};

/** Commanded states: a value steps between a few levels in an order of its own. */
const steps: Family = {
  faults: [faults.levelShift, faults.wrongShape, faults.noisier, faults.stuckAt, faults.spike, faults.calmer],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 3000, 9000), minuteMs);
    const levels = Array.from({ length: 2 + Math.floor(random() * 4) }, () => between(random, -1, 1));
    const stays = levels.map(() => Math.round(between(random, 20, 300)));
    const noise = random() < 0.5 ? 0 : between(random, 0.002, 0.05);
    let state = 0;
    let left = stays[0] as number;
    fill(draft, () => {
      left -= 1;
      if (left <= 0) {
        state = random() < 0.9 ? (state + 1) % levels.length : Math.floor(random() * levels.length);
        left = Math.max(1, Math.round((stays[state] as number) * between(random, 0.9, 1.15)));
      }
      return (levels[state] as number) + noise * normal(random);
    });
    draft.scale = 0.3;
    return draft;
  },
};

/** Soil, tanks, batteries: slow fall and quick refill. */
const level: Family = {
  faults: [faults.drift, faults.levelShift, faults.stuckAt, faults.spike, faults.noisier],
  create(random) {
    const draft = createDraft(
      random,
      rowsBetween(random, 2000, 6000),
      pick(random, [10, 30] as const) * minuteMs,
    );
    let value = 60;
    const fall = between(random, 0.02, 0.3);
    const refillAt = between(random, 15, 35);
    const noise = between(random, 0.05, 0.5);
    let filling = 0;
    fill(draft, (_row, at) => {
      value -= fall * (1 + 0.7 * Math.sin(((hourOf(at) - 8) / 24) * 2 * Math.PI));
      if (value < refillAt * between(random, 0.95, 1.05)) filling = 3;
      if (filling > 0) {
        filling -= 1;
        value += between(random, 10, 16);
      }
      return value + noise * normal(random);
    });
    draft.scale = 8;
    return quantised(draft, 1);
  },
};

/** Reaction or hold times of people: skewed noise around a level that wanders. */
const holdTimes: Family = {
  faults: [faults.levelShift, faults.calmer, faults.noisier, faults.drift],
  create(random) {
    const draft = createDraft(random, rowsBetween(random, 1800, 5000), 5 * minuteMs);
    const base = between(random, 0.05, 0.4);
    const walk = autoregressive(random, draft.values.length, 0.98);
    const shape = between(random, 2, 10);
    fill(draft, (row) => gamma(random, base, shape) * Math.exp(0.1 * (walk[row] as number)));
    draft.scale = base * 0.8;
    return draft;
  },
};

export const families = {
  idleLoad,
  busyLoad,
  bytes,
  intermittent,
  requests,
  mentions,
  latency,
  prices,
  demand,
  traffic,
  machine,
  weather,
  pattern,
  peaks,
  cycle,
  steps,
  level,
  holdTimes,
} as const satisfies Record<string, Family>;

function fill(draft: Draft, value: (row: number, at: number) => number): void {
  for (let row = 0; row < draft.values.length; row += 1)
    draft.values[row] = value(row, draft.at[row] as number);
}

function rowsBetween(random: Random, low: number, high: number): number {
  return Math.round(between(random, low, high));
}

function floored(draft: Draft): Draft {
  for (let row = 0; row < draft.values.length; row += 1)
    draft.values[row] = Math.max(0, draft.values[row] as number);
  return draft;
}

function limited(draft: Draft, high: number): Draft {
  for (let row = 0; row < draft.values.length; row += 1)
    draft.values[row] = Math.min(high, draft.values[row] as number);
  return draft;
}

function quantised(draft: Draft, digits: number): Draft {
  const unit = 10 ** -digits;
  for (let row = 0; row < draft.values.length; row += 1)
    draft.values[row] = Math.round((draft.values[row] as number) / unit) * unit;
  return draft;
}
