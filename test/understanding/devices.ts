import type { Place } from "./case.ts";
import type { SentMessage } from "./compare.ts";

type State = Place["states"][string];

/** The devices of a place: what each reports, and what it reports once a message told it otherwise. */
export interface Devices {
  /** Topics on which they report. */
  isReport(topic: string): boolean;
  /** Takes a message to a device; answers what it then reports. */
  obey(message: SentMessage): SentMessage[];
  /** Reports of all whose state is not the initial one, which they then have again. */
  reset(): SentMessage[];
  /** All initial reports. */
  all(): SentMessage[];
  /** Takes a report that a case makes; answers it as a message. */
  report(topic: string, state: State): SentMessage;
  /** Reports from before the run, the oldest first, each with its time. */
  past(now: number): SentMessage[];
}

export function createDevices({ states, history }: Pick<Place, "states" | "history">): Devices {
  const current = new Map<string, State>(Object.entries(states));
  const message = (topic: string, state: State): SentMessage => ({ topic, payload: textOf(state) });
  const change = (topic: string, state: State): SentMessage => {
    current.set(topic, state);
    return message(topic, state);
  };

  return {
    isReport: (topic) => topic in states,
    all: () => Object.entries(states).map(([topic, state]) => message(topic, state)),
    report: (topic, state) => change(topic, state),
    reset: () =>
      Object.entries(states)
        .filter(([topic, state]) => textOf(current.get(topic) ?? "") !== textOf(state))
        .map(([topic, state]) => change(topic, state)),
    obey({ topic, payload }) {
      const own = topic.replace(/\/set$/, "");
      const base = own in states ? own : own.replace(/\/[^/]+$/, "");
      const before = current.get(base);
      if (before === undefined) return [];
      const told = base === own ? parsed(payload) : "task";
      return [change(base, isFields(before) ? merged(before, told) : wordFor(String(told), String(before)))];
    },
    past(now) {
      const reports = Object.entries(history).flatMap(([topic, fields]) =>
        Object.entries(fields).flatMap(([field, points]) =>
          points.map(([hours, value]) => ({ topic, at: now - hours * 3_600_000, field, value })),
        ),
      );
      return reports
        .sort((a, b) => a.at - b.at)
        .map(({ topic, at, field, value }) => ({
          topic,
          payload: JSON.stringify({ [field]: value, time: new Date(at).toISOString() }),
        }));
    },
  };
}

/** What a device that reports JSON has in it after a message. */
function merged(before: Record<string, unknown>, told: unknown): State {
  if (!isFields(told)) return { ...before, state: wordFor(String(told), String(before.state)) };
  const { state, ...rest } = told;
  const known = Object.fromEntries(Object.entries(rest).filter(([key]) => key in before));
  // Music that plays, rooms that are cleaned, the task of a robot.
  const isErrand = Object.keys(rest).length > Object.keys(known).length;
  const word = isErrand ? ("play" in rest ? "playing" : "busy") : state;
  return {
    ...before,
    ...known,
    ...(word === undefined ? {} : { state: wordFor(String(word), String(before.state)) }),
  };
}

/** What is reported after a command word; words that change nothing that is reported leave it as it was. */
function wordFor(told: string, before: string): string {
  const word = told.toLowerCase();
  if (["mute", "unmute", "next", "previous"].includes(word)) return before;
  if (word === "toggle") return before.toLowerCase() === "on" ? "OFF" : "ON";
  return (
    {
      pause: "paused",
      resume: "busy",
      play: "playing",
      stop: "stopped",
      dock: "docked",
      start: "cleaning",
      task: "busy",
    }[word] ?? told
  );
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A word or a number as text.
    return text;
  }
}

function textOf(state: State): string {
  return typeof state === "object" ? JSON.stringify(state) : String(state);
}
