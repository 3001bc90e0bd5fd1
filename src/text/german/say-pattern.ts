import type { PatternSide } from "../say-pattern.ts";

/** What an unusual pattern is, as the end of a sentence about the sensor: upwards, downwards, and with no side. */
const phrases = {
  level: ["war ungewöhnlich hoch", "war ungewöhnlich niedrig", "hatte einen ungewöhnlichen Wert"],
  jump: ["sprang nach oben", "fiel plötzlich", "änderte sich plötzlich"],
  shifted: [
    "lag eine Zeit lang höher als üblich",
    "lag eine Zeit lang niedriger als üblich",
    "lag auf ungewohntem Niveau",
  ],
  drifting: ["stieg langsam", "sank langsam", "entfernte sich langsam vom üblichen Niveau"],
  restless: repeated("war unruhiger als üblich"),
  calm: repeated("war ruhiger als üblich"),
  timeOfDay: [
    "war hoch für die Tageszeit",
    "war niedrig für die Tageszeit",
    "war ungewöhnlich für die Tageszeit",
  ],
  shape: repeated("nahm einen ungewohnten Verlauf"),
  spread: repeated("war anders verteilt als üblich"),
  held: repeated("blieb ungewöhnlich lange auf demselben Wert"),
  outliers: repeated("hatte ungewöhnlich viele Ausreißer"),
  interval: repeated("kam in ungewöhnlichen Abständen"),
  rhythm: repeated("schaltete in ungewöhnlichem Takt"),
  together: repeated("bewegte sich gegenüber den Partnern anders als üblich"),
} as const satisfies Record<string, readonly [string, string, string]>;

/** `war unruhiger als üblich`: the verb and all after it. */
export function sayGermanPattern(reason: keyof typeof phrases, side: PatternSide): string {
  return phrases[reason][side === "high" ? 0 : side === "low" ? 1 : 2];
}

function repeated(phrase: string): readonly [string, string, string] {
  return [phrase, phrase, phrase];
}
