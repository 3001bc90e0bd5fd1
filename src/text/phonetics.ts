/**
 * How an English word sounds, as a short key: words with one key sound alike ("night" and "knight"). A
 * Metaphone after the rules published by Lawrence Philips in Computer Language, December 1990; `0` is "th",
 * `X` is "sh". Letters outside a–z are left out.
 */
export function metaphone(word: string): string {
  const letters = word
    .toLowerCase()
    .replace(/[^a-z]/g, "")
    .replace(/^(?:kn|gn|pn|wr|ae)/, (pair) => pair[1] ?? "")
    .replace(/^x/, "s")
    .replace(/^wh/, "w")
    .replace(/mb$/, "m")
    // Doubled letters sound once, except "cc" ("accent").
    .replace(/([abd-z])\1+/g, "$1");
  let key = "";
  for (let at = 0; at < letters.length; at += 1) {
    const sound = soundAt(letters, at);
    key += sound.key;
    at += sound.skip;
  }
  return key;
}

const vowels = "aeiou";

/** The sound of the letter at `at`, and how many of the following letters it takes in. */
function soundAt(letters: string, at: number): { key: string; skip: number } {
  const letter = letters[at] ?? "";
  const before = letters[at - 1] ?? "";
  const after = letters[at + 1] ?? "";
  const rest = letters.slice(at);
  const isVowelAfter = after !== "" && vowels.includes(after);
  const one = (key: string, skip = 0) => ({ key, skip });
  switch (letter) {
    case "a":
    case "e":
    case "i":
    case "o":
    case "u":
      return one(at === 0 ? letter.toUpperCase() : "");
    case "c":
      if (rest.startsWith("cia")) return one("X", 2);
      if (rest.startsWith("ch")) return one(before === "s" ? "K" : "X", 1);
      if (/^c[iey]/.test(rest)) return one(before === "s" ? "" : "S");
      return one("K", after === "k" || after === "c" ? 1 : 0);
    case "d":
      return /^dg[eiy]/.test(rest) ? one("J", 1) : one("T");
    case "g":
      if (rest.startsWith("gh")) return ghSound(letters, at);
      if (rest === "gn" || rest === "gned") return one("");
      return one(/^g[eiy]/.test(rest) && before !== "g" ? "J" : "K");
    case "h":
      return one(isVowelAfter && !"csptg".includes(before || "-") ? "H" : "");
    case "k":
      return one(before === "c" ? "" : "K");
    case "p":
      return after === "h" ? one("F", 1) : one("P");
    case "q":
      return one("K");
    case "s":
      if (rest.startsWith("sh")) return one("X", 1);
      return /^si[oa]/.test(rest) ? one("X") : one("S");
    case "t":
      if (/^ti[oa]/.test(rest)) return one("X");
      if (rest.startsWith("th")) return one("0", 1);
      return rest.startsWith("tch") ? one("") : one("T");
    case "v":
      return one("F");
    case "w":
    case "y":
      return one(isVowelAfter ? letter.toUpperCase() : "");
    case "x":
      return one("KS");
    case "z":
      return one("S");
    default:
      return one(letter.toUpperCase());
  }
}

/** "gh" is silent in "light" and "high", F in "laugh" and "cough", G in "ghost". */
function ghSound(letters: string, at: number): { key: string; skip: number } {
  if (at === 0) return { key: "K", skip: 1 };
  const isEnd = at + 2 >= letters.length;
  if (isEnd && /(?:au|ou)$/.test(letters.slice(0, at))) return { key: "F", skip: 1 };
  return { key: "", skip: 1 };
}
