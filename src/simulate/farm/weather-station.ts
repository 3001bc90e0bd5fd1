import { Drift } from "../engine/drift.ts";
import type { Outside } from "../engine/outside.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { normal } from "../engine/random.ts";
import { rounded } from "../engine/reporter.ts";
import { FieldReport } from "./field-report.ts";

/** The weather station on its mast. */
export class WeatherStation implements Part {
  readonly #wind: Drift;
  readonly #report: FieldReport;
  #at: number;

  constructor(world: World, outside: Outside) {
    this.#at = world.startAt;
    this.#wind = new Drift({ deviation: 1, timeConstantMs: 5_400_000, random: world.fork("wind") });
    const random = world.fork("weather station");
    this.#report = new FieldReport({
      world,
      topic: "farm/weather",
      everyMs: 60_000,
      measure: () => ({
        temperature: rounded(outside.temperature + 0.1 * normal(random), 1),
        humidity: Math.round(outside.humidity),
        wind_speed: rounded(Math.max(0, 2.6 + this.#wind.value + 0.5 * normal(random)), 1),
        solar: Math.round(outside.sunlight(this.#at) * (1 + 0.015 * normal(random))),
      }),
    });
  }

  tick(at: number, dtMs: number, send: Send): void {
    this.#at = at;
    this.#wind.step(dtMs);
    this.#report.tick(at, dtMs, send);
  }
}
