/**
 * What can be sent to a thing. `turnOn` is also how a machine starts; `open` and `close` also for valves. In the
 * payloads of `play`, `clean` and `task`, `{value}` becomes what to play, the areas to clean, and the task as JSON.
 */
export const deeds = [
  "turnOn",
  "turnOff",
  "toggle",
  "open",
  "close",
  "stop",
  "lock",
  "unlock",
  "pause",
  "resume",
  "next",
  "previous",
  "mute",
  "unmute",
  "play",
  "dock",
  "clean",
  "task",
] as const;
export type Deed = (typeof deeds)[number];
