import { isAbsolute, join } from "node:path";
import { englishSentences } from "../commands/sentences/en/sentences.ts";
import { readYamlFile } from "../config/sources.ts";

/** Each of the user's files as a source of its own, then the bundled sentences: a user's own reading wins a tie. Throws `ConfigInvalidError`. */
export function readSentences(files: readonly string[], directory: string) {
  const own = files.map((file) => {
    const path = isAbsolute(file) ? file : join(directory, file);
    return [{ file: path, content: readYamlFile(path).values }];
  });
  return [...own, englishSentences];
}
