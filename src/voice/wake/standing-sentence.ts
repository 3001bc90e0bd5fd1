import type { PhraseStanding } from "./wake-spotter.ts";

/** For a person, where a phrase cannot have the false alarms that were asked for. */
export function standingSentence(
  { heldAt, falseAlarmsPerDay: expected }: PhraseStanding,
  falseAlarmsPerDay: number,
): string | undefined {
  if (heldAt === undefined) return undefined;
  const about = Number(expected.toPrecision(2));
  const asked = `${falseAlarmsPerDay} false alarm${falseAlarmsPerDay === 1 ? "" : "s"} a day`;
  return heldAt === "highest"
    ? `For ${asked} it would be missed when said plainly: expect about ${about} in a day of ordinary talk. A longer phrase has fewer.`
    : `It cannot be made as easy to wake as ${asked} allow: expect about ${about} in a day of ordinary talk.`;
}
