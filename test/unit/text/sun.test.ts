import { describe, expect, it } from "vitest";
import { localDate } from "../../../src/text/local-date.ts";
import { type SunEvent, sunTime } from "../../../src/text/sun.ts";

const places = {
  Berlin: { latitude: 52.52, longitude: 13.405, timeZone: "Europe/Berlin" },
  "New York": { latitude: 40.7128, longitude: -74.006, timeZone: "America/New_York" },
  Sydney: { latitude: -33.8688, longitude: 151.2093, timeZone: "Australia/Sydney" },
  Quito: { latitude: -0.1807, longitude: -78.4678, timeZone: "America/Guayaquil" },
  Kiritimati: { latitude: 1.87, longitude: -157.43, timeZone: "Pacific/Kiritimati" },
  Tromso: { latitude: 69.6492, longitude: 18.9553, timeZone: "Europe/Oslo" },
} as const;

/** What the Python package astral 3.2 gives for the same place, local day and event, height 0. */
const reference: readonly (readonly [keyof typeof places, string, SunEvent, string | undefined])[] = [
  ["Berlin", "2026-03-20", "dawn", "2026-03-20T04:34:50Z"],
  ["Berlin", "2026-03-20", "sunrise", "2026-03-20T05:09:31Z"],
  ["Berlin", "2026-03-20", "sunset", "2026-03-20T17:19:09Z"],
  ["Berlin", "2026-03-20", "dusk", "2026-03-20T17:53:57Z"],
  ["Berlin", "2026-06-21", "dawn", "2026-06-21T01:52:14Z"],
  ["Berlin", "2026-06-21", "sunrise", "2026-06-21T02:43:28Z"],
  ["Berlin", "2026-06-21", "sunset", "2026-06-21T19:32:54Z"],
  ["Berlin", "2026-06-21", "dusk", "2026-06-21T20:24:08Z"],
  ["Berlin", "2026-12-21", "dawn", "2026-12-21T06:32:47Z"],
  ["Berlin", "2026-12-21", "sunrise", "2026-12-21T07:15:16Z"],
  ["Berlin", "2026-12-21", "sunset", "2026-12-21T14:53:35Z"],
  ["Berlin", "2026-12-21", "dusk", "2026-12-21T15:36:04Z"],
  ["New York", "2026-03-20", "sunrise", "2026-03-20T10:59:30Z"],
  ["New York", "2026-03-20", "sunset", "2026-03-20T23:07:57Z"],
  ["New York", "2026-06-21", "sunrise", "2026-06-21T09:25:17Z"],
  ["New York", "2026-06-21", "sunset", "2026-06-22T00:30:29Z"],
  ["New York", "2026-12-21", "sunrise", "2026-12-21T12:16:51Z"],
  ["New York", "2026-12-21", "sunset", "2026-12-21T21:31:33Z"],
  ["Sydney", "2026-03-20", "sunrise", "2026-03-19T19:58:09Z"],
  ["Sydney", "2026-03-20", "sunset", "2026-03-20T08:06:43Z"],
  ["Sydney", "2026-06-21", "sunrise", "2026-06-20T21:00:11Z"],
  ["Sydney", "2026-06-21", "sunset", "2026-06-21T06:53:35Z"],
  ["Sydney", "2026-12-21", "sunrise", "2026-12-20T18:40:53Z"],
  ["Sydney", "2026-12-21", "sunset", "2026-12-21T09:05:11Z"],
  ["Quito", "2026-03-20", "sunrise", "2026-03-20T11:18:09Z"],
  ["Quito", "2026-03-20", "sunset", "2026-03-20T23:24:19Z"],
  ["Quito", "2026-06-21", "sunrise", "2026-06-21T11:12:33Z"],
  ["Quito", "2026-06-21", "sunset", "2026-06-21T23:18:55Z"],
  ["Quito", "2026-12-21", "sunrise", "2026-12-21T11:08:10Z"],
  ["Quito", "2026-12-21", "sunset", "2026-12-21T23:15:56Z"],
  ["Kiritimati", "2026-03-20", "sunrise", "2026-03-19T16:34:16Z"],
  ["Kiritimati", "2026-03-20", "sunset", "2026-03-20T04:40:22Z"],
  ["Kiritimati", "2026-06-21", "sunrise", "2026-06-20T16:24:40Z"],
  ["Kiritimati", "2026-06-21", "sunset", "2026-06-21T04:38:09Z"],
  ["Kiritimati", "2026-12-21", "sunrise", "2026-12-20T16:27:11Z"],
  ["Kiritimati", "2026-12-21", "sunset", "2026-12-21T04:27:50Z"],
  ["Tromso", "2026-03-20", "sunrise", "2026-03-20T04:44:22Z"],
  ["Tromso", "2026-03-20", "sunset", "2026-03-20T17:01:02Z"],
  ["Tromso", "2026-06-21", "sunrise", undefined],
  ["Tromso", "2026-06-21", "sunset", undefined],
  ["Tromso", "2026-12-21", "sunrise", undefined],
  ["Tromso", "2026-12-21", "sunset", undefined],
  ["Berlin", "2026-10-25", "dawn", "2026-10-25T05:13:56Z"],
  ["Berlin", "2026-10-25", "sunrise", "2026-10-25T05:49:55Z"],
  ["Berlin", "2026-10-25", "sunset", "2026-10-25T15:50:05Z"],
  ["Berlin", "2026-10-25", "dusk", "2026-10-25T16:26:02Z"],
];

describe("sunTime", () => {
  it.each(reference)("of %s on %s, %s, is %s to a minute and a half", (place, day, event, expected) => {
    const { timeZone, ...location } = places[place];
    const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
    // Noon in UTC is on another day in Kiritimati, so the day is put together from its parts.
    const local = { ...localDate(0, timeZone), year, month, day: date };
    const at = sunTime(event, local, location);
    if (expected === undefined) expect(at).toBeUndefined();
    else expect(Math.abs((at ?? 0) - Date.parse(expected))).toBeLessThan(90_000);
  });

  it("gives nothing where the sun does not rise or set", () => {
    const date = { ...localDate(0, "Europe/Oslo"), year: 2026, month: 6, day: 21 };
    const pole = { latitude: 90, longitude: 0 };
    expect(sunTime("sunset", date, pole)).toBeUndefined();
  });
});
