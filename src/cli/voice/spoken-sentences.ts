import { readFile } from "node:fs/promises";
import type { SentenceFile } from "../../commands/grammar/sentence-file.ts";
import { readSpokenSentences, type SpokenSentences } from "../../commands/spoken/spoken-sentences.ts";
import { parseYaml } from "../../config/yaml-text.ts";
import { EdgewiseError, errorMessage } from "../../core/errors.ts";

/**
 * What `--sentences` names: a file of Home Assistant's custom sentences, which stands in for the configured grammar.
 * Throws an `EdgewiseError` that says which line is wrong and what to do.
 */
export async function loadSpokenSentences(file: string): Promise<SpokenSentences> {
  const read = await readSentenceYaml(file);
  const spoken = readSpokenSentences([read]);
  if (spoken.network.kind === "choice" && spoken.network.items.length === 0) {
    throw new EdgewiseError("voice.noSentences", `${file}: there is no sentence in it that can be said`, {
      hint: "Put sentences under intents: NAME: data: - sentences: [...].",
    });
  }
  return spoken;
}

async function readSentenceYaml(file: string): Promise<SentenceFile> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new EdgewiseError("voice.sentencesUnreadable", `${file} cannot be read: ${errorMessage(error)}`, {
      hint: "Give the path of a YAML file with intents and lists.",
      cause: error,
    });
  }
  const { value, origins } = parseYaml(text, (line) => `${file}:${line}`);
  const lines = new Map<string, number>();
  for (const [path, origin] of origins) lines.set(path, Number(origin.slice(file.length + 1)));
  return { file, content: value, lines };
}
