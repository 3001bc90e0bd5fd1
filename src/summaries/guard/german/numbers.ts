import type { NumberWords } from "../guard-language.ts";

const words: ReadonlyMap<string, number> = new Map([
  ..."null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig"
    .split(" ")
    .map((word, value): [string, number] => [word, value]),
]);

/** `ein` is an article as often as a number, so it counts only what it stands right before (see counts.ts). */
const wordSource = [...words.keys()].filter((word) => word !== "ein").join("|");
const oneSource =
  "ein(?:e[rmns]?)?(?= (?:weitere[rs]?|andere[rs]?|Sensor|Log|Befund|Messwert|Befehl|Vorfall)\\b)";

/** `12.430`, `-0,5`, `1e-7`, `zwölf`. */
export const germanNumbers: NumberWords = {
  source: `-?\\d{1,3}(?:\\.\\d{3})+(?:,\\d+)?|-?\\d+(?:,\\d+)?(?:e[+-]?\\d+)?|${wordSource}|${oneSource}`,
  amountSource: `\\d{1,3}(?:\\.\\d{3})+(?:,\\d+)?|\\d+(?:,\\d+)?|${wordSource}`,
  padded: /,\d*0$/,
  value: (said) =>
    words.get(said.toLowerCase().replace(/^(ein)e[rmns]?$/, "$1")) ??
    Number(said.replaceAll(".", "").replace(",", ".")),
};
