import { sayDuration } from "../say-duration.ts";

/**
 * A length of time as Germans say it: `45 Sekunden`, `12 Minuten`, `3 Stunden 20 Minuten`, `16 Tage`; `short` writes
 * `45 s`, `12 min`, `3 h 20 min`, `2 Tage`. Behind `seit`, `nach`, `vor` and `in` (`isDative`) it is `2 Tagen`.
 */
export function sayGermanDuration(
  durationMs: number,
  { form = "long", isDative = false }: { form?: "long" | "short"; isDative?: boolean } = {},
): string {
  const english = sayDuration(durationMs, form);
  const words = english === "under 1 s" ? "weniger als 1 s" : english;
  return words
    .replace("less than a second", isDative ? "weniger als einer Sekunde" : "weniger als eine Sekunde")
    .replace(/(\d+) (second|minute|hour|day)(s?)/g, (_, count: string, unit: string, plural: string) => {
      const [one, many, dative] = units[unit] ?? [unit, unit, unit];
      return `${count} ${plural === "" ? one : isDative ? dative : many}`;
    })
    .replace(
      /(\d+) d\b/g,
      (_, count: string) => `${count} ${count === "1" ? "Tag" : isDative ? "Tagen" : "Tage"}`,
    );
}

/** `alle 10 Sekunden`, `jede Minute`, `jeden Tag`. */
export function sayGermanInterval(ms: number, form: "long" | "short"): string {
  const words = sayGermanDuration(ms, { form });
  const single = /^1 (\p{L}+)$/u.exec(words)?.[1];
  if (single === undefined) return `alle ${words}`;
  return single === "Tag" ? "jeden Tag" : /^\p{Lu}/u.test(single) ? `jede ${single}` : `alle ${words}`;
}

const units: Readonly<Record<string, readonly [one: string, many: string, dative: string]>> = {
  second: ["Sekunde", "Sekunden", "Sekunden"],
  minute: ["Minute", "Minuten", "Minuten"],
  hour: ["Stunde", "Stunden", "Stunden"],
  day: ["Tag", "Tage", "Tagen"],
};
