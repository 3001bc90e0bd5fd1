import type { Command } from "commander";
import { Option } from "commander";
import { modelHostVersions, modelKeysDirectory, modelPlaces } from "../../app/model-places.ts";
import { systemClock } from "../../core/clock.ts";
import { EdgewiseError } from "../../core/errors.ts";
import type { ModelHost, ModelSource } from "../../inference/model-source.ts";
import { findModel, readCatalogue } from "../../inference/registry/catalogue.ts";
import { openModel } from "../../inference/registry/model-opener.ts";
import { sayBytes } from "../bytes.ts";
import { wholeNumber } from "../client-options.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "../config.ts";
import { UsageError } from "../errors.ts";
import { createOutput, type Output } from "../output.ts";
import { createProgress } from "../progress.ts";
import { safeText } from "../style.ts";
import { nameOf, sayMs } from "./text.ts";

interface BenchOptions extends ConfigOptions {
  runs: number;
}

interface Figures {
  variant: string;
  provider: string;
  /** In the host, without the way there and back. */
  runMs?: { p50: number; p99: number };
  /** As the daemon's code sees it. */
  roundTripMs?: { p50: number; p99: number };
  loadMs?: number;
  memoryBytes?: number;
  hostBytes?: number | undefined;
  problem?: string;
}

export function registerModelsBench(models: Command): void {
  withConfigOptions(models.command("bench"))
    .argument("<model>", "as ID or ID@VERSION")
    .addOption(
      new Option("-n, --runs <count>", "runs of each variant on each provider")
        .default(200)
        .argParser(wholeNumber(1, 1_000_000)),
    )
    .description("measure every variant on every execution provider, in an inference host of its own")
    .action(async (name: string, options: BenchOptions) => {
      const { config } = loadFor(options);
      const model = findModel(await readCatalogue(modelPlaces(config.daemon.dataDirectory)), name);
      const policy = {
        keysDirectory: modelKeysDirectory,
        settings: () => config.inference,
        versions: modelHostVersions(),
      };
      const { source } = await openModel(model, policy);
      if (source.selfTest.length === 0) {
        throw new UsageError(
          `${nameOf(source)} has no self-test, whose inputs would be measured.`,
          "ask its publisher for one",
        );
      }
      const output = createOutput(options.json ?? false);
      const { withHost } = await import("./stopped-registry.ts");
      const figures = await withHost(config, (host) => benchAll(host, source, options.runs, output));
      const value = { id: source.id, version: source.version, runs: options.runs, figures };
      output.result(benchText(source, options.runs, figures), value);
      if (figures.every(({ problem }) => problem !== undefined)) process.exitCode = 1;
    });
}

/** Each variant is opened once to learn which providers take it, then measured on each of these alone. */
async function benchAll(
  host: ModelHost,
  source: ModelSource,
  runs: number,
  output: Output,
): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const variant of source.variants) {
    const alone = { ...source, variants: [variant] };
    try {
      const { candidates } = await host.load("bench", alone);
      for (const { provider, problem } of candidates) {
        const place = { variant: variant.name, provider };
        if (problem === undefined) {
          figures.push(await benchOne(host, { ...alone, preferred: place }, runs, output));
        } else figures.push({ ...place, problem });
      }
    } catch (error) {
      if (!(error instanceof EdgewiseError)) throw error;
      figures.push({ variant: variant.name, provider: "any", problem: error.message });
    }
  }
  return figures;
}

/** A run that takes longer than this is a problem in itself. */
const withinMs = 60_000;

async function benchOne(
  host: ModelHost,
  source: ModelSource,
  runs: number,
  output: Output,
): Promise<Figures> {
  // Without a process before it, so that memory is that of this model alone.
  await host.unload("bench");
  const { variant, provider, loadMs, memoryBytes } = await host.load("bench", source);
  const progress = createProgress({
    output,
    what: "runs",
    total: runs,
    monotonicMs: systemClock.monotonicMs,
  });
  const runMs: number[] = [];
  const roundTripMs: number[] = [];
  const stopListening = host.onRun(({ outcome }) => {
    if ("runMs" in outcome) runMs.push(outcome.runMs);
  });
  try {
    for (let run = 0; run < runs; run += 1) {
      const { inputs } = source.selfTest[run % source.selfTest.length] ?? { inputs: {} };
      const startMs = systemClock.monotonicMs();
      await host.run("bench", inputs, { priority: "command", withinMs });
      roundTripMs.push(systemClock.monotonicMs() - startMs);
      progress.update(run + 1, undefined);
    }
  } finally {
    stopListening();
    progress.end();
  }
  const hostBytes = host.status().residentBytes;
  return {
    variant,
    provider,
    runMs: quantiles(runMs),
    roundTripMs: quantiles(roundTripMs),
    loadMs,
    memoryBytes,
    hostBytes,
  };
}

function quantiles(values: number[]): { p50: number; p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

function benchText(source: ModelSource, runs: number, figures: readonly Figures[]): string {
  const lines = figures.map((one) => {
    const place = safeText(`${one.variant} on ${one.provider}`);
    if (!one.runMs || !one.roundTripMs) return `  ${place}: not usable: ${safeText(one.problem ?? "")}`;
    const host = one.hostBytes === undefined ? "" : `, host ${sayBytes(one.hostBytes)}`;
    return [
      `  ${place}: p50 ${sayMs(one.runMs.p50)}, p99 ${sayMs(one.runMs.p99)}`,
      `    with the way to the host and back: p50 ${sayMs(one.roundTripMs.p50)}, p99 ${sayMs(one.roundTripMs.p99)}`,
      `    opened in ${sayMs(one.loadMs ?? 0)}, memory ${sayBytes(one.memoryBytes ?? 0)}${host}`,
    ].join("\n");
  });
  return [`${nameOf(source)}, ${runs} runs each:`, ...lines].join("\n");
}
