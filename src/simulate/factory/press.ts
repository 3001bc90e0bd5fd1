import { approach, Drift } from "../engine/drift.ts";
import { orderFrom, switched } from "../engine/order.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { normal } from "../engine/random.ts";
import { clamped, Reporter, rounded } from "../engine/reporter.ts";
import type { Shift } from "./shift.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;

export interface PressFaults {
  /** Since when, in milliseconds. */
  bearingWornMs: () => number | undefined;
  oilLeakMs: () => number | undefined;
  /** While the network to the controller fails, most reports are lost. */
  isLinkBad: () => boolean;
}

/** A hydraulic press: works while its line is worked and nobody has stopped it. */
export class Press implements Part {
  readonly topic = "factory/line1/press";
  isRunning = false;
  bearing: number;
  vibration = 0.3;
  pressure = 4;
  #isEnabled = true;
  #byHandUntil = Number.NEGATIVE_INFINITY;
  #cycles = 184_220;
  #cyclePart = 0;
  #oil = 41;
  #at: number;
  readonly #shift: Shift;
  readonly #faults: PressFaults;
  readonly #hall: () => number;
  readonly #load: Drift;
  readonly #reporter: Reporter;

  constructor(options: { world: World; shift: Shift; faults: PressFaults; hallTemperature: () => number }) {
    const { world } = options;
    this.#shift = options.shift;
    this.#faults = options.faults;
    this.#hall = options.hallTemperature;
    this.#at = world.startAt;
    this.bearing = this.#hall() + 12;
    this.#load = new Drift({ deviation: 1, timeConstantMs: 20 * minuteMs, random: world.fork("press load") });
    const random = world.fork("press report");
    const noise = () => normal(random);
    this.#reporter = new Reporter({
      topic: this.topic,
      everyMs: 15_000,
      random,
      payload: (at) =>
        this.#faults.isLinkBad() && random() < 0.8
          ? undefined
          : {
              time: new Date(at).toISOString(),
              state: this.isRunning ? "running" : "idle",
              cycles: this.#cycles,
              vibration: rounded(Math.max(0.05, this.vibration * (1 + 0.06 * noise())), 2),
              bearing_temperature: rounded(this.bearing + 0.15 * noise(), 1),
              oil_temperature: rounded(this.#oil + 0.1 * noise(), 1),
              hydraulic_pressure: rounded(
                Math.max(0, this.pressure + (this.isRunning ? 1.2 : 0.1) * noise()),
                1,
              ),
              motor_current: rounded(
                this.isRunning ? 38 + 1.5 * this.#load.value + noise() : 2.1 + 0.05 * noise(),
                1,
              ),
            },
    });
  }

  tick(at: number, dtMs: number, send: Send): void {
    this.#at = at;
    this.#load.step(dtMs);
    const wasRunning = this.isRunning;
    this.isRunning = this.#isEnabled && (this.#shift.isWorked || at < this.#byHandUntil);
    this.#work(dtMs);
    if (wasRunning !== this.isRunning) this.#reporter.report(at, send);
    this.#reporter.tick(at, dtMs, send);
  }

  onMessage(topic: string, payload: string, send: Send): boolean {
    if (topic !== `${this.topic}/set`) return false;
    const wanted = switched(orderFrom(payload)?.state, this.#isEnabled);
    if (wanted === undefined) return true;
    this.#isEnabled = wanted;
    this.isRunning = wanted;
    if (wanted) this.#byHandUntil = this.#at + 10 * minuteMs;
    this.#reporter.report(this.#at, send);
    return true;
  }

  #work(dtMs: number): void {
    // Wear grows over two hours from a tone to a howl; friction warms the bearing after it.
    const wear = clamped((this.#faults.bearingWornMs() ?? 0) / (2 * hourMs), 0, 1);
    const leak = clamped((this.#faults.oilLeakMs() ?? 0) / (1.5 * hourMs), 0, 1);
    const running = this.isRunning;
    this.vibration = running ? 2.3 + 0.12 * this.#load.value + 7 * wear : 0.3;
    const bearingTarget = this.#hall() + (running ? 24 + 45 * wear : 6);
    this.bearing = approach(this.bearing, bearingTarget, dtMs, 2.5 * hourMs);
    this.#oil = approach(this.#oil, running ? 47 : 33, dtMs, 4 * hourMs);
    this.pressure = running ? 160 + 1.5 * this.#load.value - 70 * leak : 6;
    // Low pressure makes each stroke slower.
    this.#cyclePart += running ? dtMs / (9_000 * (1 + leak)) : 0;
    const whole = Math.floor(this.#cyclePart);
    this.#cyclePart -= whole;
    this.#cycles += whole;
  }
}
