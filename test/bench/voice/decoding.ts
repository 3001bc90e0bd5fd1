import { compileGrammar } from "../../../src/voice/decoder/compiled-grammar.ts";
import { decoderSettingsSchema } from "../../../src/voice/decoder/settings.ts";
import { createUtteranceDecoder } from "../../../src/voice/decoder/utterance-decoder.ts";
import { printFigure, quantile } from "../figure.ts";
import { livingBytes } from "../heap.ts";
import { labelCount, largePlace, madePosteriors, madePronouncer } from "./large-place.ts";

const templates = 10_000;
const entities = 500;
const utterances = 200;
const frameMs = 40;
const mebibyte = 2 ** 20;

/** Time and memory of a grammar of 10,000 sentence templates over 500 names, and of decoding in it. */
export async function runDecoding(): Promise<void> {
  const { network, sentence } = largePlace(templates, entities);
  const settings = decoderSettingsSchema.parse({});
  let seed = 1;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  // What compiling a first one loads and makes once is not of the grammar.
  await compileGrammar({ network: largePlace(10, 10).network, pronouncer: madePronouncer });
  const heapBefore = await livingBytes();
  const compileStart = process.cpuUsage();
  const grammar = await compileGrammar({ network, pronouncer: madePronouncer });
  createUtteranceDecoder({ grammar, settings, labelCount, frameMs });
  printFigure("voice", "compile 10,000 templates × 500 names", cpuMs(compileStart), "ms of CPU");
  printFigure(
    "voice",
    "heap of the compiled grammar",
    ((await livingBytes()) - heapBefore) / mebibyte,
    "MiB",
  );
  let right = 0;
  let audioMs = 0;
  const costs: number[] = [];
  const slowest: number[] = [];
  for (let one = 0; one < utterances; one += 1) {
    const text = sentence(one);
    const { logProbabilities, frames } = madePosteriors(text, random);
    const start = process.cpuUsage();
    const decoder = createUtteranceDecoder({ grammar, settings, labelCount, frameMs });
    for (let frame = 0; frame < frames; frame += 1) {
      const frameStartMs = performance.now();
      decoder.accept({
        logProbabilities: logProbabilities.subarray(frame * labelCount, (frame + 1) * labelCount),
        frames: 1,
      });
      slowest.push(performance.now() - frameStartMs);
    }
    const found = decoder.finish();
    const tookMs = cpuMs(start);
    audioMs += frames * frameMs;
    costs.push(tookMs / (frames * frameMs));
    if (found.heard === "sentence" && found.spoken.text === text) right += 1;
  }
  printFigure(
    "voice",
    "heap of the grammar after 200 utterances",
    ((await livingBytes()) - heapBefore) / mebibyte,
    "MiB",
  );
  printFigure("voice", "of that kept for the next utterances", grammar.bytes / mebibyte, "MiB");
  printFigure("voice", "decoding, median share of real time", quantile(costs, 0.5), "×");
  printFigure("voice", "decoding, 99% of utterances within", quantile(costs, 0.99), "×");
  printFigure("voice", "decoding of a frame, wall, p99", quantile(slowest, 0.99), "ms");
  printFigure("voice", "made sentences understood", right / utterances, "share");
  printFigure("voice", "sound decoded", audioMs / 1000, "s");
}

/** The machine may have other work: only the process's own time counts. */
function cpuMs(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
