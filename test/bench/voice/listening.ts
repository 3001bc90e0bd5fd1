import { readFileSync } from "node:fs";
import type { SpokenNode } from "../../../src/domain/spoken-network.ts";
import type { InferenceService } from "../../../src/inference/service.ts";
import { createLogMel } from "../../../src/signal/log-mel.ts";
import { acousticTask, openAcousticModel } from "../../../src/voice/acoustic/acoustic-model.ts";
import { compileGrammar } from "../../../src/voice/decoder/compiled-grammar.ts";
import { decoderSettingsSchema } from "../../../src/voice/decoder/settings.ts";
import { createUtteranceDecoder } from "../../../src/voice/decoder/utterance-decoder.ts";
import { Listener } from "../../../src/voice/hearing/listener.ts";
import type { HearingEvent } from "../../../src/voice/hearing/ports.ts";
import type { AcousticModel, Posteriors, Pronouncer } from "../../../src/voice/ports.ts";
import { readDictionary } from "../../../src/voice/pronounce/dictionary.ts";
import { createPronouncer } from "../../../src/voice/pronounce/pronouncer.ts";
import { wakeSettingsSchema } from "../../../src/voice/wake/settings.ts";
import { compileWakePhrase } from "../../../src/voice/wake/wake-phrase.ts";
import { createWakeSpotter } from "../../../src/voice/wake/wake-spotter.ts";
import { printFigure, quantile } from "../figure.ts";
import { heldBytes } from "../heap.ts";
import { residentBytes } from "../metrics-reader.ts";
import { withModel } from "../model-host.ts";
import { type BenchSound, noiseSound, quietSound, speechSound } from "./sounds.ts";

const bench = "voice";
const sampleRate = 16_000;
const seconds = 60;
const mebibyte = 2 ** 20;

/**
 * What listening costs: time for a second of sound in each stage (features, model, wake phrase, decoder), then a source
 * that waits for its wake phrase in silence, noise and speech, with the share of a core and the memory of both processes, and the time
 * from the end of speech to the text. Speech is that of espeak-ng; without it those figures are left out.
 */
export async function runListening(): Promise<void> {
  const speech = speechSound(seconds);
  if (!speech) process.stderr.write("voice: espeak-ng is not installed; figures of speech are left out\n");
  const sounds = [quietSound(seconds), noiseSound(seconds), ...(speech ? [speech] : [])];
  await measureFeatures();
  await withModel({ folder: "voice-acoustic", task: acousticTask }, async (host) => {
    const model = openAcousticModel({ models: host, withinMs: 60_000 });
    const pronouncer = createPronouncer({
      labels: model.labels,
      own: {},
      openDictionary: () => readDictionary("models/voice-dictionary/dictionary.bin"),
      reader: undefined,
      reporter: { report: () => {} },
    });
    const loudest = sounds.at(-1) as BenchSound;
    const posteriors = await measureModel(model, { samples: loudest.samples, pid: host.status().pid ?? 0 });
    const settings = host.active(acousticTask)?.settings ?? {};
    await measureWake(posteriors, { model, pronouncer, settings: settings.wake });
    await measureDecoder(posteriors, { model, pronouncer, settings: settings.decoder });
    for (const sound of sounds) await measureIdle(sound, { host, model, pronouncer, settings });
    if (speech) await measureEnd(speech, { model, pronouncer, settings: settings.decoder });
  });
}

interface Tools {
  model: AcousticModel;
  pronouncer: Pronouncer;
  /** Of the stage, as the model's manifest has them. */
  settings: unknown;
}

/** Milliseconds of processor time of `work` for a second of sound, the best of three. */
function timeOf(work: () => void): number {
  const times = [0, 1, 2].map(() => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times) / seconds;
}

/** By `make`, after it has heard two seconds. */
async function printHeld(what: string, make: () => unknown): Promise<void> {
  printFigure(bench, `${what}, heap`, (await heldBytes(make)) / 1024, "KiB");
}

async function measureFeatures(): Promise<void> {
  const { samples } = noiseSound(seconds);
  const ms = timeOf(() => {
    const mel = createLogMel();
    for (let at = 0; at < samples.length; at += 1_280) mel.accept(samples.subarray(at, at + 1_280));
  });
  printFigure(bench, "features, a second of sound", ms, "ms of CPU");
  await printHeld("features of a source", () => {
    const mel = createLogMel();
    mel.accept(samples.subarray(0, 2 * sampleRate));
    return mel;
  });
}

/** In pieces as they come when somebody speaks, when nobody does, and of a file. */
async function measureModel(
  model: AcousticModel,
  { samples, pid }: { samples: Int16Array; pid: number },
): Promise<Posteriors[]> {
  let posteriors: Posteriors[] = [];
  for (const pieceMs of [80, 160, 2_000]) {
    const stream = model.open();
    const piece = (pieceMs * sampleRate) / 1000;
    posteriors = [];
    const before = { own: process.cpuUsage(), host: cpuMsOf(pid) };
    for (let at = 0; at < samples.length; at += piece) {
      posteriors.push(await stream.accept(samples.subarray(at, at + piece)));
    }
    const { user, system } = process.cpuUsage(before.own);
    const ms = (user + system) / 1000 + cpuMsOf(pid) - before.host;
    const what = `features and model by ${pieceMs} ms, a second of sound`;
    printFigure(bench, what, ms / (samples.length / sampleRate), "ms of CPU");
  }
  await printHeld("model, state of a source", async () => {
    const stream = model.open();
    await stream.accept(samples.subarray(0, 2 * sampleRate));
    return stream;
  });
  return posteriors;
}

async function spotterOf({ model, pronouncer, settings }: Tools) {
  return createWakeSpotter({
    phrases: [await compileWakePhrase("hey edgewise", pronouncer)],
    labelCount: model.labels.length,
    frameMs: model.frameMs,
    settings: wakeSettingsSchema.parse(settings ?? {}),
    falseAlarmsPerDay: 1,
  });
}

async function measureWake(posteriors: readonly Posteriors[], tools: Tools): Promise<void> {
  const spotter = await spotterOf(tools);
  const ms = timeOf(() => {
    for (const piece of posteriors) spotter.accept(piece);
  });
  printFigure(bench, "wake phrase, a second of sound", ms, "ms of CPU");
  await printHeld("wake phrase of a source", async () => {
    const made = await spotterOf(tools);
    for (const piece of posteriors) made.accept(piece);
    return made;
  });
}

const roomNames = [
  ..."kitchen bedroom hall garage office bathroom nursery cellar attic study pantry workshop porch".split(
    " ",
  ),
  ..."living room,dining room,guest room,utility room,front garden,back garden".split(","),
];

async function grammarOf(pronouncer: Pronouncer) {
  const word = (text: string): SpokenNode => ({ kind: "word", word: text });
  const words = (text: string): SpokenNode => ({ kind: "sequence", items: text.split(" ").map(word) });
  const choice = (...texts: string[]): SpokenNode => ({ kind: "choice", items: texts.map(words) });
  const rooms = choice(...roomNames);
  const things = choice("light", "lights", "lamp", "fan", "heater", "radio", "blinds", "television");
  const network: SpokenNode = {
    kind: "choice",
    items: [
      { kind: "sequence", items: [choice("turn on", "turn off", "switch on"), word("the"), rooms, things] },
      {
        kind: "sequence",
        items: [choice("open", "close"), word("the"), rooms, choice("window", "door", "curtains")],
      },
      words("what time is it"),
    ],
  };
  return compileGrammar({ network, pronouncer });
}

async function decoderOf({ model, pronouncer, settings }: Tools) {
  const grammar = await grammarOf(pronouncer);
  const parsed = decoderSettingsSchema.parse(settings ?? {});
  const { frameMs } = model;
  return () =>
    createUtteranceDecoder({ grammar, settings: parsed, labelCount: model.labels.length, frameMs });
}

async function measureDecoder(posteriors: readonly Posteriors[], tools: Tools): Promise<void> {
  const open = await decoderOf(tools);
  const ms = timeOf(() => {
    // An utterance is some seconds long.
    for (let at = 0; at < posteriors.length; at += 2) {
      const decoder = open();
      for (const piece of posteriors.slice(at, at + 2)) decoder.accept(piece);
      decoder.finish();
    }
  });
  printFigure(bench, "decoder of some 600 sentences, a second of sound", ms, "ms of CPU");
  await printHeld("decoder of an utterance of 6 seconds", () => {
    const decoder = open();
    for (const piece of posteriors.slice(0, 3)) decoder.accept(piece);
    return decoder;
  });
  await printHeld("grammar of some 600 sentences", () => grammarOf(tools.pronouncer));
}

const endpoint = {
  hangOverMs: 700,
  completeHangOverMs: 200,
  ongoingHangOverMs: 500,
  noSpeechMs: 5_000,
  utteranceMsMax: 12_000,
};

/** A source that waits for its wake phrase: its sound comes as fast as it is heard. */
async function measureIdle(
  { name, samples }: BenchSound,
  {
    host,
    settings,
    ...tools
  }: { host: InferenceService; settings: Readonly<Record<string, unknown>> } & Omit<Tools, "settings">,
): Promise<void> {
  let woke = 0;
  const listener = new Listener({
    model: () => tools.model,
    decoder: () => undefined,
    spotter: await spotterOf({ ...tools, settings: settings.wake }),
    settings: () => endpoint,
    on: (event) => {
      if (event.type === "woke") woke += 1;
    },
  });
  const pid = host.status().pid ?? 0;
  const startMs = performance.now();
  const before = { own: process.cpuUsage(), host: cpuMsOf(pid) };
  for (let at = 0; at < samples.length; at += 320) await listener.sound(samples.slice(at, at + 320));
  const { user, system } = process.cpuUsage(before.own);
  const share = (user + system) / 1000 + cpuMsOf(pid) - before.host;
  const lengthMs = (samples.length / sampleRate) * 1000;
  printFigure(bench, `idle in ${name}: share of a core`, (100 * share) / lengthMs, "%");
  printFigure(
    bench,
    `idle in ${name}: real-time factor`,
    (performance.now() - startMs) / lengthMs,
    "of real time",
  );
  printFigure(
    bench,
    `idle in ${name}: RSS of the listening process`,
    (await residentBytes(process.pid)) / mebibyte,
    "MiB",
  );
  printFigure(
    bench,
    `idle in ${name}: RSS of the inference host`,
    (await residentBytes(pid)) / mebibyte,
    "MiB",
  );
  printFigure(bench, `idle in ${name}: woken`, woke, "times");
}

/** User and system time of a process so far (proc(5)), in clock ticks of 10 ms. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** In the time of the sound: what it waits to hear, without what computing takes. */
async function measureEnd({ utterances }: BenchSound, tools: Tools): Promise<void> {
  const open = await decoderOf(tools);
  const delays: number[] = [];
  const decideMs: number[] = [];
  let understood = 0;
  for (const { samples, endMs } of utterances) {
    let heard: Extract<HearingEvent, { type: "heard" }> | undefined;
    const listener = new Listener({
      model: () => tools.model,
      decoder: open,
      spotter: undefined,
      settings: () => endpoint,
      on: (event) => {
        if (event.type === "heard") heard = event;
      },
    });
    await listener.begin({ hasEnd: false, session: undefined });
    let at = 0;
    let tookMs = 0;
    for (; at < samples.length && !heard; at += 320) {
      const startMs = performance.now();
      await listener.sound(samples.slice(at, at + 320));
      tookMs = performance.now() - startMs;
    }
    if (!heard) continue;
    if (heard.spoken) understood += 1;
    delays.push(Math.max(0, (at / sampleRate) * 1000 - endMs));
    decideMs.push(tookMs);
  }
  printFigure(bench, "end of speech to text: sound waited for, p50", quantile(delays, 0.5), "ms");
  printFigure(bench, "end of speech to text: sound waited for, p99", quantile(delays, 0.99), "ms");
  printFigure(bench, "end of speech to text: computing, p50", quantile(decideMs, 0.5), "ms");
  printFigure(bench, "utterances with a text", (100 * understood) / utterances.length, "%");
}
