/** What can be sent to a thing. `turnOn` is also how a machine starts; `open` and `close` also for valves. */
export const deeds = ["turnOn", "turnOff", "toggle", "open", "close", "stop", "lock", "unlock"] as const;
export type Deed = (typeof deeds)[number];
