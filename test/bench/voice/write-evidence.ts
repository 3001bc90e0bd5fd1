import { parseArgs } from "node:util";
import type { SpokenNode } from "../../../src/domain/spoken-network.ts";
import { compileGrammar } from "../../../src/voice/decoder/compiled-grammar.ts";
import { decoderSettingsSchema } from "../../../src/voice/decoder/settings.ts";
import { createUtteranceDecoder } from "../../../src/voice/decoder/utterance-decoder.ts";
import { readDictionary } from "./cmu-dictionary.ts";
import { frameMs, hashOf, labelCount, readHeldBack } from "./held-back-posteriors.ts";

/**
 * Decodes posteriors of held-back speakers (`--posteriors FOLDER`, as of held-back-posteriors.ts) with a grammar that has most of their sentences and lacks others, or one of
 * their words, and writes what spoke for each answer and whether it was right, a line each: for models/train/voice/calibrate.py.
 */
const { values } = parseArgs({
  options: {
    posteriors: { type: "string" },
    dictionary: { type: "string", multiple: true },
    /** The `decoder` table of the model's manifest. */
    settings: { type: "string", default: "{}" },
  },
});
const { recordings, posteriors, priors } = readHeldBack(values.posteriors ?? ".");
const dictionary = readDictionary(values.dictionary ?? []);
const pronouncer = {
  pronounce: async (words: readonly string[]) =>
    new Map(words.map((word) => [word, dictionary.get(word) ?? []] as const)),
};

const isSayable = (text: string) => text !== "" && text.split(" ").every((word) => dictionary.has(word));
const sayable = recordings.filter(({ source, text }) => source === "noise" || isSayable(text));
const texts = [...new Set(sayable.map(({ text }) => text))].filter((text) => text !== "");
const vocabulary = [...new Set(texts.flatMap((text) => text.split(" ")))].filter((word) => word.length > 3);

/**
 * Of twelve texts six can be said, two cannot, two only with another word in the place of one of theirs, and two only without one or
 * two of theirs: words that were said and that a sentence has no place for.
 */
const fates = ["in", "in", "in", "in", "in", "in", "out", "out", "slot", "slot", "gap", "gap"] as const;

const fateOf = (text: string) => fates[hashOf(text) % fates.length] as (typeof fates)[number];
const word = (text: string): SpokenNode => ({ kind: "word", word: text });

/** A text without one or two of its words, anywhere in it; one of a word or two is left whole. */
function withGap(text: string): string {
  const words = text.split(" ");
  if (words.length < 3) return text;
  const hash = hashOf(`gap ${text}`);
  const from = hash % words.length;
  words.splice(from, 1 + (Math.floor(hash / 64) % 2));
  return words.join(" ");
}

/** The text, with its longest word as one of 21. */
function sentenceOf(whole: string): SpokenNode {
  const text = fateOf(whole) === "gap" ? withGap(whole) : whole;
  const words = text.split(" ");
  const slot = words.reduce((best, one, at) => (one.length > (words[best]?.length ?? 0) ? at : best), 0);
  const items = words.map((one, at): SpokenNode => {
    if (at !== slot || (words.length === 1 && fateOf(whole) !== "slot")) return word(one);
    const first = hashOf(`${text} ${at}`);
    const others = Array.from(
      { length: 20 },
      (_, step) => vocabulary[(first + step * 7919) % vocabulary.length] as string,
    );
    const choice = new Set(others.filter((other) => other !== one));
    if (fateOf(whole) !== "slot") choice.add(one);
    return { kind: "choice", items: [...choice].map(word) };
  });
  return { kind: "sequence", items };
}

const network: SpokenNode = {
  kind: "choice",
  items: texts.filter((text) => fateOf(text) !== "out").map(sentenceOf),
};
const grammar = await compileGrammar({ network, pronouncer });
const settings = decoderSettingsSchema.parse({
  priors: priors(),
  ...JSON.parse(values.settings),
  // How plausible each is, is what is to be fitted.
  plausibleMin: 0,
});

for (const recording of sayable) {
  const { text, speaker, source, noise } = recording;
  const decoder = createUtteranceDecoder({ grammar, settings, labelCount, frameMs });
  decoder.accept(posteriors(recording));
  const found = decoder.finish();
  if (found.heard !== "sentence") continue;
  const said = new Set(text.split(" "));
  const words = found.spoken.words.map((one, place) => ({
    right: said.has(one.word),
    evidence: found.wordEvidence[place],
  }));
  const right = found.spoken.text === text;
  const line = {
    right,
    fate: fateOf(text),
    speaker: speaker || `${source} ${recording.start}`,
    source,
    noise,
    evidence: found.evidence,
    words,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
