import { hourOf, Outside, sunShare } from "../engine/outside.ts";
import { createPlace, type Part, type World } from "../engine/place.ts";
import { happens } from "../engine/random.ts";
import type { Scenario, ScenarioOptions } from "../scenario.ts";
import { BridgeLog } from "./bridge-log.ts";
import { homeCommands, homeConfig } from "./config.ts";
import { Contact } from "./contact.ts";
import { HallMotion, LeakSensor } from "./detectors.ts";
import { homeFaults } from "./faults.ts";
import { Freezer } from "./freezer.ts";
import { Lamp } from "./lamp.ts";
import { Room } from "./room.ts";
import { createWashingMachine } from "./washing-machine.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A flat with Zigbee lamps, contacts, climate sensors, radiator valves, a freezer and a washing machine. */
export function createHome(options: ScenarioOptions): Scenario {
  return createPlace(
    {
      name: "home",
      config: homeConfig,
      commandTopics: ["zigbee2mqtt/+/set"],
      suggestedCommands: homeCommands,
      faults: homeFaults,
      parts: homeParts,
    },
    options,
  );
}

function homeParts(world: World): Part[] {
  const { faults, startAt } = world;
  const outside = new Outside({ mean: 5, swing: 4, startAt, random: world.fork("weather") });
  const window = new Contact({
    world,
    name: "bedroom_window",
    everyMs: 2 * hourMs,
    hours: [7, 10],
    openMs: [6 * minuteMs, 15 * minuteMs],
  });
  const motion = new HallMotion(world);
  const emptyForMs = () => faults.since("sensorBatteryEmpty");
  const rooms = { world, outside, day: 20.5, night: 19, battery: () => 81 };
  return [
    outside,
    window,
    new Contact({
      world,
      name: "front_door",
      everyMs: 90 * minuteMs,
      hours: [7, 22],
      openMs: [8_000, 60_000],
    }),
    new Room({
      ...rooms,
      name: "living_room",
      hasValve: true,
      battery: () => (emptyForMs() === undefined ? 24 : 1),
      isSensorDead: () => (emptyForMs() ?? 0) > 2 * minuteMs,
    }),
    new Room({
      ...rooms,
      name: "bedroom",
      day: 19,
      night: 18,
      hasValve: true,
      isWindowOpen: () => window.isOpen,
      isValveStuck: () => faults.isOn("radiatorStuckOpen"),
    }),
    new Room({ ...rooms, name: "kitchen", hasValve: false, use: cooking }),
    new Freezer({ world, isLeftOpen: () => faults.isOn("freezerDoorOpen") }),
    createWashingMachine(world),
    new Lamp({ world, name: "kitchen_lamp", brightness: 254, used: eveningUse(world, "kitchen_lamp") }),
    new Lamp({
      world,
      name: "living_room_lamp",
      brightness: 140,
      used: eveningUse(world, "living_room_lamp"),
    }),
    new Lamp({ world, name: "bedroom_lamp", brightness: 90, used: eveningUse(world, "bedroom_lamp") }),
    motion,
    new Lamp({ world, name: "hall_lamp", brightness: 200, used: passersBy(motion) }),
    new LeakSensor(world, () => faults.isOn("waterLeak")),
    new BridgeLog(world),
  ];
}

/** Breakfast, lunch and dinner. */
function cooking(at: number): { heat: number; moisture: number } {
  const hour = hourOf(at);
  const isMeal = [7.2, 12.2, 18.5].some((begin) => hour >= begin && hour < begin + 0.6);
  return isMeal ? { heat: 0.9, moisture: 7 } : { heat: 0, moisture: 0 };
}

/** Whoever comes by in the dark switches it on, and off again. */
function passersBy(motion: HallMotion): (at: number) => boolean | undefined {
  let wasLit = false;
  return (at) => {
    const isLit = motion.isSeen && sunShare(at) < 0.1;
    if (isLit === wasLit) return undefined;
    wasLit = isLit;
    return isLit;
  };
}

/** On some time after dusk, off some time before midnight. */
function eveningUse(world: World, name: string): (at: number, isOn: boolean) => boolean | undefined {
  const random = world.fork(`${name} people`);
  let askedAt = world.startAt;
  return (at, isOn) => {
    const passedMs = at - askedAt;
    askedAt = at;
    const hour = hourOf(at);
    const isEvening = hour >= 17 && hour < 22.5;
    return isOn !== isEvening && happens(random, passedMs, 40 * minuteMs) ? isEvening : undefined;
  };
}
