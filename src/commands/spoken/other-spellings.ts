/** Words that sound as another one does; that one stands for both, since nobody can hear which was meant. */
const spokenAs: Readonly<Record<string, string>> = {
  lite: "light",
  lites: "lights",
  licht: "light",
  lichts: "lights",
  gray: "grey",
  color: "colour",
  colors: "colours",
  liter: "litre",
  liters: "litres",
  meter: "metre",
  meters: "metres",
  center: "centre",
  summarize: "summarise",
};

/**
 * Without texts that only write another of them in another way: to hear "lites" beside "lights" would halve the confidence in
 * both.
 */
export function withoutOtherSpellings(texts: Iterable<string>): string[] {
  const all = new Set(texts);
  return [...all].filter((text) => {
    const heard = text
      .split(" ")
      .map((word) => (Object.hasOwn(spokenAs, word) ? spokenAs[word] : word))
      .join(" ");
    return heard === text || !all.has(heard);
  });
}
