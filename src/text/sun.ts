import { type LocalDate, startOfDay } from "./local-date.ts";

/** A place on the earth, in degrees; north and east are positive. */
export interface Location {
  latitude: number;
  longitude: number;
}

export const sunEvents = ["dawn", "sunrise", "sunset", "dusk"] as const;
export type SunEvent = (typeof sunEvents)[number];

/**
 * Angle of the sun's centre from the zenith, in degrees: the horizon with the sun's radius and the refraction of
 * the air (90.833), and the end of civil twilight (96).
 */
const zenith = { dawn: 96, sunrise: 90.833, sunset: 90.833, dusk: 96 } as const satisfies Record<
  SunEvent,
  number
>;

const dayMs = 86_400_000;

/**
 * When the sun rises or sets on a day of the calendar of its time zone, in milliseconds; undefined where it does
 * not on that day, as beyond the polar circles. The equations of NOAA's solar calculator
 * (https://gml.noaa.gov/grad/solcalc/calcdetails.html), from Meeus, Astronomical Algorithms, chapter 25; good to a
 * minute below 72° of latitude.
 */
export function sunTime(event: SunEvent, date: LocalDate, location: Location): number | undefined {
  const sign = event === "dawn" || event === "sunrise" ? -1 : 1;
  const noon = startOfDay(date) + dayMs / 2;
  // Twelve hours of the clock and of the sun differ by the longitude against the time zone, by less than a day.
  const solarNoon = Math.round((noon - solarShiftMs(noon, location)) / dayMs) * dayMs;
  let at = transit(solarNoon, noon, location);
  // Declination and equation of time change during the day: the second turn is good to seconds.
  for (let turn = 0; turn < 3; turn += 1) {
    const hourAngle = hourAngleDegrees(at, location.latitude, zenith[event]);
    if (hourAngle === undefined) return undefined;
    at = transit(solarNoon, at, location) + sign * hourAngle * msPerDegree;
  }
  return Math.round(at / 1000) * 1000;
}

/** The earth turns one degree in four minutes. */
const msPerDegree = 240_000;

/** When the sun is due south (or north) on the UTC day that begins at `day`, give or take a day. */
function transit(day: number, near: number, location: Location): number {
  const equation = solarPosition(near).equationOfTimeMs;
  return day + dayMs / 2 - location.longitude * msPerDegree - equation;
}

function solarShiftMs(noon: number, location: Location): number {
  return dayMs / 2 - location.longitude * msPerDegree - solarPosition(noon).equationOfTimeMs;
}

/** How far the earth turns between noon and the event; undefined when the sun does not reach that height. */
function hourAngleDegrees(at: number, latitude: number, zenithDegrees: number): number | undefined {
  const { declination } = solarPosition(at);
  const phi = radians(latitude);
  const cosine =
    Math.cos(radians(zenithDegrees)) / (Math.cos(phi) * Math.cos(declination)) -
    Math.tan(phi) * Math.tan(declination);
  return Math.abs(cosine) <= 1 ? degrees(Math.acos(cosine)) : undefined;
}

/** Declination in radians, and how far a sundial is ahead of the clock. */
function solarPosition(at: number): { declination: number; equationOfTimeMs: number } {
  // Julian centuries since 2000-01-01 12:00 UTC.
  const century = (at / dayMs + 2_440_587.5 - 2_451_545) / 36_525;
  const meanLongitude = radians(280.46646 + century * (36_000.76983 + century * 0.0003032));
  const meanAnomaly = radians(357.52911 + century * (35_999.05029 - 0.0001537 * century));
  const eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century);
  const centre =
    Math.sin(meanAnomaly) * (1.914602 - century * (0.004817 + 0.000014 * century)) +
    Math.sin(2 * meanAnomaly) * (0.019993 - 0.000101 * century) +
    Math.sin(3 * meanAnomaly) * 0.000289;
  const node = radians(125.04 - 1934.136 * century);
  const apparentLongitude = meanLongitude + radians(centre - 0.00569 - 0.00478 * Math.sin(node));
  const meanObliquity =
    23 + (26 + (21.448 - century * (46.815 + century * (0.00059 - century * 0.001813))) / 60) / 60;
  const obliquity = radians(meanObliquity + 0.00256 * Math.cos(node));
  const y = Math.tan(obliquity / 2) ** 2;
  const equation =
    y * Math.sin(2 * meanLongitude) -
    2 * eccentricity * Math.sin(meanAnomaly) +
    4 * eccentricity * y * Math.sin(meanAnomaly) * Math.cos(2 * meanLongitude) -
    0.5 * y * y * Math.sin(4 * meanLongitude) -
    1.25 * eccentricity * eccentricity * Math.sin(2 * meanAnomaly);
  return {
    declination: Math.asin(Math.sin(obliquity) * Math.sin(apparentLongitude)),
    equationOfTimeMs: degrees(equation) * msPerDegree,
  };
}

function radians(angle: number): number {
  return (angle * Math.PI) / 180;
}

function degrees(angle: number): number {
  return (angle * 180) / Math.PI;
}
