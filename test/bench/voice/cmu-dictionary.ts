import { readFileSync } from "node:fs";
import type { Pronunciation } from "../../../src/voice/ports.ts";

const phones =
  "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH";
/** The blank has number 0. */
const numbers = new Map(phones.split(" ").map((phone, place) => [phone, place + 1]));

/** Files in the form of the CMU Pronouncing Dictionary: `word(2) P1 P2 # comment`. */
export function readDictionary(files: readonly string[]): Map<string, Pronunciation[]> {
  const found = new Map<string, Pronunciation[]>();
  for (const file of files) {
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const [entry = "", ...said] = (line.split(" #")[0] ?? "").trim().split(/\s+/);
      const sounds = said.map((phone) => numbers.get(phone.replace(/[012]$/, "")));
      if (entry === "" || entry.startsWith(";;;") || sounds.length === 0 || sounds.includes(undefined))
        continue;
      const word = entry.replace(/\(\d+\)$/, "").toLowerCase();
      const ways = found.get(word) ?? [];
      ways.push({ sounds: sounds.filter((sound) => sound !== undefined), logWeight: 0 });
      found.set(word, ways);
    }
  }
  return found;
}
