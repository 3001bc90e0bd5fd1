import { normalise } from "../../../src/text/normalise.ts";
import { numberToWords } from "../../../src/text/number-words.ts";

/** A text as it is said, in the spelling of what the decoder writes: "zone 2 at 40%" is "zone two at forty percent". */
export function spokenWords(text: string): string {
  return normalise(text)
    .replace(/(?<=^| )([a-z]{3,})(\d)/g, "$1 $2")
    .split(" ")
    .flatMap((word) => wordOf(word))
    .join(" ");
}

function wordOf(word: string): string[] {
  if (word === "%") return ["percent"];
  if (word === "°") return ["degrees"];
  const decimal = /^(\d+)\.(\d+)$/.exec(word);
  if (decimal) {
    const [whole = "", part = ""] = decimal.slice(1);
    return [
      numberToWords(Number(whole)) ?? whole,
      "point",
      ...[...part].map((digit) => numberToWords(Number(digit)) ?? digit),
    ];
  }
  if (!/^\d+$/.test(word)) return [word];
  return (numberToWords(Number(word)) ?? word).split(" ");
}
