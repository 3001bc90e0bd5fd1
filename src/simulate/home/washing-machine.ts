import type { Random } from "../../core/backoff.ts";
import { hourOf } from "../engine/outside.ts";
import type { World } from "../engine/place.ts";
import { happens, normal } from "../engine/random.ts";
import { MeteringPlug } from "./metering-plug.ts";

const minuteMs = 60_000;

/** One programme: what it draws until so many minutes after its start. */
const programme = [
  { untilMinute: 3, watts: 32, spread: 4 },
  { untilMinute: 21, watts: 2_060, spread: 15 },
  { untilMinute: 58, watts: 190, spread: 45 },
  { untilMinute: 70, watts: 110, spread: 30 },
  { untilMinute: 78, watts: 480, spread: 40 },
] as const;

/** A washing machine on a metering plug, used about once a day; one load is under way at the start. */
export function createWashingMachine(world: World): MeteringPlug {
  const random: Random = world.fork("washing machine");
  let startedAt = world.startAt - minuteMs;
  let askedAt = world.startAt;
  return new MeteringPlug({
    world,
    name: "washing_machine",
    energyKwh: 88.2,
    watts: (at) => {
      const minute = (at - startedAt) / minuteMs;
      const phase = programme.find(({ untilMinute }) => minute < untilMinute);
      if (phase) return phase.watts + normal(random) * phase.spread;
      const hour = hourOf(at);
      const isLaundryTime = hour >= 8 && hour < 19;
      if (isLaundryTime && happens(random, at - askedAt, 10 * 60 * minuteMs)) startedAt = at;
      askedAt = at;
      return 0.9 + normal(random) * 0.05;
    },
  });
}
