import { parseArgs } from "node:util";
import { windowSeconds } from "../../../src/voice/wake/room-background.ts";
import { wakeSettingsSchema } from "../../../src/voice/wake/settings.ts";
import { compileWakePhrase } from "../../../src/voice/wake/wake-phrase.ts";
import { createWakeSpotter } from "../../../src/voice/wake/wake-spotter.ts";
import { readDictionary } from "./cmu-dictionary.ts";
import { frameMs, hashOf, labelCount, readHeldBack } from "./held-back-posteriors.ts";

/**
 * Listens for phrases in the posteriors of held-back speakers (`python -m voice.wake_set`), and writes for models/train/voice/calibrate.py,
 * a line each: the best match of each recording of a phrase by itself; the best of each window of the others that says nothing of it,
 * where there was one; and for each phrase how many such windows there were.
 */
const { values } = parseArgs({
  options: {
    posteriors: { type: "string" },
    dictionary: { type: "string", multiple: true },
    /** The `wake` table of the model's manifest. */
    settings: { type: "string", default: "{}" },
    phrases: { type: "string", default: "40" },
  },
});
const { recordings, posteriors, priors } = readHeldBack(values.posteriors ?? ".");
const dictionary = readDictionary(values.dictionary ?? []);
const pronouncer = {
  pronounce: async (words: readonly string[]) =>
    new Map(words.map((word) => [word, dictionary.get(word) ?? []] as const)),
};
const silence = { logProbabilities: new Float32Array(labelCount * 10).fill(-12), frames: 10 };
for (let frame = 0; frame < silence.frames; frame += 1) silence.logProbabilities[frame * labelCount] = 0;
const settings = wakeSettingsSchema.parse({ priors: priors(), ...JSON.parse(values.settings) });
const soundsMin = 4;
const soundsMax = 14;
/** A phrase of small words alone is no wake phrase. */
const lettersMin = 5;

/** What is said by itself by somebody held back: the phrases that most recordings have, and then any. */
function phrasesOf(countMax: number): string[] {
  const counts = new Map<string, number>();
  for (const { text, isCut, isOther } of recordings) {
    const words = text.split(" ");
    const sounds = words.reduce((sum, word) => sum + (dictionary.get(word)?.[0]?.sounds.length ?? 0), 0);
    const isPhrase = !isOther && (isCut || words.length === 1);
    if (!isPhrase || !words.every((word) => dictionary.has(word))) continue;
    if (sounds < soundsMin || sounds > soundsMax || !words.some(({ length }) => length >= lettersMin))
      continue;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || hashOf(a[0]) - hashOf(b[0]))
    .slice(0, countMax)
    .map(([phrase]) => phrase);
}

const texts = phrasesOf(Number(values.phrases));
const phrases = await Promise.all(texts.map((text) => compileWakePhrase(text, pronouncer)));
const windowFrames = (windowSeconds * 1000) / frameMs;
/** Frames in which each phrase is not said. */
const otherFrames = new Map(texts.map((text) => [text, 0]));

for (const recording of recordings) {
  const { text, speaker, source, noise, frames, isCut, isOther } = recording;
  const own = (phrase: string) => ` ${text} `.includes(` ${phrase} `);
  // A cut says only what its sentence says.
  const listened = phrases.filter((phrase) =>
    phrase.text === text ? !isOther : !isCut && !own(phrase.text),
  );
  if (listened.length === 0) continue;
  if (text !== "") {
    for (const phrase of listened)
      if (!own(phrase.text)) otherFrames.set(phrase.text, (otherFrames.get(phrase.text) ?? 0) + frames);
  }
  const best = new Map<string, { phrase: string; score: number; sight: unknown }>();
  const spotter = createWakeSpotter({
    phrases: listened,
    labelCount,
    frameMs,
    // Nothing is a detection: every match is told.
    settings: { ...settings, thresholdMin: Number.POSITIVE_INFINITY, thresholdMax: Number.POSITIVE_INFINITY },
    falseAlarmsPerDay: 1,
    onPeak: ({ phrase, toMs, score, sight, perSound }) => {
      const key = own(phrase) ? phrase : `${phrase} ${Math.floor(toMs / (windowSeconds * 1000))}`;
      if (score > (best.get(key)?.score ?? Number.NEGATIVE_INFINITY))
        best.set(key, { phrase, score, sight: { ...sight, perSound } });
    },
  });
  spotter.accept(posteriors(recording));
  spotter.accept(silence);
  for (const phrase of listened) {
    if (own(phrase.text) && !best.has(phrase.text))
      best.set(phrase.text, { phrase: phrase.text, score: Number.NEGATIVE_INFINITY, sight: undefined });
  }
  for (const { phrase, sight } of best.values()) {
    const line = { phrase, right: own(phrase), speaker: speaker || source, source, noise, sight };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
for (const { text, sounds } of phrases) {
  const windows = Math.round((otherFrames.get(text) ?? 0) / windowFrames);
  process.stdout.write(`${JSON.stringify({ phrase: text, sounds, windows })}\n`);
}
