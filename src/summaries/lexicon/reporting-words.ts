import { englishLexicon } from "./english.ts";
import { germanLexicon } from "./german.ts";

/**
 * The words of reporting in any language. A name made of nothing else could be taken for edgewise's own words, so it
 * stands in quotation marks in every language alike.
 */
export const reportingWords: ReadonlySet<string> = new Set([...englishLexicon, ...germanLexicon]);
