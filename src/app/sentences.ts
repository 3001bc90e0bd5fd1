import { isAbsolute, join } from "node:path";
import { englishSentences } from "../commands/sentences/en/sentences.ts";
import { readYamlFile } from "../config/sources.ts";

/** Sentence files by origin, as the commands part takes them. */
export type Sentences = ReturnType<typeof readSentences>;

/** The bundled sentences first, then each of the user's files as a source of its own. Throws `ConfigInvalidError`. */
export function readSentences(files: readonly string[], directory: string) {
  const own = files.map((file) => {
    const path = isAbsolute(file) ? file : join(directory, file);
    return [{ file: path, content: readYamlFile(path).values }];
  });
  return [englishSentences, ...own];
}
