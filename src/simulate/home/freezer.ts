import { Drift } from "../engine/drift.ts";
import { hourOf } from "../engine/outside.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { between, happens } from "../engine/random.ts";
import { rounded } from "../engine/reporter.ts";
import { MeteringPlug } from "./metering-plug.ts";
import { ZigbeeDevice } from "./zigbee.ts";

const hourMs = 3_600_000;

/** A freezer whose compressor keeps it near -18 °C, with a probe inside and a plug that meters it. */
export class Freezer implements Part {
  #temperature = -17.6;
  #isCooling = true;
  #openUntil = Number.NEGATIVE_INFINITY;
  readonly #isLeftOpen: () => boolean;
  readonly #probe: ZigbeeDevice;
  readonly #plug: MeteringPlug;
  readonly #people: () => number;

  constructor(options: { world: World; isLeftOpen: () => boolean }) {
    const { world } = options;
    this.#isLeftOpen = options.isLeftOpen;
    this.#people = world.fork("freezer people");
    const noise = new Drift({ deviation: 0.06, timeConstantMs: 60_000, random: world.fork("freezer noise") });
    const load = new Drift({ deviation: 2, timeConstantMs: 300_000, random: world.fork("freezer load") });
    this.#probe = new ZigbeeDevice({
      world,
      name: "freezer",
      everyMs: 45_000,
      battery: () => 100,
      measure: () => ({ temperature: rounded(this.#temperature + noise.step(45_000), 1) }),
    });
    this.#plug = new MeteringPlug({
      world,
      name: "freezer_plug",
      // A warm freezer makes its compressor work harder.
      watts: () => (this.#isCooling ? 82 + load.step(30_000) + 0.8 * (this.#temperature + 18) : 1.4),
      energyKwh: 214.6,
    });
  }

  tick(at: number, dtMs: number, send: Send): void {
    const isUsed = hourOf(at) >= 7 && hourOf(at) < 22 && happens(this.#people, dtMs, 5 * hourMs);
    if (isUsed) this.#openUntil = at + between(this.#people, 10_000, 40_000);
    const isOpen = at < this.#openUntil || this.#isLeftOpen();
    if (this.#temperature > -17) this.#isCooling = true;
    if (this.#temperature < -19) this.#isCooling = false;
    // Open, warm air falls in faster than the compressor can take it out.
    const leak = isOpen ? (14 - this.#temperature) / 1.1 : (20 - this.#temperature) / 9;
    const perHour = leak - (this.#isCooling && this.#plug.isOn ? 11 : 0);
    this.#temperature += (perHour * dtMs) / hourMs;
    this.#probe.tick(at, dtMs, send);
    this.#plug.tick(at, dtMs, send);
  }

  onMessage(topic: string, payload: string, send: Send): boolean {
    return this.#plug.onMessage(topic, payload, send);
  }
}
