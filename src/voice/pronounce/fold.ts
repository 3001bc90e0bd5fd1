/** Letters that Unicode does not take apart, and those that are better read as two. */
const others: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "th",
  þ: "th",
  ı: "i",
};
const german: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa" };

/**
 * A word in the letters a to z and the apostrophe: "Café" is "cafe". `umlauts`: "Müller" is "mueller" instead of "muller".
 * Undefined: it has a letter of another script.
 */
export function foldLetters(word: string, umlauts: "bare" | "spelled" = "bare"): string | undefined {
  let folded = "";
  for (const letter of word
    .toLowerCase()
    .normalize("NFC")
    .replace(/[’‘ʼ`´＇′]/g, "'")) {
    const spelled = umlauts === "spelled" ? german[letter] : undefined;
    folded += spelled ?? others[letter] ?? letter.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  }
  return /^[a-z']+$/.test(folded) ? folded : undefined;
}
