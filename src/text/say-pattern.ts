export type PatternSide = "high" | "low" | "none";

/** What an unusual pattern is, as the end of a sentence about the sensor: upwards, downwards, and with no side. */
const phrases = {
  level: ["was unusually high", "was unusually low", "had an unusual value"],
  jump: ["jumped up", "dropped suddenly", "changed suddenly"],
  shifted: [
    "was higher than usual for a while",
    "was lower than usual for a while",
    "settled at an unusual level",
  ],
  drifting: ["crept up", "crept down", "drifted away from its usual level"],
  restless: repeated("was more restless than usual"),
  calm: repeated("was calmer than usual"),
  timeOfDay: [
    "was high for this time of day",
    "was low for this time of day",
    "was unusual for this time of day",
  ],
  shape: repeated("took an unfamiliar course"),
  spread: repeated("had its values spread differently than usual"),
  held: repeated("kept the same value unusually long"),
  outliers: repeated("had unusually many outliers"),
  interval: repeated("came at unusual intervals"),
  rhythm: repeated("switched in an unusual rhythm"),
  together: repeated(sayApart("its partners")),
} as const satisfies Record<string, readonly [string, string, string]>;

/** `was more restless than usual`: the verb and all after it. */
export function sayPattern(reason: keyof typeof phrases, side: PatternSide): string {
  return phrases[reason][side === "high" ? 0 : side === "low" ? 1 : 2];
}

/** `moved differently from its partners flow and pressure than usual`; `partners` says who they are. */
export function sayApart(partners: string): string {
  return `moved differently from ${partners} than usual`;
}

function repeated(phrase: string): readonly [string, string, string] {
  return [phrase, phrase, phrase];
}
