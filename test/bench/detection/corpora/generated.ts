import { createTelemetry } from "../telemetry.ts";
import type { Corpus } from "./corpus.ts";

/** Not a seed that anything was trained with: see models/train/anomaly.sh. */
const heldBackSeed = 90_210;

/** Generated telemetry with known faults, one series of each family and ten of the widest. */
export async function generateTelemetry(): Promise<Corpus> {
  return {
    name: "telemetry",
    description:
      "generated signals of machines, services, people, weather and plants with faults, of a seed held back",
    series: createTelemetry({ seed: heldBackSeed, count: 1 }),
  };
}
