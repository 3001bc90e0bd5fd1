import { isAbsolute, join } from "node:path";
import { englishSentences } from "../commands/sentences/en/sentences.ts";
import type { SentenceSources } from "../commands/world.ts";
import { readYamlFile } from "../config/sources.ts";

/**
 * The bundled sentences first, then each of the user's files as a source of its own, then each that was ordered. Throws
 * `ConfigInvalidError`.
 */
export function readSentenceSources(
  files: readonly string[],
  directory: string,
  ordered: Readonly<Record<string, unknown>> = {},
): SentenceSources {
  const own = files.map((file) => {
    const path = isAbsolute(file) ? file : join(directory, file);
    return [{ file: path, content: readYamlFile(path).values }];
  });
  const fromAfar = Object.entries(ordered).map(([name, content]) => [{ file: `order:${name}`, content }]);
  return [englishSentences, ...own, ...fromAfar];
}
