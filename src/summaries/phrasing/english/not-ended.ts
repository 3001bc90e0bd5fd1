import type { ClosedBecause } from "../../../domain/incident.ts";

/** What is said of an incident that was closed and is not over. */
export function sayNotEnded(because: ClosedBecause | undefined): string {
  return `had not ended when the incident was closed${because === undefined ? "" : closings[because]}`;
}

const closings = {
  recovered: "",
  quiet: " for lack of news",
  room: " to make room",
  merged: " as a part of another",
  falseAlarm: " as a false alarm",
  alwaysNormal: " as normal here",
} as const;
