import { parseEntities } from "../../../src/commands/entities/parse.ts";
import { englishSentences } from "../../../src/commands/sentences/en/sentences.ts";
import { createSpokenGrammar } from "../../../src/commands/spoken/spoken-grammar.ts";
import { readSentences, type Sentences, worldInSteps } from "../../../src/commands/world.ts";
import { inSlices } from "../../../src/core/slices.ts";
import { createRandom } from "../../../src/simulate/engine/random.ts";
import { type CompiledGrammar, compileGrammar } from "../../../src/voice/decoder/compiled-grammar.ts";
import { decoderSettingsSchema } from "../../../src/voice/decoder/settings.ts";
import { createUtteranceDecoder } from "../../../src/voice/decoder/utterance-decoder.ts";
import type { Pronouncer } from "../../../src/voice/ports.ts";
import { readDictionary } from "../../../src/voice/pronounce/dictionary.ts";
import { createPronouncer } from "../../../src/voice/pronounce/pronouncer.ts";
import { soundNames } from "../../../src/voice/pronounce/sounds.ts";
import { createWordReader, pronunciationTask } from "../../../src/voice/pronounce/word-reader.ts";
import { sampleSpoken } from "../../support/sample-spoken.ts";
import { printFigure, quantile } from "../figure.ts";
import { withModel } from "../model-host.ts";
import { labelCount, posteriorsOf } from "./large-place.ts";
import { manyThings } from "./many-things.ts";

const things = 500;
const utterances = 100;
const frameMs = 40;
const mebibyte = 2 ** 20;

/**
 * All bundled sentences with 500 things: time to make what can be said of them anew after one name has changed, the longest turn of the
 * event loop meanwhile, memory, and what decoding in it takes. In processor time: the machine may have other work. Wants --expose-gc
 * for memory.
 */
export async function runCompiling(): Promise<void> {
  await withModel({ folder: "voice-g2p", task: pronunciationTask }, async (host) => {
    const pronouncer = createPronouncer({
      labels: ["<blank>", ...soundNames],
      own: {},
      openDictionary: () => readDictionary("models/voice-dictionary/dictionary.bin"),
      reader: createWordReader({ models: host, priority: "command", withinMs: 60_000 }),
      reporter: { report: () => {} },
    });
    const sentences = readSentences([englishSentences]);
    const { heapBefore: before } = await compile("first", { sentences, pronouncer });
    const grammar = await compile("after a name changed", { sentences, pronouncer });
    printFigure(
      "voice",
      `heap of the sentences with ${things} things`,
      (heapUsed() - before) / mebibyte,
      "MiB",
    );
    const { keptMost } = await decode(grammar, pronouncer);
    printFigure("voice", `the same after ${utterances} utterances`, (heapUsed() - before) / mebibyte, "MiB");
    printFigure("voice", "of that kept for the next utterances", grammar.bytes / mebibyte, "MiB");
    printFigure("voice", "kept after any of them at most", keptMost / mebibyte, "MiB");
  });
}

/** `heapBefore`: when the sentences were ready to be understood as text. */
type Compiled = CompiledGrammar & { texts: readonly string[]; heapBefore: number };

async function compile(
  name: "first" | "after a name changed",
  { sentences, pronouncer }: { sentences: Sentences; pronouncer: Pronouncer },
): Promise<Compiled> {
  const inputs = manyThings(things);
  if (name !== "first") inputs[7] = { ...(inputs[7] as (typeof inputs)[number]), name: "Zanzibar" };
  const definitions = parseEntities(inputs, []);
  const worldTurns = watchTurns();
  const world = await inSlices(worldInSteps(definitions, [], sentences));
  const ofWorld = worldTurns();
  printFigure("voice", `understanding ${things} things as text, ${name}`, ofWorld.sumMs, "ms of CPU");
  printFigure("voice", `longest turn of the event loop for it, ${name}`, ofWorld.longestMs, "ms of CPU");
  const heapBefore = heapUsed();
  const spoken = createSpokenGrammar({ world: () => world, ownIntents: () => [], openTexts: () => [] });
  const turns = watchTurns();
  const { network, openWords: openVocabulary } = await inSlices(spoken.grammar());
  const grammar = await compileGrammar({ network, pronouncer, openVocabulary });
  const { longestMs, sumMs } = turns();
  printFigure("voice", `longest turn of the event loop, ${name}`, longestMs, "ms of CPU");
  printFigure("voice", `compile all sentences × ${things} things, ${name}`, sumMs, "ms of CPU");
  const random = createRandom(3);
  const texts = Array.from({ length: utterances }, () => sampleSpoken(network, random));
  return Object.assign(grammar, { texts, heapBefore });
}

async function decode(grammar: Compiled, pronouncer: Pronouncer): Promise<{ keptMost: number }> {
  const random = createRandom(5);
  const settings = decoderSettingsSchema.parse({});
  const shares: number[] = [];
  const frames: number[] = [];
  let right = 0;
  let keptMost = 0;
  for (const text of grammar.texts) {
    const words = text.split(" ");
    const ways = await pronouncer.pronounce(words);
    const said = posteriorsOf(
      words.map((word) => ways.get(word)?.[0]?.sounds ?? []),
      random,
    );
    const decoder = createUtteranceDecoder({ grammar, settings, labelCount, frameMs });
    const startMs = cpuMs();
    for (let frame = 0; frame < said.frames; frame += 1) {
      const frameStartMs = cpuMs();
      const logProbabilities = said.logProbabilities.subarray(frame * labelCount, (frame + 1) * labelCount);
      decoder.accept({ logProbabilities, frames: 1 });
      frames.push(cpuMs() - frameStartMs);
    }
    const found = decoder.finish();
    shares.push((cpuMs() - startMs) / (said.frames * frameMs));
    keptMost = Math.max(keptMost, grammar.bytes);
    if (found.heard === "sentence" && found.spoken.text === text) right += 1;
  }
  printFigure("voice", "decoding in them, median share of real time", quantile(shares, 0.5), "×");
  printFigure("voice", "decoding in them, 99% of utterances within", quantile(shares, 0.99), "×");
  printFigure("voice", "decoding a frame in them, p99", quantile(frames, 0.99), "ms of CPU");
  printFigure("voice", "their sentences understood", right / grammar.texts.length, "share");
  return { keptMost };
}

/** Processor time of the turns of the event loop until the returned function is called. */
function watchTurns(): () => { longestMs: number; sumMs: number } {
  let isOver = false;
  let longestMs = 0;
  let sumMs = 0;
  let lastMs = cpuMs();
  const count = () => {
    const ms = cpuMs() - lastMs;
    longestMs = Math.max(longestMs, ms);
    // Shorter ones are this watching, while the model that reads words is waited for.
    if (ms > 0.3) sumMs += ms;
  };
  const turn = () => {
    if (isOver) return;
    count();
    lastMs = cpuMs();
    setImmediate(turn);
  };
  turn();
  return () => {
    isOver = true;
    count();
    return { longestMs, sumMs };
  };
}

/** Of this process so far. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}
