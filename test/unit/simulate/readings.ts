import type { Scenario } from "../../../src/simulate/scenario.ts";

const minuteMs = 60_000;

/** One JSON message of a topic, with when it came. */
export interface Reading {
  at: number;
  [field: string]: unknown;
}

/** Runs a scenario and keeps the JSON of every topic. */
export function recorder(scenario: Scenario, startAt: number) {
  const readings = new Map<string, Reading[]>();
  const texts = new Map<string, string[]>();
  let now = startAt;
  const take = (at: number) => {
    for (const { topic, payload } of scenario.step(at)) {
      texts.set(topic, [...(texts.get(topic) ?? []), payload].slice(-500));
      if (!payload.startsWith("{")) continue;
      const list = readings.get(topic) ?? [];
      list.push({ ...(JSON.parse(payload) as object), at });
      readings.set(topic, list);
    }
  };
  return {
    get now() {
      return now;
    },
    runHours(hours: number) {
      const until = now + hours * 60 * minuteMs;
      while (now < until) {
        now = Math.min(until, now + minuteMs);
        take(now);
      }
    },
    /** Tells a device something and answers what it says within two seconds. */
    tell(topic: string, payload: unknown): Reading | undefined {
      const [device] = topic.split("/set");
      const before = readings.get(device ?? "")?.length ?? 0;
      scenario.onMessage(topic, typeof payload === "string" ? payload : JSON.stringify(payload), now);
      now += 2_000;
      take(now);
      return readings
        .get(device ?? "")
        ?.slice(before)
        .at(-1);
    },
    inject(name: string) {
      scenario.faults.find((fault) => fault.name === name)?.inject(now);
    },
    clear(name: string) {
      scenario.faults.find((fault) => fault.name === name)?.clear(now);
    },
    count: (topic: string) => texts.get(topic)?.length ?? 0,
    texts: (topic: string) => texts.get(topic) ?? [],
    last: (topic: string) => readings.get(topic)?.at(-1),
    /** Numbers of one field since a time. */
    values: (topic: string, field: string, since = startAt) =>
      (readings.get(topic) ?? []).filter(({ at }) => at > since).map((reading) => Number(reading[field])),
  };
}
