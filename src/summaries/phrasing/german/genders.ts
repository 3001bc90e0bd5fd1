/**
 * The article of a German name, where its last or first word is one of the nouns that sensors are called by:
 * `Temperatur Ofen 1`, `Kellertür`. Undefined for all others: they are told without an article.
 */
export function articleOf(name: string): "der" | "die" | "das" | undefined {
  const words = name.split(/[\s_-]+/).filter((word) => /\p{L}{2}/u.test(word));
  const [first] = words;
  const last = words[words.length - 1];
  for (const word of [first, last]) {
    const found = word === undefined ? undefined : nouns.find(([noun]) => noun.test(word));
    if (found !== undefined) return found[1];
  }
  return undefined;
}

const nouns: readonly (readonly [RegExp, "der" | "die" | "das"])[] = [
  [
    /(?:temperatur|feuchte|feuchtigkeit|leistung|spannung|vibration|drehzahl|geschwindigkeit|tür|pumpe|klappe|menge|helligkeit|position|frequenz|stellung|last|qualität|dauer|lautstärke|bewegung|zahl|rate|heizung|lüftung|lampe|steckdose|konzentration|füllhöhe|kraft|dichte|luft|batterie|warteschlange|auslastung)$/iu,
    "die",
  ],
  [
    /(?:druck|durchfluss|strom|füllstand|pegel|stand|verbrauch|lüfter|kompressor|melder|taster|schalter|zähler|sensor|kontakt|durchsatz|abstand|gehalt|wert|motor|ventilator|brenner|tank|ofen|speicher|schieber|zustand|status|winkel)$/iu,
    "der",
  ],
  [/(?:ventil|tor|fenster|licht|gewicht|niveau|drehmoment|signal|relais|gerät|schloss|gas)$/iu, "das"],
];
